-- Lock a room for a change of it or of its members.  It stands alone so that
-- the next statement of the transaction sees all that was committed before
-- the lock was got.
-- in: $1 app_id, $2 kind, $3 room_id
-- out: none or one row
SELECT conv
FROM room
WHERE app_id = $1::bigint AND kind = $2::int AND room_id = $3::text
FOR UPDATE
