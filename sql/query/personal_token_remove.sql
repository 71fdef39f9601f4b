-- Remove a personal token.
-- in: $1 app_id, $2 username, $3 name
-- out: one row if there was one
DELETE FROM user_token
WHERE app_id = $1::bigint AND username = $2::text AND name = $3::text
    AND purpose = 'personal'
RETURNING name
