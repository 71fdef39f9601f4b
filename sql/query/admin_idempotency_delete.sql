-- Delete some results of sends that are older than 24 hours.
-- in: $1 at most so many
-- out: deleted
WITH gone AS (
    DELETE FROM idempotency
    WHERE (slot, digest) IN (
	SELECT slot, digest FROM idempotency
	WHERE created < now() - interval '24 hours' AND conv IS NULL
	ORDER BY created LIMIT $1::bigint)
	AND created < now() - interval '24 hours' AND conv IS NULL
    RETURNING 1)
SELECT count(*) AS deleted FROM gone
