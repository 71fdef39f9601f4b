-- Which conversations have messages behind a seq.
-- in: arrays: $1 convs, $2 app_ids, $3 seqs
-- out: place, from 1
SELECT w.place
FROM unnest($1::bigint[], $2::bigint[], $3::bigint[])
    WITH ORDINALITY AS w (conv, app_id, after, place)
-- One by one: not all conversations.
CROSS JOIN LATERAL (SELECT o.last_seq, o.cleared_seq
    FROM conversation o
    WHERE o.conv = w.conv AND o.app_id = w.app_id
    LIMIT 1) AS c
WHERE c.last_seq > greatest(w.after, c.cleared_seq)
