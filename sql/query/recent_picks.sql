-- The newest messages of all rooms that a user is in, newest first.
-- in: $1 app_id, $2 username, $3 how many, $4 rooms at most
WITH rooms AS MATERIALIZED (
	SELECT r.room_id, r.kind, r.conv, coalesce(r.pinned, 0) AS pinned,
	    greatest(c.cleared_seq, o.hidden_seq) AS floor
	FROM room_member o
	JOIN room r ON r.app_id = o.app_id AND r.kind = o.kind AND r.room_id = o.room_id
	JOIN conversation c ON c.conv = r.conv
	WHERE o.app_id = $1::bigint AND o.username = $2::text
	LIMIT $4::bigint
), newest AS MATERIALIZED (
	SELECT r.*, n.id AS top
	FROM rooms r
	CROSS JOIN LATERAL (SELECT m.id FROM message m
	    WHERE m.conv = r.conv AND m.seq > r.floor AND m.state <> 2
		AND (m.sender = $2::text
		    OR (m.users IS NULL OR $2::text = ANY (m.users))
		    AND (m.ignored IS NULL OR $2::text <> ALL (m.ignored)))
		AND NOT EXISTS (SELECT FROM message_hidden h
		    WHERE h.conv = m.conv AND h.username IN ('', $2::text)
			AND h.id = m.id)
	    ORDER BY m.id DESC LIMIT 1) AS n
	ORDER BY n.id DESC
	LIMIT $3::bigint
), least AS (
	-- So many rooms have something newer.
	SELECT CASE WHEN count(*) = $3::bigint THEN min(top) ELSE 0 END AS id
	FROM newest
)
SELECT p.id, n.conv, n.kind, n.room_id, n.pinned
FROM newest n
CROSS JOIN least l
CROSS JOIN LATERAL (SELECT m.id FROM message m
    WHERE m.conv = n.conv AND m.id >= l.id AND m.seq > n.floor AND m.state <> 2
	AND (m.sender = $2::text
	    OR (m.users IS NULL OR $2::text = ANY (m.users))
	    AND (m.ignored IS NULL OR $2::text <> ALL (m.ignored)))
	AND NOT EXISTS (SELECT FROM message_hidden h
	    WHERE h.conv = m.conv AND h.username IN ('', $2::text)
		AND h.id = m.id)
    ORDER BY m.id DESC LIMIT $3::bigint) AS p
ORDER BY p.id DESC
LIMIT $3::bigint
