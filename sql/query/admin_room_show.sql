-- One room.
-- in: $1 app_id, $2 room_id, $3 its conv, $4 its kind
-- out: one row; known: it was created, was sent to, or has a rate
SELECT $2::text AS room, r.name, r.owner,
    CASE $4::int WHEN 1 THEN 'direct' WHEN 2 THEN 'group'
	ELSE 'chatroom' END AS kind,
    CASE WHEN r.room_id IS NOT NULL THEN
	(SELECT count(*) FROM room_member m WHERE m.conv = $3::bigint)
    ELSE 0 END AS members,
    r.frozen,
    CASE WHEN $4::int = 3
	THEN coalesce(o.per_second, a.room_rate) END AS rate,
    o.per_second IS NOT NULL AS own_rate,
    coalesce(c.last_seq, 0) AS stored, coalesce(c.dropped, 0) AS dropped,
    r.room_id IS NOT NULL OR o.conv IS NOT NULL OR c.conv IS NOT NULL AS known
FROM app a
LEFT JOIN room r ON r.app_id = a.app_id AND r.room_id = $2::text
LEFT JOIN room_rate o ON o.conv = $3::bigint
LEFT JOIN conversation c ON c.conv = $3::bigint
WHERE a.app_id = $1::bigint
