-- Whether a user is in a room.
-- in: $1 conv, $2 username
-- out: none or one row
SELECT username
FROM room_member
WHERE conv = $1::bigint AND username = $2::text
