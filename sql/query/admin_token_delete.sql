-- Delete some bound or revoked tokens that have expired.
-- in: $1 at most so many
-- out: deleted
WITH gone AS (
    DELETE FROM user_token
    WHERE (app_id, digest) IN (
	SELECT app_id, digest FROM user_token
	WHERE expires <= now() LIMIT $1::bigint)
	AND expires <= now()
    RETURNING 1)
SELECT count(*) AS deleted FROM gone
