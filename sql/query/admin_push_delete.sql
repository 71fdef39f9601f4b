-- Delete some requests to push that nobody has sent for 24 hours.
-- in: $1 at most so many
-- out: deleted
WITH gone AS (
    DELETE FROM push_request
    WHERE push_id IN (
	SELECT push_id FROM push_request
	WHERE due < now() - interval '24 hours'
	ORDER BY due LIMIT $1::bigint)
	AND due < now() - interval '24 hours'
    RETURNING 1)
SELECT count(*) AS deleted FROM gone
