-- What became of the items of a batch; what was sent stays so when the batch is
-- repeated.
-- in: $1 app_id, $2 batch_id, arrays, one element per item: $3 conv, $4 id (0:
--     not sent), $5 target, $6 error or NULL
INSERT INTO batch_item (app_id, batch_id, position, conv, id, target, error)
SELECT $1::bigint, $2::text, i.position - 1, nullif(i.conv, 0),
    nullif(i.id, 0), i.target, i.error
FROM unnest($3::bigint[], $4::bigint[], $5::text[], $6::text[])
    WITH ORDINALITY AS i (conv, id, target, error, position)
ORDER BY i.position
ON CONFLICT (app_id, batch_id, position) DO UPDATE SET conv = excluded.conv,
    id = excluded.id, target = excluded.target, error = excluded.error
    WHERE batch_item.id IS NULL OR excluded.id <> batch_item.id
