-- Change what is not NULL of a room, as somebody whose standing in it lets him.
-- The room is locked already.
-- in: $1 app_id, $2 room_id, $3 who does it, $4 standings that may, $5 handle,
--     $6 display name, $7 topic, $8 announcement, $9 description, $10 read_only,
--     $11 archived, $12 public
-- out: may; taken: the handle is another room's id, and nothing was changed
-- err: room_handle: another room has this name
WITH here AS (
	SELECT r.kind <> 1
	    AND CASE WHEN r.owner = $3::text THEN 'owner' WHEN v.manager THEN 'moderator'
	    WHEN v.username IS NOT NULL THEN 'member' ELSE 'stranger' END
	    = ANY ($4::text[]) AS may,
	    $5::text <> $2::text AND EXISTS (SELECT FROM room o
		WHERE o.app_id = $1::bigint AND o.room_id = $5::text) AS taken
	FROM room r
	LEFT JOIN room_member v ON v.conv = r.conv AND v.username = $3::text
	WHERE r.app_id = $1::bigint AND r.room_id = $2::text
), done AS (
	UPDATE room r SET handle = coalesce($5::text, handle),
	    name = coalesce($6::text, name), topic = coalesce($7::text, topic),
	    announcement = coalesce($8::text, announcement),
	    description = coalesce($9::text, description),
	    read_only = coalesce($10::boolean, read_only),
	    archived = coalesce($11::boolean, archived),
	    public = coalesce($12::boolean, public),
	    opening = opening OR coalesce($12::boolean, false),
	    members_only = members_only AND NOT coalesce($12::boolean, false),
	    left_count = left_count + (public AND $12::boolean IS false)::int,
	    modified = now()
	FROM here h
	WHERE h.may AND h.taken IS NOT true AND r.app_id = $1::bigint AND r.room_id = $2::text
)
SELECT may, coalesce(taken, false) AS taken FROM here
