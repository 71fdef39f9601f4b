-- Make a member a manager, or none.  The room is locked already.
-- in: $1 app_id, $2 room_id, $3 who does it, or NULL (the app's backend),
--     $4 username, $5 manager
-- out: known, may, found (is a member), changed
WITH here AS (
	SELECT r.conv, $3::text IS NULL OR v.username IS NOT NULL AS known,
	    $3::text IS NULL OR r.owner = $3::text
	    OR coalesce(v.manager, false) AS may,
	    EXISTS (SELECT FROM room_member m
		WHERE m.conv = r.conv AND m.username = $4::text) AS found
	FROM room r
	LEFT JOIN room_member v ON v.conv = r.conv AND v.username = $3::text
	WHERE r.app_id = $1::bigint AND r.room_id = $2::text
), changed AS (
	UPDATE room_member m SET manager = $5::boolean, changed = now()
	FROM here h
	WHERE h.known AND h.may AND m.conv = h.conv AND m.username = $4::text
	    AND m.manager <> $5::boolean
	RETURNING m.username
)
SELECT known, may, found, EXISTS (SELECT FROM changed) AS changed
FROM here
