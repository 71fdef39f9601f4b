-- Who is banned from a room, by name.
-- in: $1 app_id, $2 room_id, $3 who asks or NULL (the app's backend), $4 rows
--     to leave out, $5 how many rows
-- out: no row: no such room; member; may: the backend, the owner, the managers
--      of a room without one, both of a direct room;
--      kind, room_created; banned, NULL in the only row when nobody is, with
--      blocker and created
WITH verdict AS (
	SELECT r.conv, r.kind, $3::text IS NULL OR o.username IS NOT NULL AS member,
	    $3::text IS NULL OR r.owner = $3::text
	    OR o.username IS NOT NULL AND (r.kind = 1
		OR r.owner = '' AND o.manager) AS may
	FROM room r
	LEFT JOIN room_member o ON o.conv = r.conv AND o.username = $3::text
	WHERE r.app_id = $1::bigint AND r.room_id = $2::text
), page AS (
	SELECT b.username, b.blocker, b.created
	FROM verdict v JOIN room_ban b ON b.conv = v.conv
	WHERE v.may
	ORDER BY b.username
	OFFSET $4::bigint
	LIMIT $5::bigint
)
SELECT v.member, v.may, v.kind, p.username AS banned, p.blocker,
    floor(extract(epoch FROM r.created) * 1000)::bigint AS room_created,
    floor(extract(epoch FROM p.created) * 1000)::bigint AS created
FROM verdict v
JOIN room r ON r.app_id = $1::bigint AND r.room_id = $2::text
LEFT JOIN page p ON true
ORDER BY p.username
