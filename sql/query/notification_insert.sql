-- One row for each member who is to be notified of a message: who is in its
-- room, did not send it, has not muted the room and wants notifications; in a
-- room of more members than a number only those who are mentioned.
-- (OFFSET 0: the list is read once for a message, not for each member.)
-- in: arrays, one element per message: $1 conv, $2 id, $3 sender,
--     $4 mentioned users, the text form of a text[], or NULL, $5 that number, or
--     NULL: all are
INSERT INTO notification (conv, message_id, username, app_id, mentioned)
SELECT n.conv, n.id, t.username, t.app_id, t.mentioned
FROM (SELECT a.conv, a.id, a.sender, a.mentions::text[] AS mentions,
	a.most IS NOT NULL AND a.most < (SELECT count(*) FROM (
	    SELECT FROM room_member o WHERE o.conv = a.conv
	    LIMIT a.most + 1) AS x) AS crowded
    FROM unnest($1::bigint[], $2::bigint[], $3::text[], $4::text[], $5::int[])
	AS a (conv, id, sender, mentions, most)
    OFFSET 0) AS n
CROSS JOIN LATERAL (
	SELECT m.username, m.app_id, m.muted,
	    coalesce(m.username = ANY (n.mentions), false) AS mentioned
	FROM room_member m
	WHERE NOT n.crowded AND m.conv = n.conv
	UNION ALL
	SELECT m.username, m.app_id, m.muted, true
	FROM unnest(n.mentions) AS w (username)
	JOIN room_member m ON m.conv = n.conv AND m.username = w.username
	WHERE n.crowded
) AS t
JOIN account a ON a.app_id = t.app_id AND a.username = t.username
WHERE t.username <> n.sender AND NOT t.muted AND a.notifications
