-- A user's own data for his rooms: for one of them, or for all that have some.
-- in: $1 app_id, $2 username, $3 room_id or NULL, $4 rows to leave out,
--     $5 rows
-- out: room_id, preference or NULL, muted; ascending; total in each row
SELECT m.room_id, m.preference, m.muted, count(*) OVER () AS total
FROM room_member m
WHERE m.app_id = $1::bigint AND m.username = $2::text
    AND ($3::text IS NULL AND (m.preference IS NOT NULL OR m.muted)
	OR m.room_id = $3::text)
ORDER BY m.room_id
OFFSET $4::bigint LIMIT $5::bigint
