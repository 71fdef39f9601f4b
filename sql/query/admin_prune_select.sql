-- Some of the messages that must go, for their age or because they were
-- cleared.  Those of one call to many share a payload and grow old together:
-- the payload's id decides for all.  Where only one of them was cleared, the
-- payload stays.  The condition on id alone (an hour wider) lets newer
-- partitions be skipped.
-- in: $1 convs, $2 their bounds, $3 the seqs up to which they were cleared,
--     $4 at most so many
-- out: conv, id, payload_id (NULL: none that must go)
SELECT m.conv, m.id, m.payload_id
FROM unnest($1::bigint[], $2::bigint[]) AS b (conv, bound)
JOIN message m ON m.conv = b.conv
    AND m.id < b.bound + (3600000::bigint << 20)
    AND coalesce(m.payload_id, m.id) < b.bound
UNION ALL
SELECT m.conv, m.id, NULL
FROM unnest($1::bigint[], $2::bigint[], $3::bigint[]) AS b (conv, bound, cleared)
JOIN message m ON m.conv = b.conv AND m.seq <= b.cleared
    AND coalesce(m.payload_id, m.id) >= b.bound
LIMIT $4::bigint
