-- A page of a room's members by name.
-- in: $1 app_id, $2 room_id, $3 a piece of the name, in lower case, or NULL,
--     $4 descending, $5 rows to leave out, $6 how many rows
-- out: total: of all pages; username NULL: none here
WITH here AS MATERIALIZED (
	SELECT conv, owner FROM room
	WHERE app_id = $1::bigint AND room_id = $2::text
), found AS MATERIALIZED (
	SELECT m.username
	FROM here r
	JOIN room_member m ON m.conv = r.conv
	JOIN account a ON a.app_id = $1::bigint AND a.username = m.username
	WHERE $3::text IS NOT NULL
	    AND (strpos(lower(a.username), $3::text) > 0
		OR strpos(lower(a.nickname), $3::text) > 0)
), page AS (
	-- By the index, as most ask.
	(SELECT username, row_number() OVER (ORDER BY username) AS place
	FROM room_member
	WHERE $3::text IS NULL AND NOT $4::boolean
	    AND conv = (SELECT conv FROM here)
	ORDER BY username OFFSET $5::bigint LIMIT $6::bigint)
	UNION ALL
	(SELECT username, row_number() OVER (ORDER BY username DESC)
	FROM room_member
	WHERE $3::text IS NULL AND $4::boolean
	    AND conv = (SELECT conv FROM here)
	ORDER BY username DESC OFFSET $5::bigint LIMIT $6::bigint)
	UNION ALL
	(SELECT username, row_number() OVER (ORDER BY
	    CASE WHEN NOT $4::boolean THEN username END,
	    CASE WHEN $4::boolean THEN username END DESC) AS place
	FROM found
	ORDER BY place OFFSET $5::bigint LIMIT $6::bigint)
)
SELECT t.total, a.username, a.public_id, a.nickname, a.activated,
    floor(extract(epoch FROM a.modified) * 1000)::bigint AS modified,
    CASE WHEN (SELECT owner FROM here) = a.username THEN 'owner'
	WHEN m.manager THEN 'moderator' END AS role
FROM (SELECT (SELECT count(*) FROM found) + (SELECT count(*)
	FROM room_member
	WHERE $3::text IS NULL AND conv = (SELECT conv FROM here)) AS total) AS t
LEFT JOIN page AS p ON true
LEFT JOIN LATERAL (SELECT * FROM account u
    WHERE u.app_id = $1::bigint AND u.username = p.username
    LIMIT 1) AS a ON true
LEFT JOIN room_member m ON m.conv = (SELECT conv FROM here)
    AND m.username = p.username
ORDER BY p.place
