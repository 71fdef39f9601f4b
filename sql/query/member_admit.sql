-- Add members, all or none, as somebody who may.  The room is locked already.
-- Into a direct room come only the two whose it is.
-- in: $1 app_id, $2 room_id, $3 who does it, or NULL (the app's backend),
--     $4 usernames, distinct, $5 it is the one who does it who joins
-- out: per name missing (is no user), added; and known (he may know of the
--      room), open (it is open for this), fits
WITH here AS (
	SELECT r.conv, r.kind, r.room_id, r.pair, r.max_users,
	    $3::text IS NULL OR $5::boolean OR v.username IS NOT NULL AS known,
	    $3::text IS NULL OR r.owner = $3::text
	    OR coalesce(v.manager, false) AS manages,
	    r.opening AND CASE WHEN $5::boolean THEN r.kind = 3
		OR r.public AND NOT r.members_only ELSE r.allow_invites END AS open
	FROM room r
	LEFT JOIN room_member v ON v.conv = r.conv AND v.username = $3::text
	WHERE r.app_id = $1::bigint AND r.room_id = $2::text
), asked AS (
	SELECT n.username, n.position,
	    NOT EXISTS (SELECT FROM account a
		WHERE a.app_id = $1::bigint AND a.username = n.username) AS missing,
	    NOT EXISTS (SELECT FROM room_member m
		WHERE m.conv = h.conv AND m.username = n.username) AS fresh,
	    h.kind <> 1 OR n.username = ANY (string_to_array(h.pair, chr(31))) AS meant
	FROM here h, unnest($4::text[]) WITH ORDINALITY AS n (username, position)
), verdict AS (
	SELECT h.conv, h.kind, h.room_id, h.known,
	    bool_and(a.meant) AND (h.kind = 1 OR h.manages OR h.open
		OR NOT bool_or(a.fresh)) AS open,
	    bool_or(a.missing) AS missing,
	    count(*) FILTER (WHERE a.fresh) = 0
	    OR count(*) FILTER (WHERE a.fresh) + (SELECT count(*)
		FROM room_member m WHERE m.conv = h.conv) <= h.max_users AS fits
	FROM here h, asked a
	GROUP BY h.conv, h.kind, h.room_id, h.known, h.manages, h.open, h.max_users
), added AS (
	INSERT INTO room_member (conv, username, app_id, kind, room_id, seen,
	    seen_total, read_seq)
	SELECT v.conv, a.username, $1::bigint, v.kind, v.room_id,
	    coalesce(c.last_seq - c.silent, 0),
	    coalesce(c.last_seq - c.silent - c.untotalled, 0),
	    coalesce(c.last_seq, 0)
	FROM verdict v CROSS JOIN asked a
	LEFT JOIN conversation c ON c.conv = v.conv
	WHERE a.fresh AND v.known AND v.open AND v.fits AND NOT v.missing
	RETURNING username
)
SELECT a.username, a.missing, v.known, v.open, v.fits,
    d.username IS NOT NULL AS added
FROM verdict v CROSS JOIN asked a LEFT JOIN added d USING (username)
ORDER BY a.position
