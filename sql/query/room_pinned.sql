-- The message that is pinned in a room, for one who looks.
-- in: $1 app_id, $2 room_id, $3 username or NULL (the app's backend)
-- out: no row: no such room; member; conv; pinned: its id or NULL
SELECT r.conv, r.pinned, $3::text IS NULL
    OR EXISTS (SELECT FROM room_member m
	WHERE m.conv = r.conv AND m.username = $3::text) AS member
FROM room r
WHERE r.app_id = $1::bigint AND r.room_id = $2::text
