-- The direct rooms of conversations.
-- in: $1 app_id, $2 convs, distinct
-- out: conv, room_id, created; of those that have one
SELECT r.conv, r.room_id,
    floor(extract(epoch FROM r.created) * 1000)::bigint AS created
FROM unnest($2::bigint[]) AS n (conv)
JOIN room r ON r.app_id = $1::bigint AND (r.conv >> 29) = (n.conv >> 29)
    AND r.conv = n.conv
WHERE r.kind = 1
