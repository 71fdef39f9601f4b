-- Delete some notifications that nobody has sent for 24 hours.
-- in: $1 at most so many
-- out: deleted
WITH gone AS (
    DELETE FROM notification
    WHERE (conv, message_id, username) IN (
	SELECT conv, message_id, username FROM notification
	WHERE due < now() - interval '24 hours'
	ORDER BY due LIMIT $1::bigint)
	AND due < now() - interval '24 hours'
    RETURNING 1)
SELECT count(*) AS deleted FROM gone
