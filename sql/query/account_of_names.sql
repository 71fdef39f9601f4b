-- Users by their names.
-- in: $1 app_id, $2 names
SELECT a.username, a.uuid::text, a.nickname, a.avatar_url, a.description, a.robot,
    coalesce(floor(extract(epoch FROM a.last_login) * 1000)::bigint, 0) AS last_login
FROM account a
WHERE a.app_id = $1::bigint AND a.username = ANY ($2::text[])
