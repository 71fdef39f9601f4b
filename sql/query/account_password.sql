-- Set a user's password and revoke the tokens given out so far.
-- in: $1 app_id, $2 username, $3 password hash
-- out: one row if there is such a user
UPDATE account
SET password_hash = $3::text, token_epoch = token_epoch + 1, modified = now()
WHERE app_id = $1::bigint AND username = $2::text
RETURNING username
