-- Messages of some conversations whose texts have all of some grams, the
-- newest first.  What the app's messages have of them is found by the index
-- over the grams, then those of the conversations are taken: their number
-- must not make it a walk through all that was ever said there.
-- in: $1 app_id, $2 convs, $3 grams, $4 the least id, $5 the first id beyond,
--     $6 how many
WITH found AS MATERIALIZED (
	SELECT g.conv, g.id
	FROM message_gram g
	WHERE g.grams @> $3::int[] AND g.app_id = $1::bigint
	    AND g.id >= $4::bigint AND g.id < $5::bigint
)
SELECT f.conv, f.id
FROM found f
JOIN unnest($2::bigint[]) AS r (conv) ON r.conv = f.conv
ORDER BY f.id DESC
LIMIT $6::bigint
