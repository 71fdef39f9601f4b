-- The newest messages of all rooms of an app, newest first.
-- in: $1 app_id, $2 the least id, $3 the first id beyond, $4 how many,
--     $5 rooms at most
WITH rooms AS MATERIALIZED (
	SELECT r.room_id, r.kind, r.conv, coalesce(r.pinned, 0) AS pinned,
	    c.cleared_seq AS floor
	FROM room r
	JOIN conversation c ON c.conv = r.conv AND c.app_id = r.app_id
	WHERE r.app_id = $1::bigint
	LIMIT $5::bigint
), newest AS MATERIALIZED (
	SELECT r.*, n.id AS top
	FROM rooms r
	CROSS JOIN LATERAL (SELECT m.id FROM message m
	    WHERE m.conv = r.conv AND m.id >= $2::bigint AND m.id < $3::bigint
		AND m.seq > r.floor AND m.state <> 2
	    ORDER BY m.id DESC LIMIT 1) AS n
	ORDER BY n.id DESC
	LIMIT $4::bigint
), least AS (
	-- So many rooms have something newer.
	SELECT CASE WHEN count(*) = $4::bigint THEN min(top) ELSE 0 END AS id
	FROM newest
)
SELECT p.id, n.conv, n.kind, n.room_id, n.pinned
FROM newest n
CROSS JOIN least l
CROSS JOIN LATERAL (SELECT m.id FROM message m
    WHERE m.conv = n.conv AND m.id >= greatest(l.id, $2::bigint)
	AND m.id < $3::bigint AND m.seq > n.floor AND m.state <> 2
    ORDER BY m.id DESC LIMIT $4::bigint) AS p
ORDER BY p.id DESC
LIMIT $4::bigint
