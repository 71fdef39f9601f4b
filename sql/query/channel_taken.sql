-- Whose name is taken: as a room's name or as its id.
-- in: $1 app_id, $2 handle
-- out: none or one row: archived
SELECT r.archived FROM (
	SELECT n.archived FROM room n
	WHERE n.app_id = $1::bigint AND n.handle IS NOT NULL
	    AND lower(n.handle) = lower($2::text)
	UNION ALL
	SELECT i.archived FROM room i
	WHERE i.app_id = $1::bigint AND i.room_id = $2::text
) AS r
LIMIT 1
