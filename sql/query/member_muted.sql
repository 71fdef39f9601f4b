-- The rooms that a user has muted.
-- in: $1 app_id, $2 username, $3 rows
-- out: room_id, ascending
SELECT room_id
FROM room_member
WHERE app_id = $1::bigint AND username = $2::text AND muted
ORDER BY room_id
LIMIT $3::bigint
