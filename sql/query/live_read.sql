-- The next messages of conversations, each one's oldest first, whatever became
-- of them: who knows that no seq is missing knows that he has all.
-- in: arrays: $1 convs, $2 app_ids, $3 the seqs behind which they begin, $4 ids
--     below which none of them are, or 0; $5 the least of $4, $6 how many of
--     each conversation
-- out: one row or more of each conversation that there is: place, from 1;
--     start: the seq behind which it begins, later where it was cleared;
--     last_seq and target of the conversation; room_id, handle, channel,
--     pinned, left_count of the room, or NULL; id NULL: there is no message;
--     hidden: from everybody
SELECT w.place, greatest(w.after, c.cleared_seq) AS start, c.last_seq,
    c.target, r.room_id, r.handle, r.channel, r.pinned,
    r.left_count, m.id, m.seq, m.sender, m.state, m.hidden,
    array_to_json(m.users) AS users, array_to_json(m.ignored) AS ignored
FROM unnest($1::bigint[], $2::bigint[], $3::bigint[], $4::bigint[])
    WITH ORDINALITY AS w (conv, app_id, after, least, place)
-- One by one: not all conversations, nor all rooms.
CROSS JOIN LATERAL (SELECT o.last_seq, o.cleared_seq, o.target
    FROM conversation o
    WHERE o.conv = w.conv AND o.app_id = w.app_id
    LIMIT 1) AS c
LEFT JOIN LATERAL (SELECT o.room_id, o.handle, o.channel, o.pinned,
    o.left_count
    FROM room o
    WHERE o.conv = w.conv AND o.app_id = w.app_id
    LIMIT 1) AS r ON true
LEFT JOIN LATERAL (
	SELECT x.id, x.seq, x.sender, x.state, x.users, x.ignored,
	    coalesce((SELECT true FROM message_hidden h WHERE h.conv = x.conv
		AND h.username = '' AND h.id = x.id), false) AS hidden
	FROM message x
	-- The ids only say which partitions: seq is the order.
	WHERE x.conv = w.conv AND x.app_id = w.app_id
	    AND x.seq > greatest(w.after, c.cleared_seq)
	    AND c.last_seq > greatest(w.after, c.cleared_seq)
	    AND x.id >= w.least AND x.id >= $5::bigint
	ORDER BY x.seq
	LIMIT $6::bigint
) AS m ON true
ORDER BY w.place, m.seq
