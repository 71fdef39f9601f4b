-- Set a user's password and revoke the tokens given out so far: those issued
-- here by the epoch, those bound to him by deleting them.
-- in: $1 app_id, $2 username, $3 password hash
-- out: one row if there is such a user
WITH client AS (
	UPDATE account
	SET password_hash = $3::text, token_epoch = token_epoch + 1,
	    modified = now()
	WHERE app_id = $1::bigint AND username = $2::text
	RETURNING username
), gone AS (
	DELETE FROM user_token t
	USING client c
	WHERE t.app_id = $1::bigint AND t.username = c.username
	    AND NOT t.revoked
)
SELECT username
FROM client
