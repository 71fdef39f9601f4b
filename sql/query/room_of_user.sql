-- The rooms or groups that a user is in.
-- in: $1 app_id, $2 kind, $3 username, $4 rows to leave out, $5 how many rows
SELECT r.room_id, r.name
FROM room_member m
JOIN room r ON r.app_id = m.app_id AND r.kind = m.kind AND r.room_id = m.room_id
WHERE m.app_id = $1::bigint AND m.kind = $2::int AND m.username = $3::text
ORDER BY r.room_id
OFFSET $4::bigint
LIMIT $5::bigint
