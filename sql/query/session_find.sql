-- Who is logged in by a token, and what the app lets him do.
-- in: $1 app_id, $2 SHA-256 of the token, $3 public_id or NULL (any)
-- out: none or one row: the user; settings and permissions of the app, JSON
--      texts or NULL; expires in milliseconds, 0: never
SELECT a.username, a.uuid, a.nickname, a.password_hash, a.activated,
    a.token_epoch, a.avatar_url, a.description, a.robot, a.notifications,
    coalesce(floor(extract(epoch FROM a.last_login) * 1000)::bigint, 0) AS last_login,
    floor(extract(epoch FROM a.created) * 1000)::bigint AS created,
    floor(extract(epoch FROM a.modified) * 1000)::bigint AS modified,
    a.public_id, a.email, array_to_json(a.roles) AS roles, t.purpose,
    coalesce(floor(extract(epoch FROM t.expires) * 1000)::bigint, 0) AS expires,
    (SELECT s.value FROM app_setting s WHERE s.app_id = a.app_id
	AND s.name = 'rocketchat') AS settings,
    (SELECT s.value FROM app_setting s WHERE s.app_id = a.app_id
	AND s.name = 'permissions') AS permissions
FROM user_token t
JOIN account a ON a.app_id = t.app_id AND a.username = t.username
WHERE t.app_id = $1::bigint AND t.digest = $2::bytea AND NOT t.revoked
    AND t.purpose <> 'bound' AND a.activated
    AND (t.expires IS NULL OR t.expires > now())
    AND ($3::text IS NULL OR a.public_id = $3::text)
