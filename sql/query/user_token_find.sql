-- Whom a token stands for: one that this server issued, by its user; any other
-- one by itself.  Those of the Rocket.Chat dialect are not of the others.
-- in: $1 app_id, $2 username or NULL, $3 SHA-256 of the token
-- out: none or one row: the user; listed: the token is in the table, and
--     whether it was revoked or is over, and when it will be (0: never)
SELECT a.username, a.uuid, a.nickname, a.password_hash, a.activated,
    a.token_epoch, a.avatar_url, a.description, a.robot, a.notifications,
    coalesce(floor(extract(epoch FROM a.last_login) * 1000)::bigint, 0) AS last_login,
    floor(extract(epoch FROM a.created) * 1000)::bigint AS created,
    floor(extract(epoch FROM a.modified) * 1000)::bigint AS modified,
    t.digest IS NOT NULL AS listed, coalesce(t.revoked, false) AS revoked,
    coalesce(t.expires <= now(), false) AS expired,
    coalesce(floor(extract(epoch FROM t.expires) * 1000)::bigint, 0) AS expires
FROM account a
LEFT JOIN user_token t ON t.app_id = $1::bigint AND t.digest = $3::bytea
    AND t.username = a.username AND t.purpose = 'bound'
WHERE a.app_id = $1::bigint AND a.username = coalesce($2::text,
    (SELECT o.username FROM user_token o
    WHERE o.app_id = $1::bigint AND o.digest = $3::bytea
	AND o.purpose = 'bound'))
