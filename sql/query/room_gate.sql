-- A room as one who wants to write to it meets it.
-- in: $1 app_id, $2 room_id, $3 username or NULL (the app's backend)
-- out: no row: no such room; member: of the room; exists: is a user of the
--      app; censorship: the app's setting of this name, or NULL
SELECT r.kind, r.conv, r.pair, r.frozen, r.encrypted,
    m.username IS NOT NULL AS member,
    coalesce(m.manager OR r.owner = $3::text, false) AS manager,
    EXISTS (SELECT FROM account a
	WHERE a.app_id = r.app_id AND a.username = $3::text) AS exists,
    EXISTS (SELECT FROM room_ban b
	WHERE b.conv = r.conv AND b.username = $3::text) AS banned,
    r.kind = 1 AND EXISTS (SELECT FROM room_member o JOIN user_block b
	ON b.app_id = r.app_id AND (b.username = o.username AND b.blocked = $3::text
	    OR b.username = $3::text AND b.blocked = o.username)
	WHERE o.conv = r.conv AND o.username <> $3::text) AS blocked,
    (SELECT s.value FROM app_setting s
	WHERE s.app_id = r.app_id AND s.name = 'censorship') AS censorship
FROM room r
LEFT JOIN room_member m ON m.conv = r.conv AND m.username = $3::text
WHERE r.app_id = $1::bigint AND r.room_id = $2::text
