-- The items of a batch.
-- in: $1 app_id, $2 batch_id
-- out: position, target, error or NULL; conv and id of the message, with its
--      room's room_id, kind and pinned (NULL: the room is gone)
SELECT i.position, i.target, i.error, i.conv, i.id, r.room_id, r.kind,
    coalesce(r.pinned, 0) AS pinned
FROM batch b
JOIN batch_item i ON i.app_id = b.app_id AND i.batch_id = b.batch_id
LEFT JOIN room r ON r.conv = i.conv AND r.app_id = i.app_id
WHERE b.app_id = $1::bigint AND b.batch_id = $2::text
    AND i.position < b.count
ORDER BY i.position
