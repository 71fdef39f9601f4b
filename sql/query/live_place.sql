-- Rooms in which something was said, if one of some users may read it.
-- (seq is part of an expression so that its index is not taken for the order.)
-- in: $1 app_id, arrays: $2 convs, $3 ids of messages; $4 usernames, a text[],
--     $5 rooms that everybody may read, too
-- out: conv, kind, room_id; after: the seq behind which messages from shortly
--     before that id on begin: one may be told before an earlier one
SELECT r.conv, r.kind, r.room_id, s.after
FROM unnest($2::bigint[], $3::bigint[]) AS w (conv, id)
JOIN room r ON r.conv = w.conv AND r.app_id = $1::bigint
CROSS JOIN LATERAL (SELECT min(m.seq + 0) - 1 AS after
    FROM message m
    WHERE m.conv = w.conv AND m.app_id = $1::bigint
	AND m.id >= w.id - (10000::bigint << 20)) AS s
WHERE s.after IS NOT NULL AND ($5::boolean AND r.channel
    OR EXISTS (SELECT FROM room_member o
	WHERE o.conv = r.conv AND o.username = ANY ($4::text[])))
