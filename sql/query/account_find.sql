-- One user.
-- in: $1 app_id, $2 username
-- out: none or one row
SELECT username, uuid, nickname, password_hash, activated, token_epoch,
    avatar_url, description, robot, notifications,
    coalesce(floor(extract(epoch FROM last_login) * 1000)::bigint, 0) AS last_login,
    floor(extract(epoch FROM created) * 1000)::bigint AS created,
    floor(extract(epoch FROM modified) * 1000)::bigint AS modified
FROM account
WHERE app_id = $1::bigint AND username = $2::text
