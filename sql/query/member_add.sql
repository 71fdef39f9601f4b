-- Add members, all or none.  The room is locked already, so that what is
-- counted here stays true until the end of the transaction.
-- New ones begin without unread messages.
-- in: $1 app_id, $2 kind, $3 room_id, $4 usernames, distinct
-- out: per name missing (is no user), fits (no maximum is passed by all) and
--      added
WITH locked AS (
	SELECT conv, max_users FROM room
	WHERE app_id = $1::bigint AND kind = $2::int AND room_id = $3::text
), asked AS (
	SELECT n.username, n.position, l.conv, l.max_users,
	    NOT EXISTS (SELECT FROM account a
		WHERE a.app_id = $1::bigint AND a.username = n.username) AS missing,
	    NOT EXISTS (SELECT FROM room_member m
		WHERE m.conv = l.conv AND m.username = n.username) AS fresh
	FROM locked l, unnest($4::text[]) WITH ORDINALITY AS n (username, position)
), verdict AS (
	SELECT bool_or(missing) AS missing,
	    count(*) FILTER (WHERE fresh) = 0
	    OR count(*) FILTER (WHERE fresh) + (SELECT count(*)
		FROM room_member m, locked l WHERE m.conv = l.conv)
		<= max(max_users) AS fits
	FROM asked
), added AS (
	INSERT INTO room_member (conv, username, app_id, kind, room_id, seen,
	    seen_total, read_seq)
	SELECT a.conv, a.username, $1::bigint, $2::int, $3::text,
	    coalesce(c.last_seq - c.silent, 0),
	    coalesce(c.last_seq - c.silent - c.untotalled, 0),
	    coalesce(c.last_seq, 0)
	FROM verdict v, asked a LEFT JOIN conversation c ON c.conv = a.conv
	WHERE a.fresh AND v.fits AND NOT v.missing
	RETURNING username
)
SELECT a.username, a.missing, v.fits, d.username IS NOT NULL AS added
FROM verdict v CROSS JOIN asked a LEFT JOIN added d USING (username)
ORDER BY a.position
