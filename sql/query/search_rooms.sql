-- The rooms in which a user, or the app's backend, searches.
-- in: $1 app_id, $2 username or NULL (all rooms of the app), $3 room_id or
--     NULL, $4 tags that a room must have, $5 how many
-- out: floor: the user sees what is above this seq, up to last_seq
SELECT s.room_id, s.kind, s.conv, s.name,
    array_to_json(s.tags) AS tags,
    greatest(c.cleared_seq, s.hidden_seq, 0) AS floor,
    coalesce(c.last_seq, 0) AS last_seq
FROM (SELECT r.*, m.hidden_seq
    FROM room_member m
    JOIN room r ON r.app_id = m.app_id AND r.kind = m.kind AND r.room_id = m.room_id
    WHERE $2::text IS NOT NULL AND m.app_id = $1::bigint
	AND m.username = $2::text
    UNION ALL
    SELECT r.*, 0
    FROM room r
    WHERE $2::text IS NULL AND r.app_id = $1::bigint) AS s
LEFT JOIN conversation c ON c.conv = s.conv AND c.app_id = s.app_id
WHERE ($3::text IS NULL OR s.room_id = $3::text) AND s.tags @> $4::text[]
ORDER BY s.conv
LIMIT $5::bigint
