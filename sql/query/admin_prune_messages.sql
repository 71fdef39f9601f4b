-- Delete messages.
-- in: $1 convs, $2 ids
DELETE FROM message m
USING unnest($1::bigint[], $2::bigint[]) AS d (conv, id)
WHERE m.conv = d.conv AND m.id = d.id
