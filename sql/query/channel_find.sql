-- A room by its id, or by the name that it is shown with, which is its id where
-- it has none of its own.
-- in: $1 app_id, $2 room_id or NULL, $3 name or NULL
-- out: none or one row; that of the id comes first
SELECT f.room_id FROM (
	SELECT r.room_id, 1 AS place FROM room r
	WHERE r.app_id = $1::bigint AND r.room_id = $2::text
	UNION ALL
	SELECT r.room_id, 2 FROM room r
	WHERE r.app_id = $1::bigint AND r.handle IS NOT NULL
	    AND lower(r.handle) = lower($3::text)
	UNION ALL
	SELECT r.room_id, 3 FROM room r
	WHERE r.app_id = $1::bigint AND r.handle IS NULL AND r.room_id = $3::text
) AS f
ORDER BY f.place
LIMIT 1
