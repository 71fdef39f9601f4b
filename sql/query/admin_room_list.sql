-- Rooms of an app that were created or have a rate of their own, by id.
-- in: $1 app_id, $2 room_id after which to go on, $3 how many, $4 kind or NULL
-- out: one row per room; owner is NULL for a room that was not created, rate
--     for what is no chat room
SELECT coalesce(r.room_id, o.room_id) AS room, r.owner,
    CASE coalesce(r.kind, 3) WHEN 1 THEN 'direct' WHEN 2 THEN 'group'
	ELSE 'chatroom' END AS kind,
    CASE WHEN coalesce(r.kind, 3) = 3
	THEN coalesce(o.per_second, a.room_rate) END AS rate,
    r.name
FROM app a
CROSS JOIN (
    (SELECT room_id FROM room
     WHERE app_id = $1::bigint AND room_id > $2::text
	AND ($4::int IS NULL OR kind = $4::int)
     ORDER BY room_id LIMIT $3::bigint)
    UNION
    SELECT room_id FROM room_rate
    WHERE app_id = $1::bigint AND room_id > $2::text
	AND ($4::int IS NULL OR $4::int = 3)) AS i
LEFT JOIN room r ON r.app_id = a.app_id AND r.room_id = i.room_id
LEFT JOIN room_rate o ON o.app_id = a.app_id AND o.room_id = i.room_id
WHERE a.app_id = $1::bigint AND ($4::int IS NULL OR coalesce(r.kind, 3) = $4::int)
ORDER BY i.room_id
LIMIT $3::bigint
