-- Forget a login's token.
-- in: $1 app_id, $2 SHA-256 of the token
DELETE FROM user_token
WHERE app_id = $1::bigint AND digest = $2::bytea AND purpose = 'login'
