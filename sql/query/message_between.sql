-- How many messages a user sees between a time and a message, and the first
-- of them.
-- (seq goes through coalesce so that its index is not taken for the order.)
-- in: $1 conv, $2 app_id, $3 the least id of after the time, $4 the message's
--     id, $5 the user who looks, $6 whose hiding counts, $7 he sees what is above
--     this seq
-- out: one row; count, at most 10000; first: id or NULL
SELECT count(*) AS count, min(s.id) AS first
FROM (SELECT m.id
    FROM message m
    WHERE m.conv = $1::bigint AND m.app_id = $2::bigint
	AND m.id >= $3::bigint AND m.id < $4::bigint
	AND coalesce(m.seq, 0) > $7::bigint AND m.state <> 2
	AND (m.sender = $5::text
	OR (m.users IS NULL OR $5::text = ANY (m.users))
	AND (m.ignored IS NULL OR $5::text <> ALL (m.ignored)))
	AND m.id NOT IN (SELECT h.id FROM message_hidden h
	WHERE h.conv = $1::bigint AND h.username = ANY ($6::text[]))
    ORDER BY m.id
    LIMIT 10000) AS s
