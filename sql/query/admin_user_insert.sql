-- Register a user.  The epoch begins with the time, so that tokens of an
-- earlier user of the name are not good again.
-- in: $1 app_id, $2 username, $3 uuid, $4 nickname or NULL, $5 avatar_url or
--     NULL
-- out: username; no row when there is one
INSERT INTO account (app_id, username, uuid, nickname, avatar_url, token_epoch)
VALUES ($1::bigint, $2::text, $3::uuid, $4::text, $5::text,
    floor(extract(epoch FROM clock_timestamp()) * 1000)::bigint)
ON CONFLICT (app_id, username) DO NOTHING
RETURNING username
