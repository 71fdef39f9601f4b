-- Put another token in the place of one.
-- in: $1 app_id, $2 username, $3 name, $4 SHA-256 of the new one, $5 its last
--     characters
-- out: one row if there was one
UPDATE user_token SET digest = $4::bytea, hint = $5::text, created = now()
WHERE app_id = $1::bigint AND username = $2::text AND name = $3::text
    AND purpose = 'personal'
RETURNING name
