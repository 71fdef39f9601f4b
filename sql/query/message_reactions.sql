-- The reactions to messages, those of each in the order in which they came.
-- in: $1 convs and $2 ids, $3 how many of each message
-- out: place: from 1; count: all of the message
SELECT w.place, r.username, r.reaction, r.count
FROM unnest($1::bigint[], $2::bigint[]) WITH ORDINALITY AS w (conv, id, place)
CROSS JOIN LATERAL (SELECT m.username, m.reaction,
    row_number() OVER (ORDER BY m.created, m.username, m.reaction) AS number,
    count(*) OVER () AS count
    FROM message_reaction m
    WHERE m.conv = w.conv AND m.id = w.id) AS r
WHERE r.number <= $3::bigint
ORDER BY w.place, r.number
