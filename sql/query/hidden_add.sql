-- Hide messages of a room from one of its members; those that are not there,
-- or not for him, are left out.
-- in: $1 app_id, $2 room_id, $3 username, $4 ids, distinct, $5 the first 34
--     bits of conv that each id shows
-- out: no row: not a member; n: how many there are, added: newly hidden
WITH here AS (
	SELECT m.conv FROM room r
	JOIN room_member m ON m.conv = r.conv AND m.username = $3::text
	WHERE r.app_id = $1::bigint AND r.room_id = $2::text
), found AS (
	SELECT m.conv, m.id
	FROM here h
	JOIN conversation c ON c.conv = h.conv
	CROSS JOIN unnest($4::bigint[], $5::bigint[]) AS n (id, prefix)
	JOIN message m ON m.conv = h.conv AND m.id = n.id
	    AND m.app_id = $1::bigint
	WHERE n.prefix = (h.conv >> 29) AND m.state <> 2
	    AND m.seq > c.cleared_seq
	    AND (m.sender = $3::text
		OR (m.users IS NULL OR $3::text = ANY (m.users))
		AND (m.ignored IS NULL OR $3::text <> ALL (m.ignored)))
), added AS (
	INSERT INTO message_hidden (conv, username, id, app_id)
	SELECT f.conv, $3::text, f.id, $1::bigint FROM found f ORDER BY f.id
	ON CONFLICT DO NOTHING
	RETURNING id
)
SELECT (SELECT count(*) FROM found) AS n,
    (SELECT count(*) FROM added) AS added
FROM here
