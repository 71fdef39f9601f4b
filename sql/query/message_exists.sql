-- Whether a message is stored: the outcome of a commit whose answer was lost.
-- in: $1 conv, $2 id
-- out: a row if it is
SELECT 1 AS found
FROM message
WHERE conv = $1::bigint AND id = $2::bigint
