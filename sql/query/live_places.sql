-- Where conversations are now, and whether a user is a member of them.
-- in: $1 app_id, $2 convs, $3 username or NULL
-- out: a row for each conv, in their order: last_seq, 0: nobody ever sent to
--     it; known: there is such a room; member
SELECT coalesce(c.last_seq, 0) AS last_seq, r.conv IS NOT NULL AS known,
    m.username IS NOT NULL AS member
FROM unnest($2::bigint[]) WITH ORDINALITY AS w (conv, place)
LEFT JOIN conversation c ON c.conv = w.conv AND c.app_id = $1::bigint
LEFT JOIN room r ON r.conv = w.conv AND r.app_id = $1::bigint
LEFT JOIN room_member m ON m.conv = w.conv AND m.username = $3::text
ORDER BY w.place
