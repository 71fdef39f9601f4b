-- A user blocks another.
-- in: $1 app_id, $2 username, $3 whom, $4 conv of the two
-- out: exists (is a user), added, created; updated: now; room: their direct
--      room or NULL
WITH known AS (
	SELECT EXISTS (SELECT FROM account a WHERE a.app_id = $1::bigint
	    AND a.username = $3::text) AS exists
), added AS (
	INSERT INTO user_block (app_id, username, blocked)
	SELECT $1::bigint, $2::text, $3::text FROM known k WHERE k.exists
	ON CONFLICT DO NOTHING
	RETURNING created
)
SELECT k.exists, a.created IS NOT NULL AS added,
    floor(extract(epoch FROM a.created) * 1000)::bigint AS created,
    floor(extract(epoch FROM greatest(a.created, now())) * 1000)::bigint
	AS updated,
    (SELECT r.room_id FROM room r WHERE r.app_id = $1::bigint
	AND (r.conv >> 29) = ($4::bigint >> 29) AND r.conv = $4::bigint
	AND r.kind = 1) AS room
FROM known k LEFT JOIN added a ON true
