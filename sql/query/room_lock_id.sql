-- As room_lock, for who does not know the kind.
-- in: $1 app_id, $2 room_id
-- out: none or one row
SELECT conv
FROM room
WHERE app_id = $1::bigint AND room_id = $2::text
FOR UPDATE
