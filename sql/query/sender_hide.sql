-- Hide the newest messages of one sender in a room from everybody, and unpin
-- them.  The room is locked already.
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
), recent AS (
	SELECT m.conv, m.id, m.sender
	FROM verdict v JOIN conversation c ON c.conv = v.conv
	JOIN message m ON m.conv = c.conv AND m.seq > c.cleared_seq
	    AND m.seq > c.last_seq - $7::int
	WHERE v.may AND m.app_id = $1::bigint AND m.state <> 2
), found AS (
	SELECT conv, id FROM recent WHERE sender = $5::text
), done AS (
	INSERT INTO message_hidden (conv, username, id, app_id)
	SELECT f.conv, '', f.id, $1::bigint FROM found f ORDER BY f.id
	ON CONFLICT DO NOTHING
	RETURNING conv, id
), unpinned AS (
	UPDATE room r SET pinned = NULL
	FROM done d
	WHERE r.app_id = $1::bigint AND r.kind = $2::int
	    AND r.room_id = $3::text AND r.pinned = d.id
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
