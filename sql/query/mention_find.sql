-- Users and rooms that a text names: of private rooms those that its author is in.
-- in: $1 app_id, $2 usernames, $3 names of rooms in lower case, $4 the same as
--     written, which are ids of those that have no name; each the text form of a
--     text[]; $5 who wrote it
-- out: kind 'user': username, uuid, nickname; 'room': id, name; by name
SELECT 'user' AS kind, a.username AS name, a.uuid::text AS id, a.nickname
FROM account a
WHERE a.app_id = $1::bigint AND a.username = ANY ($2::text[])
UNION ALL
SELECT 'room', r.handle, r.room_id, NULL
FROM room r
WHERE r.app_id = $1::bigint AND lower(r.handle) = ANY ($3::text[])
    AND r.kind <> 1 AND (r.channel OR EXISTS (SELECT FROM room_member m
	WHERE m.conv = r.conv AND m.username = $5::text))
UNION ALL
SELECT 'room', r.room_id, r.room_id, NULL
FROM room r
WHERE r.app_id = $1::bigint AND r.room_id = ANY ($4::text[])
    AND r.handle IS NULL AND r.kind <> 1
    AND (r.channel OR EXISTS (SELECT FROM room_member m
	WHERE m.conv = r.conv AND m.username = $5::text))
