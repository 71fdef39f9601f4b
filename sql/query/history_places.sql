-- The places of messages from which pages go on.
-- in: $1 conv, $2 app_id, $3 ids, $4 the user who looks or NULL, $5 whose
--     hiding counts, $6 the user sees what is above this seq
-- out: gone: the user does not see it any more
SELECT m.id, m.seq, m.sender, m.type,
    m.state = 2 OR m.seq <= $6::bigint
	OR EXISTS (SELECT FROM message_hidden h
	WHERE h.conv = m.conv AND h.username = ANY ($5::text[]) AND h.id = m.id) AS gone
FROM message m
WHERE m.conv = $1::bigint AND m.app_id = $2::bigint
    AND m.id = ANY ($3::bigint[]) AND m.seq IS NOT NULL
    AND ($4::text IS NULL OR m.sender = $4::text
	OR (m.users IS NULL OR $4::text = ANY (m.users))
	AND (m.ignored IS NULL OR $4::text <> ALL (m.ignored)))
