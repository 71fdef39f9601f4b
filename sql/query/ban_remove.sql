-- Lift a ban.
-- in: $1 app_id, $2 room_id, $3 who asks or NULL (the app's backend), $4 whom
-- out: no row: no such room; member; may: the backend, the owner, the managers
--      of a room without one, both of a direct room;
--      removed, blocker, created; updated: now
WITH verdict AS (
	SELECT r.conv, r.kind, $3::text IS NULL OR o.username IS NOT NULL AS member,
	    $3::text IS NULL OR r.owner = $3::text
	    OR o.username IS NOT NULL AND (r.kind = 1
		OR r.owner = '' AND o.manager) AS may
	FROM room r
	LEFT JOIN room_member o ON o.conv = r.conv AND o.username = $3::text
	WHERE r.app_id = $1::bigint AND r.room_id = $2::text
), removed AS (
	DELETE FROM room_ban b
	USING verdict v
	WHERE v.may AND b.conv = v.conv AND b.username = $4::text
	RETURNING b.blocker, b.created
)
SELECT v.member, v.may, d.created IS NOT NULL AS removed, d.blocker,
    floor(extract(epoch FROM d.created) * 1000)::bigint AS created,
    floor(extract(epoch FROM greatest(d.created, now())) * 1000)::bigint
	AS updated
FROM verdict v LEFT JOIN removed d ON true
