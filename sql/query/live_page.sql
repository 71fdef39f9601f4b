-- The messages of a conversation behind a seq, oldest first, without what was
-- recalled, deleted or, by the user who looks, hidden; as history_after.sql,
-- and what is needed to deliver them.
-- in: $1 conv, $2 app_id, $3 seq, $4 the user who looks or NULL, $5 limit
-- out: one row or more: last_seq and target of the conversation, or NULL;
--     room_id, handle, channel, pinned, left_count of the room, or NULL; id
--     NULL: there is no message; hidden: from everybody
SELECT c.last_seq, c.target, r.room_id, r.handle, r.channel, r.pinned,
    r.left_count, m.id, m.seq, m.sender, m.state, m.hidden,
    array_to_json(m.users) AS users, array_to_json(m.ignored) AS ignored
FROM (SELECT $1::bigint AS conv, $2::bigint AS app_id) AS w
LEFT JOIN conversation c ON c.conv = w.conv AND c.app_id = w.app_id
LEFT JOIN room r ON r.conv = w.conv AND r.app_id = w.app_id
LEFT JOIN LATERAL (
	SELECT x.id, x.seq, x.sender, x.state, x.users, x.ignored,
	    coalesce((SELECT true FROM message_hidden h WHERE h.conv = x.conv
		AND h.username = '' AND h.id = x.id), false) AS hidden
	FROM message x
	WHERE x.conv = $1::bigint AND x.app_id = $2::bigint AND x.state = 0
	    AND x.seq > greatest($3::bigint, (SELECT o.cleared_seq
		FROM conversation o WHERE o.conv = $1::bigint),
		(SELECT o.hidden_seq FROM room_member o
		WHERE o.conv = $1::bigint AND o.username = $4::text))
	    AND ($4::text IS NULL OR (x.sender = $4::text
		OR (x.users IS NULL OR $4::text = ANY (x.users))
		AND (x.ignored IS NULL OR $4::text <> ALL (x.ignored)))
		AND x.id NOT IN (SELECT h.id FROM message_hidden h
		    WHERE h.conv = $1::bigint AND h.username IN ('', $4::text)))
	ORDER BY x.seq
	LIMIT $5::bigint
) AS m ON true
ORDER BY m.seq
