-- Messages of a conversation that a user sees, by the time of their last change
-- (of their sending, where there was none), those changed last first; or those
-- that were deleted, by that time.  (seq goes through coalesce so that its index
-- is not taken for the order.)
-- in: $1 conv, $2 app_id, $3 milliseconds and $4 id of the message to go on from,
--     $5 the user who looks, $6 whose hiding counts, $7 he sees what is above
--     this seq, $8 how many, $9 the deleted ones, $10 the least id of after that time
-- out: id, at: the time, options
SELECT s.id, s.at, s.options
FROM ((SELECT m.id, m.changed AS at, m.options
    FROM message m
    WHERE m.conv = $1::bigint AND m.app_id = $2::bigint
	AND m.changed <= $3::bigint
	AND (m.changed < $3::bigint OR m.id < $4::bigint)
	AND coalesce(m.seq, 0) > $7::bigint AND (m.state = 2) = $9::boolean
	AND (m.sender = $5::text
	OR (m.users IS NULL OR $5::text = ANY (m.users))
	AND (m.ignored IS NULL OR $5::text <> ALL (m.ignored)))
	AND m.id NOT IN (SELECT h.id FROM message_hidden h
	WHERE h.conv = $1::bigint AND h.username = ANY ($6::text[]))
    ORDER BY m.changed DESC, m.id DESC
    LIMIT $8::bigint)
    UNION ALL
    (SELECT m.id, m.id >> 20, m.options
    FROM message m
    WHERE m.conv = $1::bigint AND m.app_id = $2::bigint AND NOT $9::boolean
	AND m.changed IS NULL AND m.id < $10::bigint
	AND (m.id >> 20 < $3::bigint OR m.id < $4::bigint)
	AND coalesce(m.seq, 0) > $7::bigint AND m.state <> 2
	AND (m.sender = $5::text
	OR (m.users IS NULL OR $5::text = ANY (m.users))
	AND (m.ignored IS NULL OR $5::text <> ALL (m.ignored)))
	AND m.id NOT IN (SELECT h.id FROM message_hidden h
	WHERE h.conv = $1::bigint AND h.username = ANY ($6::text[]))
    ORDER BY m.id DESC
    LIMIT $8::bigint)) AS s
ORDER BY s.at DESC, s.id DESC
LIMIT $8::bigint
