-- Create direct rooms of two users each, where both are users of the app and
-- have none yet.
-- in: $1 app_id, arrays: $2 room_id, $3 conv, $4 pair, $5 and $6 the two
WITH wanted AS (
	SELECT w.*
	FROM unnest($2::text[], $3::bigint[], $4::text[], $5::text[],
	    $6::text[]) AS w (room_id, conv, pair, one, other)
	WHERE w.one <> w.other
	    AND EXISTS (SELECT FROM account a
		WHERE a.app_id = $1::bigint AND a.username = w.one)
	    AND EXISTS (SELECT FROM account a
		WHERE a.app_id = $1::bigint AND a.username = w.other)
	ORDER BY w.conv
), made AS (
	INSERT INTO room (app_id, kind, room_id, conv, name, owner, max_users,
	    public, pair)
	SELECT $1::bigint, 1, room_id, conv, '', '', 2, false, pair
	FROM wanted
	ON CONFLICT DO NOTHING
	RETURNING conv, room_id
)
INSERT INTO room_member (conv, username, app_id, kind, room_id, seen,
    seen_total, read_seq)
SELECT m.conv, n.username, $1::bigint, 1, m.room_id,
    coalesce(c.last_seq - c.silent, 0),
    coalesce(c.last_seq - c.silent - c.untotalled, 0),
    coalesce(c.last_seq, 0)
FROM made m
JOIN wanted w ON w.conv = m.conv
CROSS JOIN LATERAL (VALUES (w.one), (w.other)) AS n (username)
LEFT JOIN conversation c ON c.conv = m.conv
ON CONFLICT DO NOTHING
