-- Create a room of any kind with its members, if all of them are users and its
-- id, and for two users their pair, are free.  By what means another room or a
-- user (Rocket.Chat's names and ids) no room is called.
-- in: $1 app_id, $2 kind, $3 room_id, $4 conv, $5 pair or NULL, $6 name,
--     $7 description, $8 owner or '', $9 custom, $10 cover or NULL, $11 tags,
--     $12 webhook or NULL, $13 bot_mode, $14 encrypted, $15 opening,
--     $16 max_users, $17 members, distinct, $18 those of them who are managers,
--     $19 not if its conversation has messages already: of a room of this id
--     that was deleted, or sent to without having been created
-- out: missing: the first member who is no user; other: the room that the two
--     users have already; made: whether it was created
WITH missing AS (
	SELECT n.username
	FROM unnest($17::text[]) WITH ORDINALITY AS n (username, position)
	WHERE NOT EXISTS (SELECT FROM account a
	    WHERE a.app_id = $1::bigint AND a.username = n.username)
	ORDER BY n.position
	LIMIT 1
), made AS (
	INSERT INTO room (app_id, kind, room_id, conv, pair, name, description,
	    owner, custom, cover, tags, webhook, bot_mode, encrypted, opening,
	    max_users, allow_invites)
	SELECT $1::bigint, $2::int, $3::text, $4::bigint, $5::text, $6::text,
	    $7::text, $8::text, $9::text, $10::text, $11::text[], $12::text,
	    $13::boolean, $14::boolean, $15::boolean, $16::int, true
	WHERE NOT EXISTS (SELECT FROM missing)
	    AND ($2::int = 1 OR NOT EXISTS (SELECT FROM room h
		WHERE h.app_id = $1::bigint AND h.handle IS NOT NULL
		    AND lower(h.handle) = lower($3::text)
		UNION ALL
		SELECT FROM account a
		WHERE a.app_id = $1::bigint AND a.public_id = $3::text))
	    AND NOT ($19::boolean AND EXISTS (SELECT FROM conversation c
		WHERE c.conv = $4::bigint AND c.app_id = $1::bigint
		    AND c.last_seq > c.cleared_seq))
	ON CONFLICT DO NOTHING
	RETURNING conv
), joined AS (
	INSERT INTO room_member (conv, username, app_id, kind, room_id, seen,
	    seen_total, read_seq, manager)
	SELECT m.conv, n.username, $1::bigint, $2::int, $3::text,
	    coalesce(c.last_seq - c.silent, 0),
	    coalesce(c.last_seq - c.silent - c.untotalled, 0),
	    coalesce(c.last_seq, 0), n.username = ANY ($18::text[])
	FROM made m LEFT JOIN conversation c ON c.conv = m.conv,
	    unnest($17::text[]) AS n (username)
)
SELECT (SELECT username FROM missing) AS missing,
    (SELECT room_id FROM room
	WHERE app_id = $1::bigint AND conv >> 29 = $4::bigint >> 29
	    AND conv = $4::bigint AND kind = 1) AS other,
    EXISTS (SELECT FROM made) AS made
