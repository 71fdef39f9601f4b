-- Change what is not NULL of a room.  It is locked already.
-- in: $1 app_id, $2 room_id, $3 who does it, or NULL (the app's backend),
--     $4 name, $5 description, $6 custom, $7 cover, $8 tags, $9 webhook,
--     $10 bot_mode, $11 bot_state, $12 opening, $13 frozen, $14 owner,
--     $15 all its managers
-- out: known, may, given (he may give it away, or does not), stranger: the
--      first who is to be owner or manager and is no member
WITH here AS (
	SELECT r.conv, $3::text IS NULL OR v.username IS NOT NULL AS known,
	    $3::text IS NULL OR r.owner = $3::text
	    OR coalesce(v.manager, false) AS may,
	    $3::text IS NULL OR $14::text IS NULL OR r.owner = $3::text
	    OR r.owner = $14::text AS given
	FROM room r
	LEFT JOIN room_member v ON v.conv = r.conv AND v.username = $3::text
	WHERE r.app_id = $1::bigint AND r.room_id = $2::text
), stranger AS (
	SELECT n.username
	FROM here h, unnest($14::text || coalesce($15::text[], '{}'))
	    WITH ORDINALITY AS n (username, position)
	WHERE n.username IS NOT NULL AND NOT EXISTS (SELECT FROM room_member m
	    WHERE m.conv = h.conv AND m.username = n.username)
	ORDER BY n.position
	LIMIT 1
), allowed AS (
	SELECT conv FROM here
	WHERE known AND may AND given AND NOT EXISTS (SELECT FROM stranger)
), changed AS (
	UPDATE room r SET name = coalesce($4::text, name),
	    description = coalesce($5::text, description),
	    custom = coalesce($6::text, custom),
	    cover = coalesce($7::text, cover),
	    tags = coalesce($8::text[], tags),
	    webhook = coalesce($9::text, webhook),
	    bot_mode = coalesce($10::boolean, bot_mode),
	    bot_state = coalesce($11::text, bot_state),
	    opening = coalesce($12::boolean, opening),
	    frozen = coalesce($13::boolean, frozen),
	    owner = coalesce($14::text, owner), modified = now(),
	    left_count = left_count + (opening AND $12::boolean IS false)::int
	FROM allowed a
	WHERE r.app_id = $1::bigint AND r.room_id = $2::text
), managers AS (
	UPDATE room_member m SET manager = m.username = ANY ($15::text[]),
	    changed = now()
	FROM allowed a
	WHERE $15::text[] IS NOT NULL AND m.conv = a.conv
	    AND m.manager <> (m.username = ANY ($15::text[]))
)
SELECT known, may, given, (SELECT username FROM stranger) AS stranger
FROM here
