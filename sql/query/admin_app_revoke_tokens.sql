-- Revoke all tokens of an app: those issued here by the epoch, those bound to
-- its users by deleting them.  Single ones that were revoked before stay revoked.
-- in: $1 app_id
-- out: token_epoch, the new one
WITH gone AS (
	DELETE FROM user_token
	WHERE app_id = $1::bigint AND NOT revoked
)
UPDATE app SET token_epoch = token_epoch + 1
WHERE app_id = $1::bigint
RETURNING token_epoch
