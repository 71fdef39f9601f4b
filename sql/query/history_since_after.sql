-- The same of those that were sent, or also changed, after a time: what lies
-- above a seq by its seqs, what lies below it by the changes.
-- in: as history_pick_after; $9 the least id of after the time, $10 the
--     time in milliseconds (NULL: changes do not count), $11 the seq
-- out: ids, the oldest first
WITH changed AS MATERIALIZED (
	SELECT m.conv, m.id, m.seq, m.state, m.sender, m.users, m.ignored
	FROM message m
	WHERE m.conv = $1::bigint AND m.app_id = $2::bigint
	    AND m.changed > $10::bigint
)
SELECT s.id
FROM ((SELECT m.id, m.seq
    FROM message m
    WHERE m.conv = $1::bigint AND m.app_id = $2::bigint
	AND m.seq BETWEEN greatest($3::bigint, $11::bigint + 1) AND $4::bigint
	AND m.state <> 2 AND (m.id >= $9::bigint OR m.changed > $10::bigint)
	AND ($5::text IS NULL OR m.sender = $5::text
	OR (m.users IS NULL OR $5::text = ANY (m.users))
	AND (m.ignored IS NULL OR $5::text <> ALL (m.ignored)))
	AND NOT EXISTS (SELECT FROM message_hidden h
	WHERE h.conv = m.conv AND h.username = ANY ($6::text[]) AND h.id = m.id)
    ORDER BY m.seq ASC
    LIMIT $7::bigint + $8::bigint)
    UNION ALL
    SELECT m.id, m.seq
    FROM changed m
    WHERE m.seq BETWEEN $3::bigint AND least($4::bigint, $11::bigint)
	AND m.state <> 2
	AND ($5::text IS NULL OR m.sender = $5::text
	OR (m.users IS NULL OR $5::text = ANY (m.users))
	AND (m.ignored IS NULL OR $5::text <> ALL (m.ignored)))
	AND NOT EXISTS (SELECT FROM message_hidden h
	WHERE h.conv = m.conv AND h.username = ANY ($6::text[]) AND h.id = m.id)) AS s
ORDER BY s.seq ASC
LIMIT $7::bigint OFFSET $8::bigint
