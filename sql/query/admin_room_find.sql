-- A room that was created, of any kind.
-- in: $1 app_id, $2 room_id
-- out: kind, conv; or no row
SELECT kind, conv
FROM room
WHERE app_id = $1::bigint AND room_id = $2::text
