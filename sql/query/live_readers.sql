-- Who of some users is in which of some rooms.
-- in: $1 convs, $2 usernames, a text[]
-- out: place: the conv's, from 1; username
-- Of few users each is looked for; of many all members are looked at.
SELECT s.place, s.username
FROM (SELECT w.place, o.username
    FROM unnest($1::bigint[]) WITH ORDINALITY AS w (conv, place)
    JOIN room_member o ON o.conv = w.conv AND o.username = ANY ($2::text[])
    WHERE cardinality($2::text[]) <= 20
    UNION ALL
    SELECT w.place, o.username
    FROM unnest($1::bigint[]) WITH ORDINALITY AS w (conv, place)
    JOIN room_member o ON o.conv = w.conv
	AND o.username || '' = ANY ($2::text[])
    WHERE cardinality($2::text[]) > 20) AS s
ORDER BY s.place
