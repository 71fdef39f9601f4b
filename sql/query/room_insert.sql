-- Create a room or group with its members, if all of them are users and its
-- id is free.
-- in: $1 app_id, $2 kind, $3 room_id, $4 conv, $5 name, $6 description,
--     $7 owner, $8 max_users, $9 public, $10 members_only, $11 allow_invites,
--     $12 custom, $13 members, distinct, the owner among them
-- out: missing: the first member who is no user; made: whether it was created
WITH missing AS (
	SELECT n.username
	FROM unnest($13::text[]) WITH ORDINALITY AS n (username, position)
	WHERE NOT EXISTS (SELECT FROM account a
	    WHERE a.app_id = $1::bigint AND a.username = n.username)
	ORDER BY n.position
	LIMIT 1
), made AS (
	INSERT INTO room (app_id, kind, room_id, conv, name, description,
	    owner, max_users, public, members_only, allow_invites, custom)
	SELECT $1::bigint, $2::int, $3::text, $4::bigint, $5::text,
	    $6::text, $7::text, $8::int, $9::boolean, $10::boolean,
	    $11::boolean, $12::text
	WHERE NOT EXISTS (SELECT FROM missing)
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
	    unnest($13::text[]) AS n (username)
)
SELECT (SELECT username FROM missing) AS missing,
    EXISTS (SELECT FROM made) AS made
