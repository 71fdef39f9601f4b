-- Register users; names that are taken are left alone.  The epoch begins with
-- the time, so that tokens of an earlier user of the name are not good again.
-- in: $1 app_id, $2 usernames, $3 uuids, $4 nicknames, $5 password hashes
-- out: the users that are new
INSERT INTO account (app_id, username, uuid, nickname, password_hash,
    token_epoch)
SELECT $1::bigint, n.username, n.uuid::uuid, n.nickname, n.password_hash,
    floor(extract(epoch FROM clock_timestamp()) * 1000)::bigint
FROM unnest($2::text[], $3::text[], $4::text[], $5::text[])
    AS n (username, uuid, nickname, password_hash)
ORDER BY n.username
ON CONFLICT (app_id, username) DO NOTHING
RETURNING username, uuid, nickname, activated, token_epoch,
    avatar_url, description, robot, notifications,
    coalesce(floor(extract(epoch FROM last_login) * 1000)::bigint, 0) AS last_login,
    floor(extract(epoch FROM created) * 1000)::bigint AS created,
    floor(extract(epoch FROM modified) * 1000)::bigint AS modified
