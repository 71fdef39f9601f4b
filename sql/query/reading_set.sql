-- Note that a member has read all up to a message; what he has read does not
-- become less.  The member is locked already.
-- Unread are the messages behind it of others, which count, are not deleted,
-- and not for other members only.  They are counted, or, where the member is far behind, those that
-- he read now: whatever are fewer.
-- in: $1 app_id, $2 room_id, $3 username, $4 id of the message, NULL: all,
--     $5 the first 34 bits of conv, as the id shows them
-- out: no row: no such room; member: whether the user is one; found: the
--      message is in the room; read_id: message read last, or NULL; badge
WITH here AS (
	SELECT m.conv, m.username, m.read_id, m.read_seq, m.seen,
	    coalesce(c.last_seq, 0) AS last_seq,
	    coalesce(c.cleared_seq, 0) AS cleared_seq,
	    coalesce(c.last_seq - c.silent, 0) AS counted,
	    coalesce(c.last_seq - c.silent - c.untotalled, 0) AS totalled
	FROM room r
	JOIN room_member m ON m.conv = r.conv AND m.username = $3::text
	LEFT JOIN conversation c ON c.conv = r.conv
	WHERE r.app_id = $1::bigint AND r.room_id = $2::text
), target AS (
	SELECT g.id, g.seq
	FROM here h JOIN message g ON g.conv = h.conv AND g.id = $4::bigint
	WHERE (h.conv >> 29) = $5::bigint AND g.seq > h.cleared_seq
	    AND g.state <> 2
	UNION ALL
	SELECT (SELECT g.id FROM message g
	    WHERE g.conv = h.conv AND g.seq > h.cleared_seq AND g.state <> 2
	    ORDER BY g.seq DESC LIMIT 1), h.last_seq
	FROM here h
	WHERE $4::bigint IS NULL
), span AS (
	SELECT h.conv, h.username, h.counted, h.totalled, t.id, t.seq,
	    n.rest, CASE WHEN n.rest THEN t.seq
		ELSE greatest(h.read_seq, h.cleared_seq) END AS after,
	    CASE WHEN n.rest THEN h.last_seq ELSE t.seq END AS until
	FROM here h CROSS JOIN target t CROSS JOIN LATERAL (
	    SELECT h.last_seq - t.seq <= greatest(10000, t.seq - h.read_seq) AS rest) AS n
	WHERE t.seq >= h.read_seq
), unread AS (
	SELECT count(*) AS room, count(*) FILTER (WHERE NOT g.untotalled) AS total
	FROM span s JOIN message g ON g.conv = s.conv AND g.seq > s.after
	    AND g.seq <= s.until
	WHERE g.sender <> s.username AND NOT g.silent AND g.state <> 2
	    AND (g.users IS NULL OR s.username = ANY (g.users))
	    AND (g.ignored IS NULL OR s.username <> ALL (g.ignored))
), moved AS (
	UPDATE room_member m SET read_seq = s.seq, changed = now(),
	    read_id = coalesce(s.id, m.read_id),
	    seen = CASE WHEN s.rest THEN s.counted - u.room
		ELSE m.seen + u.room END,
	    seen_total = CASE WHEN s.rest THEN s.totalled - u.total
		ELSE m.seen_total + u.total END
	FROM span s, unread u
	WHERE m.conv = s.conv AND m.username = s.username
	RETURNING m.read_id, m.seen
)
SELECT h.conv IS NOT NULL AS member, EXISTS (SELECT FROM target) AS found,
    coalesce(d.read_id, h.read_id) AS read_id, r.conv,
    greatest(h.counted - coalesce(d.seen, h.seen), 0) AS badge
FROM room r LEFT JOIN here h ON true LEFT JOIN moved d ON true
WHERE r.app_id = $1::bigint AND r.room_id = $2::text
