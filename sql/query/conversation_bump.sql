-- Take the next seqs of conversations and lock them until the commit.
-- in: $1 conv, $2 app_id, $3 kind, $4 target, $5 messages to come,
--     $6 messages dropped; distinct convs
-- err: check_violation on conversation_kind: two conversations share a conv
INSERT INTO conversation AS c (conv, app_id, kind, target, last_seq, dropped)
SELECT b.conv, b.app_id, b.kind, b.target, b.count, b.dropped
FROM unnest($1::bigint[], $2::bigint[], $3::int[], $4::text[], $5::bigint[],
    $6::bigint[]) AS b (conv, app_id, kind, target, count, dropped)
ORDER BY b.conv
ON CONFLICT (conv) DO UPDATE SET
    last_seq = c.last_seq + excluded.last_seq,
    dropped = c.dropped + excluded.dropped,
    kind = CASE WHEN c.app_id = excluded.app_id AND c.kind = excluded.kind
	AND c.target = excluded.target THEN c.kind ELSE 0 END
