-- Add members, all or none, as somebody whose standing in the room lets him.
-- The room is locked already.
-- in: $1 app_id, $2 room_id, $3 who does it, $4 standings that may, $5 names,
--     distinct
-- out: may, fits, missing: the first who is no user
WITH here AS (
	SELECT r.conv, r.kind, r.room_id, r.max_users, r.kind <> 1
	    AND CASE WHEN r.owner = $3::text THEN 'owner' WHEN v.manager THEN 'moderator'
	    WHEN v.username IS NOT NULL THEN 'member' ELSE 'stranger' END
	    = ANY ($4::text[]) AS may
	FROM room r
	LEFT JOIN room_member v ON v.conv = r.conv AND v.username = $3::text
	WHERE r.app_id = $1::bigint AND r.room_id = $2::text
), asked AS (
	SELECT n.username, n.position,
	    NOT EXISTS (SELECT FROM account a
		WHERE a.app_id = $1::bigint AND a.username = n.username) AS missing,
	    NOT EXISTS (SELECT FROM room_member m
		WHERE m.conv = h.conv AND m.username = n.username) AS fresh
	FROM here h, unnest($5::text[]) WITH ORDINALITY AS n (username, position)
), verdict AS (
	SELECT bool_or(a.missing) AS missing,
	    count(*) FILTER (WHERE a.fresh) = 0
	    OR count(*) FILTER (WHERE a.fresh) + (SELECT count(*)
		FROM room_member m JOIN here h ON m.conv = h.conv)
		<= (SELECT max_users FROM here) AS fits
	FROM asked a
), added AS (
	INSERT INTO room_member (conv, username, app_id, kind, room_id, seen,
	    seen_total, read_seq)
	SELECT h.conv, a.username, $1::bigint, h.kind, h.room_id,
	    coalesce(c.last_seq - c.silent, 0),
	    coalesce(c.last_seq - c.silent - c.untotalled, 0),
	    coalesce(c.last_seq, 0)
	FROM here h CROSS JOIN verdict v CROSS JOIN asked a
	LEFT JOIN conversation c ON c.conv = h.conv
	WHERE h.may AND v.fits AND NOT v.missing AND a.fresh
)
SELECT h.may, v.fits, (SELECT a.username FROM asked a WHERE a.missing
    ORDER BY a.position LIMIT 1) AS missing
FROM here h CROSS JOIN verdict v
