-- Revoke one token of a user: what was bound is unbound; else it is listed as
-- revoked.
-- in: $1 app_id, $2 username, $3 SHA-256 of the token, $4 whether to list what
--     was not bound, $5 milliseconds until when it would have been good, or NULL
-- out: one row: count, 1 if there was something to revoke
WITH bound AS (
	SELECT FROM user_token t
	WHERE t.app_id = $1::bigint AND t.digest = $3::bytea
	    AND t.username = $2::text AND NOT t.revoked
), gone AS (
	DELETE FROM user_token t
	WHERE t.app_id = $1::bigint AND t.digest = $3::bytea
	    AND t.username = $2::text AND NOT t.revoked
	RETURNING t.digest
), listed AS (
	INSERT INTO user_token (app_id, digest, username, expires, revoked)
	SELECT $1::bigint, $3::bytea, $2::text,
	    to_timestamp($5::bigint / 1000.0), true
	WHERE $4::boolean AND NOT EXISTS (SELECT FROM bound)
	ON CONFLICT (app_id, digest) DO NOTHING
	RETURNING digest
), old AS (
	DELETE FROM user_token t
	WHERE t.app_id = $1::bigint AND t.username = $2::text
	    AND t.expires <= now() AND t.digest <> $3::bytea
)
SELECT (SELECT count(*) FROM gone) + (SELECT count(*) FROM listed) AS count
