-- Some of the messages that must go.  Those of one call to many share a
-- payload and go together: the payload's id decides for all.  The condition
-- on id alone (an hour wider) lets newer partitions be skipped.
-- in: $1 convs, $2 their bounds, $3 at most so many
-- out: conv, id, payload_id
SELECT m.conv, m.id, m.payload_id
FROM unnest($1::bigint[], $2::bigint[]) AS b (conv, bound)
JOIN message m ON m.conv = b.conv
    AND m.id < b.bound + (3600000::bigint << 20)
    AND coalesce(m.payload_id, m.id) < b.bound
LIMIT $3::bigint
