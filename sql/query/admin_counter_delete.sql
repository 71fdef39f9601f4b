-- Delete some counters whose window ended long ago.  The outer condition
-- looks again at a row that a call has just taken into use.
-- in: $1 at most so many
-- out: deleted
WITH gone AS (
    DELETE FROM rate_counter
    WHERE counter IN (
	SELECT counter FROM rate_counter
	WHERE window_start < extract(epoch FROM now()) - 86400
	LIMIT $1::bigint)
	AND window_start < extract(epoch FROM now()) - 86400
    RETURNING 1)
SELECT count(*) AS deleted FROM gone
