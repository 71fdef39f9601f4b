-- Lock what a member has read, before it is changed.  It stands alone so that
-- the next statement of the transaction sees all that was committed before the
-- lock was got: a message is either counted there, or its sender waits.
-- in: $1 app_id, $2 room_id, $3 username
-- out: none or one row
SELECT m.conv
FROM room r JOIN room_member m ON m.conv = r.conv
WHERE r.app_id = $1::bigint AND r.room_id = $2::text
    AND m.username = $3::text
FOR NO KEY UPDATE OF m
