-- Take the next seqs of conversations and lock them until the commit.
-- in: $1 conv, $2 app_id, $3 kind, $4 target, $5 messages to come,
--     $6 messages dropped, $7 those to come that count in no badge, $8 those
--     that count in no total; distinct convs
-- err: check_violation on conversation_kind: two conversations share a conv
INSERT INTO conversation AS c (conv, app_id, kind, target, last_seq, dropped,
    silent, untotalled)
SELECT b.conv, b.app_id, b.kind, b.target, b.count, b.dropped, b.silent,
    b.untotalled
FROM unnest($1::bigint[], $2::bigint[], $3::int[], $4::text[], $5::bigint[],
    $6::bigint[], $7::bigint[], $8::bigint[])
    AS b (conv, app_id, kind, target, count, dropped, silent, untotalled)
ORDER BY b.conv
ON CONFLICT (conv) DO UPDATE SET
    last_seq = c.last_seq + excluded.last_seq,
    dropped = c.dropped + excluded.dropped,
    silent = c.silent + excluded.silent,
    untotalled = c.untotalled + excluded.untotalled,
    kind = CASE WHEN c.app_id = excluded.app_id AND c.kind = excluded.kind
	AND c.target = excluded.target THEN c.kind ELSE 0 END
