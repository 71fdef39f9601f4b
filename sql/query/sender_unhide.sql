-- Show the messages of one sender in a room again that were hidden from
-- everybody.  The room is locked already.
-- in: $1 app_id, $2 kind, $3 room_id, $4 who asks or NULL (the app's backend),
--     $5 sender, $6 now in milliseconds, $7 how many messages are looked at,
--     $8 how many ids are told
-- out: no row: no such room; may (manages the room), member; n: the sender's
--      messages, changed: those for which it is new; ids of the newest of these
WITH verdict AS (
	SELECT r.conv, $4::text IS NULL OR r.owner = $4::text
	    OR coalesce(o.manager, false) AS may,
	    $4::text IS NULL OR o.username IS NOT NULL AS member
	FROM room r
	LEFT JOIN room_member o ON o.conv = r.conv AND o.username = $4::text
	WHERE r.app_id = $1::bigint AND r.kind = $2::int
	    AND r.room_id = $3::text
), found AS (
	SELECT x.conv, x.id
	FROM verdict v JOIN message_hidden x ON x.conv = v.conv
	    AND x.username = ''
	JOIN message m ON m.conv = x.conv AND m.id = x.id
	WHERE v.may AND m.sender = $5::text
	LIMIT $7::int
), done AS (
	DELETE FROM message_hidden x
	USING found f
	WHERE x.conv = f.conv AND x.username = '' AND x.id = f.id
	RETURNING x.conv, x.id
), locked AS (
	SELECT m.conv, m.id FROM done d JOIN message m ON m.conv = d.conv
	    AND m.id = d.id
	ORDER BY m.id
	FOR UPDATE OF m
), touched AS (
	UPDATE message m SET changed = greatest($6::bigint,
	    coalesce(m.changed, m.id >> 20) + 1)
	FROM locked l WHERE m.conv = l.conv AND m.id = l.id
)
SELECT v.may, v.member, (SELECT count(*) FROM found) AS n,
    (SELECT count(*) FROM done) AS changed,
    ARRAY(SELECT d.id FROM done d ORDER BY d.id DESC LIMIT $8::int) AS ids
FROM verdict v
