-- The messages of a room that a member hid from himself one by one, the newest
-- first.
-- in: $1 app_id, $2 room_id, $3 username, $4 rows to leave out, $5 how many
-- out: no row: not a member; conv, total; id and created, NULL in the only row
--      when there is none
WITH here AS (
	SELECT m.conv FROM room r
	JOIN room_member m ON m.conv = r.conv AND m.username = $3::text
	WHERE r.app_id = $1::bigint AND r.room_id = $2::text
), page AS (
	SELECT x.id, x.created
	FROM here h JOIN message_hidden x ON x.conv = h.conv
	    AND x.username = $3::text
	ORDER BY x.id DESC
	OFFSET $4::bigint
	LIMIT $5::bigint
)
SELECT h.conv, (SELECT count(*) FROM message_hidden x
	WHERE x.conv = h.conv AND x.username = $3::text) AS total,
    p.id, floor(extract(epoch FROM p.created) * 1000)::bigint AS created
FROM here h LEFT JOIN page p ON true
ORDER BY p.id DESC
