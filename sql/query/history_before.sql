-- A page of a conversation, older than a place, newest first.
-- in: $1 conv, $2 app_id, $3 seq, $4 the user who looks or NULL, $5 limit
-- out: id, seq, sender, type, priority, body, ext, payload_id (content is
--     there), users as a JSON array
SELECT id, seq, sender, type, priority, body, ext, payload_id,
    array_to_json(users) AS users
FROM message
WHERE conv = $1::bigint AND app_id = $2::bigint AND seq < $3::bigint
    AND ($4::text IS NULL OR sender = $4::text
	OR (users IS NULL OR $4::text = ANY (users))
	AND (ignored IS NULL OR $4::text <> ALL (ignored)))
ORDER BY seq DESC
LIMIT $5::bigint
