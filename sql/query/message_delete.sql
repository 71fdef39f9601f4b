-- Delete a message: its place stays, its content goes.  Who had not seen it has
-- one unread less.  Room, conversation and message are locked already.
-- in: $1 conv, $2 id, $3 app_id, $4 username or NULL (the app's backend),
--     $5 now in milliseconds
-- out: may (manages the room), member, present (there is such a message)
WITH verdict AS (
	SELECT $4::text IS NULL OR EXISTS (SELECT FROM room r
		LEFT JOIN room_member o ON o.conv = r.conv
		    AND o.username = $4::text
		WHERE r.app_id = $3::bigint AND (r.conv >> 29) = ($1::bigint >> 29)
		    AND r.conv = $1::bigint
		    AND (r.owner = $4::text OR o.manager)) AS may,
	    $4::text IS NULL OR EXISTS (SELECT FROM room_member o
		WHERE o.conv = $1::bigint AND o.app_id = $3::bigint
		    AND o.username = $4::text) AS member,
	    EXISTS (SELECT FROM message m
		JOIN conversation c ON c.conv = m.conv
		WHERE m.conv = $1::bigint AND m.id = $2::bigint
		    AND m.app_id = $3::bigint AND m.seq > c.cleared_seq
		    AND m.state <> 2) AS present
), before AS (
	SELECT m.id, m.seq, m.sender, m.silent, m.untotalled, m.users,
	    m.ignored
	FROM message m, verdict v
	WHERE v.may AND v.present AND m.conv = $1::bigint
	    AND m.id = $2::bigint
), done AS (
	UPDATE message m SET state = 2, body = '{}', ext = NULL,
	    options = CASE WHEN options LIKE '{"rocketchat":%' THEN options END,
	    payload_id = NULL, silent = true,
	    changed = greatest($5::bigint,
		coalesce(m.changed, m.id >> 20) + 1)
	-- By the number itself, or every message of the room is looked at.
	FROM before b WHERE m.conv = $1::bigint AND m.id = $2::bigint
	RETURNING m.conv, m.id
), seen AS (
	UPDATE room_member o SET seen = o.seen + 1,
	    seen_total = o.seen_total + (NOT b.untotalled)::int
	FROM before b
	WHERE o.conv = $1::bigint AND NOT b.silent AND b.seq > o.read_seq
	    AND o.username <> b.sender
	    AND (b.users IS NULL OR o.username = ANY (b.users))
	    AND (b.ignored IS NULL OR o.username <> ALL (b.ignored))
), unpinned AS (
	UPDATE room r SET pinned = NULL
	FROM done d
	WHERE r.app_id = $3::bigint AND (r.conv >> 29) = ($1::bigint >> 29)
	    AND r.conv = $1::bigint AND r.pinned = d.id
), reactions AS (
	DELETE FROM message_reaction x USING done d
	WHERE x.conv = d.conv AND x.id = d.id
), grams AS (
	DELETE FROM message_gram x USING done d
	WHERE x.conv = d.conv AND x.id = d.id
), notifications AS (
	DELETE FROM notification x USING done d
	WHERE x.conv = d.conv AND x.message_id = d.id
), hidden AS (
	DELETE FROM message_hidden x USING done d
	WHERE x.conv = d.conv AND x.username = '' AND x.id = d.id
)
SELECT may, member, present FROM verdict
