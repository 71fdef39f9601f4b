-- A user blocks another no longer.
-- in: $1 app_id, $2 username, $3 whom, $4 conv of the two
-- out: no row: was not blocked; created; updated: now; room: their
--      direct room or NULL
DELETE FROM user_block b
WHERE b.app_id = $1::bigint AND b.username = $2::text
    AND b.blocked = $3::text
RETURNING floor(extract(epoch FROM b.created) * 1000)::bigint AS created,
    floor(extract(epoch FROM greatest(b.created, now())) * 1000)::bigint
	AS updated,
    (SELECT r.room_id FROM room r WHERE r.app_id = $1::bigint
	AND (r.conv >> 29) = ($4::bigint >> 29) AND r.conv = $4::bigint
	AND r.kind = 1) AS room
