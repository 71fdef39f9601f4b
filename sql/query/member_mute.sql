-- Mute a room for a member, or end that.
-- in: $1 app_id, $2 room_id, $3 username, $4 muted
-- out: one row: room and known (there are such a room and user), member,
--      changed
WITH changed AS (
	UPDATE room_member m SET muted = $4::boolean
	FROM room r
	WHERE r.app_id = $1::bigint AND r.room_id = $2::text
	    AND m.conv = r.conv AND m.username = $3::text
	    AND m.muted <> $4::boolean
	RETURNING m.username
)
SELECT EXISTS (SELECT FROM room r
	WHERE r.app_id = $1::bigint AND r.room_id = $2::text) AS room,
    EXISTS (SELECT FROM account a
	WHERE a.app_id = $1::bigint AND a.username = $3::text) AS known,
    EXISTS (SELECT FROM room r JOIN room_member m ON m.conv = r.conv
	WHERE r.app_id = $1::bigint AND r.room_id = $2::text
	    AND m.username = $3::text) AS member,
    EXISTS (SELECT FROM changed) AS changed
