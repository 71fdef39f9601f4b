-- Chat rooms of an app that were created or have a rate of their own.
-- in: $1 app_id, $2 room_id after which to go on, $3 how many
-- out: one row per room; owner is NULL for a room that was not created
SELECT coalesce(r.room_id, o.room_id) AS room, r.owner,
    coalesce(o.per_second, a.room_rate) AS rate, r.name
FROM app a
CROSS JOIN (
    (SELECT room_id FROM room
     WHERE app_id = $1::bigint AND kind = 3 AND room_id > $2::text
     ORDER BY room_id LIMIT $3::bigint)
    UNION
    SELECT room_id FROM room_rate
    WHERE app_id = $1::bigint AND room_id > $2::text) AS i
LEFT JOIN room r
    ON r.app_id = a.app_id AND r.kind = 3 AND r.room_id = i.room_id
LEFT JOIN room_rate o ON o.app_id = a.app_id AND o.room_id = i.room_id
WHERE a.app_id = $1::bigint
ORDER BY i.room_id
LIMIT $3::bigint
