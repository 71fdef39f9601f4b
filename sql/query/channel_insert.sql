-- Create a group with a name by which it is meant, if both its id and this name
-- are free, and the name is no other room's id.  Of the members those are taken
-- who are users.
-- in: $1 app_id, $2 room_id, $3 conv, $4 handle, $5 display name, $6 topic or
--     NULL, $7 announcement or NULL, $8 description, $9 custom, $10 owner,
--     $11 public, $12 read_only, $13 encrypted, $14 max_users, $15 members as
--     they were named
-- out: made
WITH made AS (
	INSERT INTO room (app_id, kind, room_id, conv, handle, name, topic,
	    announcement, description, custom, owner, public, read_only,
	    encrypted, max_users)
	SELECT $1::bigint, 2, $2::text, $3::bigint, $4::text, $5::text,
	    $6::text, $7::text, $8::text, $9::text, $10::text, $11::boolean,
	    $12::boolean, $13::boolean, $14::int
	WHERE NOT EXISTS (SELECT FROM room o
	    WHERE o.app_id = $1::bigint AND o.room_id = $4::text)
	ON CONFLICT DO NOTHING
	RETURNING conv
), joined AS (
	INSERT INTO room_member (conv, username, app_id, kind, room_id, seen,
	    seen_total, read_seq)
	SELECT m.conv, u.username, $1::bigint, 2, $2::text,
	    coalesce(c.last_seq - c.silent, 0),
	    coalesce(c.last_seq - c.silent - c.untotalled, 0),
	    coalesce(c.last_seq, 0)
	FROM made m
	LEFT JOIN conversation c ON c.conv = m.conv
	CROSS JOIN (
		SELECT a.username
		FROM unnest($15::text[]) AS n (name)
		CROSS JOIN LATERAL (SELECT username FROM account
		    WHERE app_id = $1::bigint AND username IN (n.name, lower(n.name))
		    ORDER BY username = n.name DESC LIMIT 1) AS a
		UNION SELECT $10::text
	) AS u
)
SELECT EXISTS (SELECT FROM made) AS made
