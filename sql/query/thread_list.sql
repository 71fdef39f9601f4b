-- The threads of a conversation whose first message a user sees, the one that
-- was answered last first.
-- (seq goes through coalesce, and the message is asked for by its order, so that
-- only the primary key serves.)
-- in: $1 conv, $2 app_id, $3 the user who looks, $4 whose hiding counts,
--     $5 he sees what is above this seq, $6 how many, $7 to leave out, $8 only
--     those in which he wrote
-- out: a row at least; id of the first message, NULL: none is on the page;
--      total: all of them
WITH every AS (
	SELECT m.id, t.last
	FROM (SELECT a.thread AS id, max(a.id) AS last,
		bool_or(a.sender = $3::text) AS his
	    FROM message a
	    WHERE a.conv = $1::bigint AND a.app_id = $2::bigint
		AND a.thread IS NOT NULL AND a.state = 0
	    GROUP BY a.thread) AS t
	CROSS JOIN LATERAL (SELECT m.id
	    FROM message m
	    WHERE m.conv = $1::bigint AND m.id >= t.id AND m.id <= t.id
		AND m.app_id = $2::bigint AND coalesce(m.seq, 0) > $5::bigint
		AND m.state <> 2
		AND (NOT $8::boolean OR t.his OR m.sender = $3::text)
		AND (m.sender = $3::text
		    OR (m.users IS NULL OR $3::text = ANY (m.users))
		    AND (m.ignored IS NULL OR $3::text <> ALL (m.ignored)))
		AND m.id NOT IN (SELECT h.id FROM message_hidden h
		    WHERE h.conv = $1::bigint AND h.username = ANY ($4::text[]))
	    ORDER BY m.id
	    LIMIT 1) AS m
)
SELECT p.id, t.total
FROM (SELECT count(*) AS total FROM every) AS t
LEFT JOIN (SELECT id, last FROM every ORDER BY last DESC
    LIMIT $6::bigint OFFSET $7::bigint) AS p ON true
ORDER BY p.last DESC
