-- Delete some memberships of apps that are gone.
-- in: $1 at most so many
-- out: deleted
WITH gone AS (
    DELETE FROM room_member
    WHERE (conv, username) IN (
	SELECT m.conv, m.username FROM room_member m
	WHERE NOT EXISTS (SELECT FROM app a WHERE a.app_id = m.app_id)
	LIMIT $1::bigint)
    RETURNING 1)
SELECT count(*) AS deleted FROM gone
