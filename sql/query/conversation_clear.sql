-- Delete all messages of a room: nothing up to here is shown any more, and
-- nothing is unread.  `msgctl partitions` takes the rows away later.  The room and
-- the conversation are locked already.
-- in: $1 conv, $2 app_id, $3 username or NULL (the app's backend), $4 how many
--     messages are counted one by one; for more only their places are
-- out: may (manages the room), member, deleted: how many messages that were
WITH verdict AS (
	SELECT $3::text IS NULL OR r.owner = $3::text
	    OR coalesce(o.manager, false) AS may,
	    $3::text IS NULL OR o.username IS NOT NULL AS member
	FROM room r
	LEFT JOIN room_member o ON o.conv = r.conv AND o.username = $3::text
	WHERE r.app_id = $2::bigint AND (r.conv >> 29) = ($1::bigint >> 29)
	    AND r.conv = $1::bigint
), before AS (
	SELECT c.conv, c.last_seq, c.silent, c.untotalled, c.cleared_seq
	FROM conversation c, verdict v
	WHERE v.may AND c.conv = $1::bigint AND c.app_id = $2::bigint
), counted AS (
	SELECT count(*) AS some FROM (
		SELECT m.id FROM message m, before b
		WHERE m.conv = b.conv AND m.seq > b.cleared_seq
		    AND m.state <> 2
		LIMIT $4::int) AS page
), done AS (
	UPDATE conversation c SET cleared_seq = c.last_seq
	FROM before b WHERE c.conv = b.conv
), unpinned AS (
	UPDATE room r SET pinned = NULL
	FROM before b
	WHERE r.app_id = $2::bigint AND (r.conv >> 29) = (b.conv >> 29)
	    AND r.conv = b.conv AND r.pinned IS NOT NULL
), seen AS (
	UPDATE room_member o SET seen = b.last_seq - b.silent,
	    seen_total = b.last_seq - b.silent - b.untotalled,
	    read_seq = b.last_seq
	FROM before b
	WHERE o.conv = b.conv AND (o.seen <> b.last_seq - b.silent
	    OR o.seen_total <> b.last_seq - b.silent - b.untotalled
	    OR o.read_seq <> b.last_seq)
), notifications AS (
	DELETE FROM notification n USING before b WHERE n.conv = b.conv
)
SELECT v.may, v.member, CASE WHEN k.some < $4::int THEN k.some
    ELSE b.last_seq - b.cleared_seq END AS deleted
FROM verdict v CROSS JOIN counted k LEFT JOIN before b ON true
