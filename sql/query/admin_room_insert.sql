-- Create a room of any kind with its members, if all of them are users and its
-- id is free.
-- in: $1 app_id, $2 kind, $3 room_id, $4 conv, $5 pair or NULL, $6 name,
--     $7 description, $8 owner or '', $9 max_users, $10 members, distinct, the
--     owner among them
-- out: missing: the first member who is no user; other: the room that these
--     two users have already; made: whether it was created
WITH missing AS (
	SELECT n.username
	FROM unnest($10::text[]) WITH ORDINALITY AS n (username, position)
	WHERE NOT EXISTS (SELECT FROM account a
	    WHERE a.app_id = $1::bigint AND a.username = n.username)
	ORDER BY n.position
	LIMIT 1
), other AS (
	SELECT room_id FROM room
	WHERE app_id = $1::bigint AND conv >> 29 = $4::bigint >> 29
	    AND conv = $4::bigint AND room_id <> $3::text
	LIMIT 1
), made AS (
	INSERT INTO room (app_id, kind, room_id, conv, pair, name,
	    description, owner, max_users)
	SELECT $1::bigint, $2::int, $3::text, $4::bigint, $5::text, $6::text,
	    $7::text, $8::text, $9::int
	WHERE NOT EXISTS (SELECT FROM missing)
	    AND NOT EXISTS (SELECT FROM other)
	ON CONFLICT DO NOTHING
	RETURNING conv
), joined AS (
	INSERT INTO room_member (conv, username, app_id, kind, room_id, seen,
	    seen_total, read_seq)
	SELECT m.conv, n.username, $1::bigint, $2::int, $3::text,
	    coalesce(c.last_seq - c.silent, 0),
	    coalesce(c.last_seq - c.silent - c.untotalled, 0),
	    coalesce(c.last_seq, 0)
	FROM made m LEFT JOIN conversation c ON c.conv = m.conv,
	    unnest($10::text[]) AS n (username)
)
SELECT (SELECT username FROM missing) AS missing,
    (SELECT room_id FROM other) AS other,
    EXISTS (SELECT FROM made) AS made
