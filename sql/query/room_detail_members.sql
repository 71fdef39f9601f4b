-- Members of rooms, with what is shown of them: the first by name, and always
-- the owner and the one who looks.
-- in: $1 app_id, $2 room_ids, distinct, $3 who looks, or NULL, $4 members of
--     each room
-- out: by room, in that order, and name
SELECT r.room_id, m.username, m.manager,
    CASE WHEN r.kind = 3 THEN 0 ELSE greatest(coalesce(c.last_seq - c.silent, 0)
	- m.seen, 0) END AS unread,
    coalesce(m.read_id, 0) AS read_id,
    a.nickname, a.avatar_url, a.description, a.robot,
    coalesce(floor(extract(epoch FROM a.last_login) * 1000)::bigint, 0) AS last_login
FROM unnest($2::text[]) WITH ORDINALITY AS n (room_id, position)
JOIN room r ON r.app_id = $1::bigint AND r.room_id = n.room_id
LEFT JOIN conversation c ON c.conv = r.conv
CROSS JOIN LATERAL (
	(SELECT f.username FROM room_member f WHERE f.conv = r.conv
	ORDER BY f.username LIMIT $4::int)
	UNION
	SELECT o.username FROM room_member o WHERE o.conv = r.conv
	    AND o.username IN (r.owner, $3::text)
) AS s
JOIN room_member m ON m.conv = r.conv AND m.username = s.username
JOIN account a ON a.app_id = r.app_id AND a.username = s.username
ORDER BY n.position, m.username
