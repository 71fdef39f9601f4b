-- Change what a member may, as somebody whose standing in the room lets him.
-- The room is locked already.  Who may speak again is not banned any more, and
-- in a read-only room he may speak although others may not.
-- in: $1 app_id, $2 room_id, $3 who does it, $4 standings that may, $5 whom,
--     $6 manager or NULL, $7 silenced or NULL
-- out: may, kind, found (is a member), changed: whether he was no manager, or
--      was one
WITH here AS (
	SELECT r.conv, r.kind, r.read_only OR r.frozen AS read_only, r.kind <> 1
	    AND CASE WHEN r.owner = $3::text THEN 'owner' WHEN v.manager THEN 'moderator'
	    WHEN v.username IS NOT NULL THEN 'member' ELSE 'stranger' END
	    = ANY ($4::text[]) AS may,
	    EXISTS (SELECT FROM room_member m
		WHERE m.conv = r.conv AND m.username = $5::text) AS found,
	    EXISTS (SELECT FROM room_member m WHERE m.conv = r.conv
		AND m.username = $5::text AND m.manager <> $6::boolean) AS changed
	FROM room r
	LEFT JOIN room_member v ON v.conv = r.conv AND v.username = $3::text
	WHERE r.app_id = $1::bigint AND r.room_id = $2::text
), done AS (
	UPDATE room_member m SET manager = coalesce($6::boolean, m.manager),
	    silenced = coalesce($7::boolean, m.silenced),
	    voiced = CASE WHEN $7::boolean IS NULL THEN m.voiced
		ELSE h.read_only AND NOT $7::boolean END, changed = now()
	FROM here h
	WHERE h.may AND m.conv = h.conv AND m.username = $5::text
), pardoned AS (
	DELETE FROM room_ban b USING here h
	WHERE h.may AND h.found AND NOT $7::boolean AND b.conv = h.conv
	    AND b.username = $5::text
), touched AS (
	UPDATE room r SET modified = now()
	FROM here h
	WHERE h.may AND h.found AND r.app_id = $1::bigint
	    AND r.room_id = $2::text
)
SELECT may, kind, found, changed FROM here
