-- Delete some bans of rooms or users that are gone.
-- in: $1 at most so many
-- out: deleted
WITH gone AS (
    DELETE FROM room_ban
    WHERE (conv, username) IN (
	SELECT b.conv, b.username FROM room_ban b
	WHERE NOT EXISTS (SELECT FROM room r WHERE r.app_id = b.app_id
	    AND r.conv >> 29 = b.conv >> 29 AND r.conv = b.conv)
	    OR NOT EXISTS (SELECT FROM account a WHERE a.app_id = b.app_id
		AND a.username = b.username)
	LIMIT $1::bigint)
    RETURNING 1)
SELECT count(*) AS deleted FROM gone
