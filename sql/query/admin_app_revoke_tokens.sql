-- Revoke all tokens of an app.
-- in: $1 app_id
-- out: token_epoch, the new one
UPDATE app SET token_epoch = token_epoch + 1
WHERE app_id = $1::bigint
RETURNING token_epoch
