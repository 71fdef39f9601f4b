-- Which messages a user sees of a piece of a conversation, the oldest first.
-- in: $1 conv, $2 app_id, $3 and $4 the first and last seq, $5 the user who
--     looks or NULL, $6 whose hiding counts, $7 how many, $8 to leave out
SELECT m.id
FROM message m
WHERE m.conv = $1::bigint AND m.app_id = $2::bigint
    AND m.seq BETWEEN $3::bigint AND $4::bigint AND m.state <> 2
    AND ($5::text IS NULL OR m.sender = $5::text
	OR (m.users IS NULL OR $5::text = ANY (m.users))
	AND (m.ignored IS NULL OR $5::text <> ALL (m.ignored)))
    AND NOT EXISTS (SELECT FROM message_hidden h
	WHERE h.conv = m.conv AND h.username = ANY ($6::text[]) AND h.id = m.id)
ORDER BY m.seq ASC
LIMIT $7::bigint OFFSET $8::bigint
