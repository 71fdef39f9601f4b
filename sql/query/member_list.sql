-- Members of a room by name.
-- in: $1 app_id, $2 kind, $3 room_id, $4 only names behind this one ('': all),
--     $5 rows to leave out, $6 how many rows
-- out: no row: no such room; username NULL: no such members
SELECT m.username, m.username = r.owner AS owner,
    floor(extract(epoch FROM m.joined) * 1000)::bigint AS joined
FROM room r
LEFT JOIN LATERAL (
	SELECT username, joined FROM room_member
	WHERE conv = r.conv AND username > $4::text
	ORDER BY username OFFSET $5::bigint LIMIT $6::bigint
) AS m ON true
WHERE r.app_id = $1::bigint AND r.kind = $2::int AND r.room_id = $3::text
ORDER BY m.username
