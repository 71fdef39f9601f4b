-- A page of a conversation, older than a place, newest first, without what was
-- recalled, deleted or, by the user who looks, hidden.
-- in: $1 conv, $2 app_id, $3 seq, $4 the user who looks or NULL, $5 limit
-- out: id, seq, sender, dialect, type, priority, body, ext, payload_id
--     (content is there), users as a JSON array
SELECT id, seq, sender, dialect, type, priority, body, ext, payload_id,
    array_to_json(users) AS users
FROM message
WHERE conv = $1::bigint AND app_id = $2::bigint AND state = 0
    AND seq < $3::bigint
    AND seq > greatest(0, (SELECT c.cleared_seq
	FROM conversation c WHERE c.conv = $1::bigint),
	(SELECT m.hidden_seq FROM room_member m
	WHERE m.conv = $1::bigint AND m.username = $4::text))
    AND ($4::text IS NULL OR (sender = $4::text
	OR (users IS NULL OR $4::text = ANY (users))
	AND (ignored IS NULL OR $4::text <> ALL (ignored)))
	AND id NOT IN (SELECT h.id FROM message_hidden h
	    WHERE h.conv = $1::bigint AND h.username IN ('', $4::text)))
ORDER BY seq DESC
LIMIT $5::bigint
