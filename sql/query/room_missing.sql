-- The first of these ids that is no room or group.
-- in: $1 app_id, $2 kind, $3 room_ids
-- out: none or one row
SELECT n.room_id
FROM unnest($3::text[]) WITH ORDINALITY AS n (room_id, position)
WHERE NOT EXISTS (SELECT FROM room r WHERE r.app_id = $1::bigint
    AND r.kind = $2::int AND r.room_id = n.room_id)
ORDER BY n.position
LIMIT 1
