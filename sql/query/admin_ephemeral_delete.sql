-- Delete some messages for a user's eyes only that are older than a day.
-- in: $1 at most so many
-- out: deleted
WITH gone AS (
    DELETE FROM ephemeral_message
    WHERE (app_id, username, id) IN (
	SELECT app_id, username, id FROM ephemeral_message
	WHERE created < now() - interval '24 hours'
	ORDER BY created LIMIT $1::bigint)
    RETURNING 1)
SELECT count(*) AS deleted FROM gone
