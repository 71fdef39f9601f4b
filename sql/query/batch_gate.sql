-- Rooms as one who wants to write to all of them meets them.
-- in: $1 app_id, $2 username or NULL (the app's backend), arrays, one element
--     per item: $3 room_id, or $4 conv and $5 the other user of a direct room
-- out: one row per item, in order: conv NULL: there is no such room; known:
--      the other user exists; exists: $2 does; in the first row censorship:
--      the app's setting of this name, or NULL
SELECT r.kind, r.conv, r.room_id, r.pair, r.frozen,
    m.username IS NOT NULL AS member,
    EXISTS (SELECT FROM room_ban b
	WHERE b.conv = r.conv AND b.username = $2::text) AS banned,
    r.kind = 1 AND EXISTS (SELECT FROM room_member o JOIN user_block b
	ON b.app_id = r.app_id AND (b.username = o.username AND b.blocked = $2::text
	    OR b.username = $2::text AND b.blocked = o.username)
	WHERE o.conv = r.conv AND o.username <> $2::text) AS blocked,
    EXISTS (SELECT FROM account a
	WHERE a.app_id = $1::bigint AND a.username = i.receiver) AS known,
    (SELECT count(*) FROM account a
	WHERE a.app_id = $1::bigint AND a.username = $2::text) > 0 AS exists,
    CASE WHEN i.position = 1 THEN (SELECT s.value FROM app_setting s
	WHERE s.app_id = $1::bigint AND s.name = 'censorship') END AS censorship
FROM unnest($3::text[], $4::bigint[], $5::text[]) WITH ORDINALITY
    AS i (room_id, conv, receiver, position)
LEFT JOIN room n ON n.app_id = $1::bigint AND n.room_id = i.room_id
LEFT JOIN room d ON d.app_id = $1::bigint AND d.conv = i.conv
LEFT JOIN room r ON r.conv = coalesce(n.conv, d.conv)
LEFT JOIN room_member m ON m.conv = r.conv AND m.username = $2::text
ORDER BY i.position
