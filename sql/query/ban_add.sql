-- Ban a user from a room: member or not, he may not write to it.
-- in: $1 app_id, $2 room_id, $3 who asks or NULL (the app's backend), $4 whom
-- out: no row: no such room; member; may: the backend, the owner, the managers
--      of a room without one, both of a direct room;
--      exists (is a user), added, created; updated: now
WITH verdict AS (
	SELECT r.conv, r.kind, $3::text IS NULL OR o.username IS NOT NULL AS member,
	    $3::text IS NULL OR r.owner = $3::text
	    OR o.username IS NOT NULL AND (r.kind = 1
		OR r.owner = '' AND o.manager) AS may
	FROM room r
	LEFT JOIN room_member o ON o.conv = r.conv AND o.username = $3::text
	WHERE r.app_id = $1::bigint AND r.room_id = $2::text
), known AS (
	SELECT EXISTS (SELECT FROM account a WHERE a.app_id = $1::bigint
	    AND a.username = $4::text) AS exists
), added AS (
	INSERT INTO room_ban (conv, username, app_id, blocker)
	SELECT v.conv, $4::text, $1::bigint, coalesce($3::text, '')
	FROM verdict v, known k WHERE v.may AND k.exists
	ON CONFLICT DO NOTHING
	RETURNING created
)
SELECT v.member, v.may, k.exists, a.created IS NOT NULL AS added,
    floor(extract(epoch FROM a.created) * 1000)::bigint AS created,
    floor(extract(epoch FROM greatest(a.created, now())) * 1000)::bigint
	AS updated
FROM verdict v CROSS JOIN known k LEFT JOIN added a ON true
