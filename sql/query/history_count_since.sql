-- How many messages of a conversation that a user sees were sent, or also
-- changed, after a time; counted up to a maximum.
-- in: $1 conv, $2 app_id, $3 the user sees what is above this seq, $4 the
--     user who looks or NULL, $5 whose hiding counts, $6 the maximum, $7 the
--     least id of after the time, $8 the time in milliseconds or NULL, $9 as
--     $11 of history_since_before
WITH changed AS MATERIALIZED (
	SELECT m.conv, m.id, m.seq, m.state, m.sender, m.users, m.ignored
	FROM message m
	WHERE m.conv = $1::bigint AND m.app_id = $2::bigint
	    AND m.changed > $8::bigint
)
SELECT count(*) AS total
FROM (SELECT FROM message m
    WHERE m.conv = $1::bigint AND m.app_id = $2::bigint
	AND m.seq > greatest($3::bigint, $9::bigint)
	AND m.state <> 2 AND (m.id >= $7::bigint OR m.changed > $8::bigint)
	AND ($4::text IS NULL OR m.sender = $4::text
	OR (m.users IS NULL OR $4::text = ANY (m.users))
	AND (m.ignored IS NULL OR $4::text <> ALL (m.ignored)))
	AND NOT EXISTS (SELECT FROM message_hidden h
	WHERE h.conv = m.conv AND h.username = ANY ($5::text[]) AND h.id = m.id)
    UNION ALL
    SELECT FROM changed m
    WHERE m.seq > $3::bigint AND m.seq <= $9::bigint AND m.state <> 2
	AND ($4::text IS NULL OR m.sender = $4::text
	OR (m.users IS NULL OR $4::text = ANY (m.users))
	AND (m.ignored IS NULL OR $4::text <> ALL (m.ignored)))
	AND NOT EXISTS (SELECT FROM message_hidden h
	WHERE h.conv = m.conv AND h.username = ANY ($5::text[]) AND h.id = m.id)
    LIMIT $6::bigint) AS s
