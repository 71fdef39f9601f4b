-- How many messages the rooms of an app have, up to a maximum.
-- in: $1 app_id, $2 the least id, $3 the first id beyond, $4 the maximum,
--     $5 rooms at most
-- out: rooms: how many there are, up to $5
WITH rooms AS MATERIALIZED (
	SELECT r.conv, coalesce(c.cleared_seq, 0) AS floor
	FROM room r
	LEFT JOIN conversation c ON c.conv = r.conv AND c.app_id = r.app_id
	WHERE r.app_id = $1::bigint
	LIMIT $5::bigint
)
SELECT (SELECT count(*) FROM rooms) AS rooms,
    (SELECT count(*) FROM (SELECT
	FROM rooms r
	CROSS JOIN LATERAL (SELECT FROM message m
	    WHERE m.conv = r.conv AND m.id >= $2::bigint AND m.id < $3::bigint
		AND m.seq > r.floor AND m.state <> 2
	    LIMIT $4::bigint) AS m
	LIMIT $4::bigint) AS s) AS total
