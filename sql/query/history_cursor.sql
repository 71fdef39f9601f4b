-- The place of a message in its conversation.
-- in: $1 conv, $2 app_id, $3 id
-- out: seq, or no row
SELECT seq
FROM message
WHERE conv = $1::bigint AND app_id = $2::bigint AND id = $3::bigint
    AND seq IS NOT NULL
