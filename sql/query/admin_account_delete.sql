-- Delete some users of an app.
-- in: $1 app_id, $2 at most so many
-- out: deleted
WITH gone AS (
    DELETE FROM account
    WHERE app_id = $1::bigint AND username IN (
	SELECT username FROM account WHERE app_id = $1::bigint
	ORDER BY username LIMIT $2::bigint)
    RETURNING 1)
SELECT count(*) AS deleted FROM gone
