-- A room, and who of some is in it now.
-- in: $1 app_id, $2 kind, $3 room_id, $4 usernames, a text[]
-- out: no row: no such room; channel: everybody may join, and so read;
--     places: of those who are members, from 1
SELECT r.left_count, r.channel,
    coalesce((SELECT array_agg(w.place)
	FROM unnest($4::text[]) WITH ORDINALITY AS w (username, place)
	JOIN room_member m ON m.conv = r.conv AND m.username = w.username),
	'{}') AS places
FROM room r
WHERE r.app_id = $1::bigint AND r.kind = $2::int AND r.room_id = $3::text
