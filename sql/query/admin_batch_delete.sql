-- Delete some batches that are older than 30 days, with their items: a piece
-- has few of them, because each may have many items.
-- in: $1 a measure of how many
-- out: deleted
WITH gone AS (
    DELETE FROM batch
    WHERE (app_id, batch_id) IN (
	SELECT app_id, batch_id FROM batch
	WHERE created < now() - interval '30 days'
	LIMIT greatest($1::bigint / 100, 1))
    RETURNING 1)
SELECT count(*) AS deleted FROM gone
