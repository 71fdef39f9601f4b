-- Which conversations have messages behind a seq.
-- in: arrays: $1 convs, $2 app_ids, $3 seqs
-- out: place, from 1
SELECT w.place
FROM unnest($1::bigint[], $2::bigint[], $3::bigint[])
    WITH ORDINALITY AS w (conv, app_id, after, place)
JOIN conversation c ON c.conv = w.conv AND c.app_id = w.app_id
WHERE c.last_seq > greatest(w.after, c.cleared_seq)
