-- Note that a user came, to the hour.
-- in: $1 app_id, $2 username
UPDATE account
SET last_login = now()
WHERE app_id = $1::bigint AND username = $2::text
    AND (last_login IS NULL OR last_login < now() - interval '1 hour')
