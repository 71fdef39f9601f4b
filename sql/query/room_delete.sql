-- Delete a room, its memberships and bans.  It is locked already.
-- in: $1 app_id, $2 kind, $3 room_id
-- out: one row if it was there
WITH gone AS (
	DELETE FROM room
	WHERE app_id = $1::bigint AND kind = $2::int AND room_id = $3::text
	RETURNING conv
), left_alone AS (
	DELETE FROM room_member m USING gone g WHERE m.conv = g.conv
), let_in AS (
	DELETE FROM room_ban b USING gone g WHERE b.conv = g.conv
)
SELECT conv FROM gone
