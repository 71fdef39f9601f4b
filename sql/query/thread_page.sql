-- The answers in a thread that a user sees, in their order.
-- (seq goes through coalesce so that its index is not taken for the order.)
-- in: $1 conv, $2 app_id, $3 the first message's id, $4 the user who looks,
--     $5 whose hiding counts, $6 he sees what is above this seq, $7 how many,
--     $8 to leave out
-- out: a row at least; id: NULL: none is on the page; total: all of them
WITH every AS (
	SELECT m.id
	FROM message m
	WHERE m.conv = $1::bigint AND m.app_id = $2::bigint
	    AND m.thread = $3::bigint AND coalesce(m.seq, 0) > $6::bigint AND m.state = 0
	    AND (m.sender = $4::text
		OR (m.users IS NULL OR $4::text = ANY (m.users))
		AND (m.ignored IS NULL OR $4::text <> ALL (m.ignored)))
	    AND m.id NOT IN (SELECT h.id FROM message_hidden h
		WHERE h.conv = $1::bigint AND h.username = ANY ($5::text[]))
)
SELECT p.id, t.total
FROM (SELECT count(*) AS total FROM every) AS t
LEFT JOIN (SELECT id FROM every ORDER BY id
    LIMIT $7::bigint OFFSET $8::bigint) AS p ON true
ORDER BY p.id
