-- Lock a message for a change of it or of what is put on it.  It stands alone
-- so that the next statement sees all that was committed before.
-- in: $1 conv, $2 id, $3 app_id
-- out: none or one row
SELECT id
FROM message
WHERE conv = $1::bigint AND id = $2::bigint AND app_id = $3::bigint
FOR UPDATE
