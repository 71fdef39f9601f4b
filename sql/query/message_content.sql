-- Messages by their ids, as a user sees them.
-- in: $1 app_id, $2 convs and $3 ids, $4 the user who looks or NULL, $5 whose
--     hiding counts, $6 bytes of content behind which the list ends, $7 the
--     least and $8 the greatest of the ids: other partitions are not opened
--     (a payload has the id of one of the messages that were sent together)
-- out: place: from 1; what the user does not see is left out; cleared: with
--     all before it; hidden: from everybody; apart: from some, or sent to some
SELECT s.*
FROM (SELECT w.place, m.conv, m.id, m.seq, m.sender, m.type, m.dialect,
    m.state, m.priority, coalesce(m.body, p.body) AS body,
    CASE WHEN m.body IS NULL THEN p.ext ELSE m.ext END AS ext,
    CASE WHEN m.body IS NULL THEN p.options ELSE m.options END AS options,
    coalesce(m.changed, 0) AS changed, coalesce(m.edited, 0) AS edited,
    array_to_json(m.users) AS users, coalesce(m.thread, 0) AS thread,
    EXISTS (SELECT FROM message_hidden h
	WHERE h.conv = m.conv AND h.username = '' AND h.id = m.id) AS hidden,
    m.users IS NOT NULL OR m.ignored IS NOT NULL AS apart,
    sum(octet_length(coalesce(m.body, p.body)) + coalesce(octet_length(
	CASE WHEN m.body IS NULL THEN p.ext ELSE m.ext END), 0))
	OVER (ORDER BY w.place ROWS BETWEEN UNBOUNDED PRECEDING
	    AND 1 PRECEDING) AS before
    FROM unnest($2::bigint[], $3::bigint[]) WITH ORDINALITY AS w (conv, id, place)
    JOIN message m ON m.conv = w.conv AND m.id = w.id
    LEFT JOIN payload p ON p.payload_id = m.payload_id
	AND p.payload_id >= $7::bigint - (86400000::bigint << 20)
	AND p.payload_id <= $8::bigint + (86400000::bigint << 20)
    LEFT JOIN conversation c ON c.conv = m.conv
    WHERE m.app_id = $1::bigint AND m.id >= $7::bigint AND m.id <= $8::bigint
	AND m.seq > coalesce(c.cleared_seq, 0)
	AND m.state <> 2 AND coalesce(m.body, p.body) IS NOT NULL
	AND ($4::text IS NULL OR m.sender = $4::text
	OR (m.users IS NULL OR $4::text = ANY (m.users))
	AND (m.ignored IS NULL OR $4::text <> ALL (m.ignored)))
	AND NOT EXISTS (SELECT FROM message_hidden h
	WHERE h.conv = m.conv AND h.username = ANY ($5::text[]) AND h.id = m.id)) AS s
WHERE coalesce(s.before, 0) < $6::bigint
ORDER BY s.place
