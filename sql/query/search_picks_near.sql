-- As search_picks, where the conversations have few messages: then these are
-- gone through, whatever the other messages of the app have.  The index over
-- the grams must not be used for it, so the condition is none that it knows.
-- in, out: as search_picks
SELECT p.conv, p.id
FROM unnest($2::bigint[]) AS r (conv)
CROSS JOIN LATERAL (SELECT g.conv, g.id
    FROM message_gram g
    WHERE g.conv = r.conv AND g.app_id = $1::bigint
	AND g.id >= $4::bigint AND g.id < $5::bigint
	AND (g.grams || '{}'::int[]) @> $3::int[]
    ORDER BY g.id DESC
    LIMIT $6::bigint) AS p
ORDER BY p.id DESC
LIMIT $6::bigint
