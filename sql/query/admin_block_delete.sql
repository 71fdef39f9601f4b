-- Delete some blocks of users that are gone.
-- in: $1 at most so many
-- out: deleted
WITH gone AS (
    DELETE FROM user_block
    WHERE (app_id, username, blocked) IN (
	SELECT b.app_id, b.username, b.blocked FROM user_block b
	WHERE NOT EXISTS (SELECT FROM account a WHERE a.app_id = b.app_id
	    AND a.username = b.blocked)
	LIMIT $1::bigint)
    RETURNING 1)
SELECT count(*) AS deleted FROM gone
