-- Revoke all tokens of a user, but the one that is kept.
-- in: $1 app_id, $2 username, $3 SHA-256 of the token that is kept, or NULL,
--     $4 whether to bind that, $5 milliseconds until when it is good, or NULL
-- out: none: no such user; else the new token_epoch, and count: how many were
--     bound
WITH client AS (
	UPDATE account
	SET token_epoch = token_epoch + 1
	WHERE app_id = $1::bigint AND username = $2::text
	RETURNING username, token_epoch
), gone AS (
	DELETE FROM user_token t
	USING client c
	WHERE t.app_id = $1::bigint AND t.username = c.username
	    AND (NOT t.revoked OR t.expires <= now())
	    AND t.digest IS DISTINCT FROM $3::bytea
	RETURNING t.revoked
), kept AS (
	-- An issued token is of the old epoch now; bound, it stays good.
	INSERT INTO user_token (app_id, digest, username, expires)
	SELECT $1::bigint, $3::bytea, c.username,
	    to_timestamp($5::bigint / 1000.0)
	FROM client c
	WHERE $4::boolean
	ON CONFLICT (app_id, digest) DO NOTHING
)
SELECT token_epoch, (SELECT count(*) FROM gone WHERE NOT revoked) AS count
FROM client
