-- Rooms in which something was said, if one of some users may read it.
-- in: $1 app_id, arrays: $2 convs, $3 ids of messages; $4 usernames, a text[],
--     $5 rooms that everybody may read, too, $6 the least of $3
-- out: conv, kind, room_id; after: the seq behind which messages from shortly
--     before that id on begin, since one may be told before an earlier one; but
--     not what was said before the first of the users came
SELECT r.conv, r.kind, r.room_id, (SELECT min(s.seq) - 1
    FROM (SELECT m.seq FROM message m
	WHERE m.conv = w.conv AND m.app_id = $1::bigint
	    AND m.id >= $6::bigint - (10000::bigint << 20)
	    AND m.id >= least(w.id, greatest(w.id - (10000::bigint << 20),
	    CASE WHEN NOT ($5::boolean AND r.channel) THEN (floor(
	    extract(epoch FROM o.joined) * 1000)::bigint << 20) END))
	ORDER BY m.id
	LIMIT 1000) AS s) AS after
FROM unnest($2::bigint[], $3::bigint[]) AS w (conv, id)
-- One by one: not all rooms of the app.
CROSS JOIN LATERAL (SELECT x.conv, x.kind, x.room_id, x.channel
    FROM room x
    WHERE x.conv = w.conv AND x.app_id = $1::bigint
    LIMIT 1) AS r
CROSS JOIN LATERAL (SELECT min(x.joined) AS joined
    FROM room_member x
    WHERE x.conv = r.conv AND x.username = ANY ($4::text[])) AS o
WHERE o.joined IS NOT NULL OR $5::boolean AND r.channel
