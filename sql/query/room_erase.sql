-- Delete a room and its memberships, and all that was said in it: a room that
-- is made again does not show it.  It is locked already.
-- in: $1 app_id, $2 room_id, $3 who does it, or NULL (the app's backend)
-- out: known, may
WITH here AS (
	SELECT r.conv, $3::text IS NULL OR v.username IS NOT NULL AS known,
	    $3::text IS NULL OR r.owner = $3::text
	    OR coalesce(v.manager, false) AS may
	FROM room r
	LEFT JOIN room_member v ON v.conv = r.conv AND v.username = $3::text
	WHERE r.app_id = $1::bigint AND r.room_id = $2::text
), gone AS (
	DELETE FROM room r USING here h
	WHERE h.known AND h.may AND r.app_id = $1::bigint
	    AND r.room_id = $2::text
	RETURNING r.conv
), nobody AS (
	DELETE FROM room_member m USING gone g WHERE m.conv = g.conv
), unbanned AS (
	DELETE FROM room_ban b USING gone g WHERE b.conv = g.conv
), untold AS (
	DELETE FROM notification n USING gone g WHERE n.conv = g.conv
), cleared AS (
	UPDATE conversation c SET cleared_seq = c.last_seq
	FROM gone g WHERE c.conv = g.conv
)
SELECT known, may FROM here
