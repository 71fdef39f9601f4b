-- How many messages of a conversation a user sees: seqs have no gaps, so only
-- what not everybody sees is counted one by one.
-- in: $1 conv, $2 app_id, $3 the user sees what is above this seq, $4 the
--     user who looks or NULL, $5 whose hiding counts, $6 how many are counted
-- out: no row: nobody ever sent to it; above $6 exceptions it is too much
SELECT greatest(c.last_seq - greatest($3::bigint, coalesce(f.seq - 1, c.last_seq))
    - apart.count - hidden.count, 0) AS total
FROM conversation c
LEFT JOIN LATERAL (SELECT m.seq FROM message m
	WHERE m.conv = $1::bigint AND m.seq IS NOT NULL
	ORDER BY m.seq LIMIT 1) AS f ON true
CROSS JOIN LATERAL (SELECT count(*) FROM (SELECT FROM message m
	WHERE m.conv = $1::bigint AND m.seq > $3::bigint
	    AND (m.state = 2 OR m.users IS NOT NULL OR m.ignored IS NOT NULL)
	    AND (m.state = 2 OR NOT ($4::text IS NULL OR m.sender = $4::text
	OR (m.users IS NULL OR $4::text = ANY (m.users))
	AND (m.ignored IS NULL OR $4::text <> ALL (m.ignored))))
	LIMIT $6::bigint) AS a) AS apart
CROSS JOIN LATERAL (SELECT count(DISTINCT w.id)
	FROM (SELECT h.id FROM message_hidden h
	    WHERE h.conv = $1::bigint AND h.username = ANY ($5::text[])
	    LIMIT $6::bigint) AS w
	JOIN message m ON m.conv = $1::bigint AND m.id = w.id
	WHERE m.seq > $3::bigint AND m.state <> 2
	    AND ($4::text IS NULL OR m.sender = $4::text
	OR (m.users IS NULL OR $4::text = ANY (m.users))
	AND (m.ignored IS NULL OR $4::text <> ALL (m.ignored)))) AS hidden
WHERE c.conv = $1::bigint AND c.app_id = $2::bigint
