-- Hide all messages of a room from one of its members, who has seen them now.
-- The conversation is locked already.
-- in: $1 conv, $2 app_id, $3 username, $4 how many are named
-- out: no row: not a member; ids: those that were shown, the newest first
WITH here AS (
	SELECT o.conv, o.username, o.hidden_seq, c.last_seq, c.silent,
	    c.untotalled, c.cleared_seq
	FROM room_member o LEFT JOIN conversation c ON c.conv = o.conv
	WHERE o.conv = $1::bigint AND o.app_id = $2::bigint
	    AND o.username = $3::text
), page AS (
	SELECT m.id, m.seq FROM here h JOIN message m ON m.conv = h.conv
	    AND m.seq > greatest(h.hidden_seq, h.cleared_seq)
	WHERE m.state <> 2
	    AND (m.sender = h.username
		OR (m.users IS NULL OR h.username = ANY (m.users))
		AND (m.ignored IS NULL OR h.username <> ALL (m.ignored)))
	    AND NOT EXISTS (SELECT FROM message_hidden x
		WHERE x.conv = m.conv AND x.username = h.username
		    AND x.id = m.id)
	ORDER BY m.seq DESC
	LIMIT $4::int
), done AS (
	UPDATE room_member o SET hidden_seq = h.last_seq,
	    seen = h.last_seq - h.silent,
	    seen_total = h.last_seq - h.silent - h.untotalled,
	    read_seq = h.last_seq
	FROM here h
	WHERE o.conv = h.conv AND o.username = h.username
	    AND h.last_seq IS NOT NULL
)
SELECT (SELECT coalesce(array_agg(p.id ORDER BY p.seq DESC), '{}')
	FROM page p) AS ids
FROM here
