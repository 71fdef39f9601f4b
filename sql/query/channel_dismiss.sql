-- Remove a member, not the owner, as somebody whose standing in the room lets
-- him.  The room is locked already.
-- in: $1 app_id, $2 room_id, $3 who does it, $4 standings that may, $5 who is
--     to go
-- out: may, found (is a member), owned (is the owner)
WITH here AS (
	SELECT r.conv, r.kind <> 1
	    AND CASE WHEN r.owner = $3::text THEN 'owner' WHEN v.manager THEN 'moderator'
	    WHEN v.username IS NOT NULL THEN 'member' ELSE 'stranger' END
	    = ANY ($4::text[]) AS may, r.owner = $5::text AS owned,
	    EXISTS (SELECT FROM room_member m
		WHERE m.conv = r.conv AND m.username = $5::text) AS found
	FROM room r
	LEFT JOIN room_member v ON v.conv = r.conv AND v.username = $3::text
	WHERE r.app_id = $1::bigint AND r.room_id = $2::text
), gone AS (
	DELETE FROM room_member m USING here h
	WHERE h.may AND NOT h.owned AND m.conv = h.conv AND m.username = $5::text
	RETURNING m.conv
), counted AS (
	UPDATE room r SET left_count = left_count + 1
	WHERE r.app_id = $1::bigint AND r.room_id = $2::text
	    AND EXISTS (SELECT FROM gone)
)
SELECT may, found, owned FROM here
