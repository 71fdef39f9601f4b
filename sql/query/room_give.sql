-- Make a member the owner.  The room is locked already.
-- in: $1 app_id, $2 kind, $3 room_id, $4 username
-- out: one row if he is a member
UPDATE room r
SET owner = $4::text, modified = now()
WHERE r.app_id = $1::bigint AND r.kind = $2::int AND r.room_id = $3::text
    AND EXISTS (SELECT FROM room_member m
	WHERE m.conv = r.conv AND m.username = $4::text)
RETURNING r.room_id
