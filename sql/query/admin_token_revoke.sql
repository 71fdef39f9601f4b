-- Revoke all tokens of a user: those issued here by the epoch, those bound to
-- him by deleting them.  Single ones that were revoked before stay revoked.
-- in: $1 app_id, $2 username
-- out: username, count (how many were bound); no row: no such user
WITH client AS (
	UPDATE account SET token_epoch = token_epoch + 1
	WHERE app_id = $1::bigint AND username = $2::text
	RETURNING username
), gone AS (
	DELETE FROM user_token t
	USING client c
	WHERE t.app_id = $1::bigint AND t.username = c.username
	    AND NOT t.revoked
	RETURNING 1
)
SELECT username, (SELECT count(*) FROM gone) AS count
FROM client
