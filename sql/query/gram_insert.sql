-- What messages are found by.
-- in: arrays, one element per message: $1 conv, $2 id, $3 app_id, $4 grams,
--     the text form of an int[]
INSERT INTO message_gram (conv, id, app_id, grams)
SELECT g.conv, g.id, g.app_id, g.grams::int[]
FROM unnest($1::bigint[], $2::bigint[], $3::bigint[], $4::text[])
    AS g (conv, id, app_id, grams)
