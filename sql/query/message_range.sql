-- Which messages of a conversation a user sees between two times, the newest
-- first.  What is shown as a message's time may be ten seconds off the time of
-- its id, so some more are looked at and then sorted.
-- (seq goes through coalesce so that its index is not taken for the order.)
-- in: $1 conv, $2 app_id, $3 and $4 least id and what ids are below, $5 the user
--     who looks, $6 whose hiding counts, $7 he sees what is above this seq,
--     $8 and $9 the times in milliseconds, inclusive, $10 whether answers in
--     threads that are not also shown in the room are wanted, $11 how many,
--     $12 to leave out
WITH edge AS (
	SELECT min(p.id) AS id FROM (SELECT m.id
	    FROM message m
	    WHERE m.conv = $1::bigint AND m.app_id = $2::bigint
		AND m.id >= $3::bigint AND m.id < $4::bigint
		AND coalesce(m.seq, 0) > $7::bigint AND m.state <> 2
		AND (m.sender = $5::text
		OR (m.users IS NULL OR $5::text = ANY (m.users))
		AND (m.ignored IS NULL OR $5::text <> ALL (m.ignored)))
		AND m.id NOT IN (SELECT h.id FROM message_hidden h
		WHERE h.conv = $1::bigint AND h.username = ANY ($6::text[]))
		AND ($10::boolean OR m.thread IS NULL OR m.dialect <> 2
		    OR m.body LIKE '%"tshow":true%'
		    AND m.body::json->>'tshow' = 'true')
		AND CASE WHEN m.options LIKE '{"rocketchat":%'
		    THEN coalesce((m.options::json->'rocketchat'->>'ts')::bigint, m.id >> 20)
		    ELSE m.id >> 20 END BETWEEN $8::bigint AND $9::bigint
	    ORDER BY m.id DESC
	    LIMIT $11::bigint + $12::bigint) AS p
)
SELECT s.id
FROM (SELECT m.id, CASE WHEN m.options LIKE '{"rocketchat":%'
	THEN coalesce((m.options::json->'rocketchat'->>'ts')::bigint, m.id >> 20)
	ELSE m.id >> 20 END AS ts
    FROM message m
    WHERE m.conv = $1::bigint AND m.app_id = $2::bigint
	AND m.id >= greatest($3::bigint, (SELECT e.id FROM edge e) - (20001::bigint << 20))
	AND m.id < $4::bigint
	AND coalesce(m.seq, 0) > $7::bigint AND m.state <> 2
	AND (m.sender = $5::text
	OR (m.users IS NULL OR $5::text = ANY (m.users))
	AND (m.ignored IS NULL OR $5::text <> ALL (m.ignored)))
	AND m.id NOT IN (SELECT h.id FROM message_hidden h
	WHERE h.conv = $1::bigint AND h.username = ANY ($6::text[]))
	AND ($10::boolean OR m.thread IS NULL OR m.dialect <> 2
	    OR m.body LIKE '%"tshow":true%'
	    AND m.body::json->>'tshow' = 'true')
    ORDER BY m.id DESC
    LIMIT $11::bigint + $12::bigint + 20000) AS s
WHERE s.ts BETWEEN $8::bigint AND $9::bigint
ORDER BY s.ts DESC, s.id DESC
LIMIT $11::bigint OFFSET $12::bigint
