-- Change a member's own data for a room, and whether he muted it.
-- in: $1 app_id, $2 room_id, $3 username, $4 JSON object of what is new,
--     $5 keys to be taken away, $6 muted, NULL: as it was, $7 bytes that the
--     data may have
-- out: no row: no such room or member; fits, preference and muted as they are
--      now
WITH changed AS (
	UPDATE room_member m
	SET preference = nullif(((coalesce(m.preference, '{}')::jsonb
		|| $4::jsonb) - $5::text[])::text, '{}'),
	    muted = coalesce($6::boolean, m.muted)
	FROM room r
	WHERE r.app_id = $1::bigint AND r.room_id = $2::text
	    AND m.conv = r.conv AND m.username = $3::text
	    AND octet_length(((coalesce(m.preference, '{}')::jsonb
		|| $4::jsonb) - $5::text[])::text) <= $7::int
	RETURNING m.username, m.preference, m.muted
)
SELECT c.username IS NOT NULL AS fits, c.muted, c.preference
FROM room r
JOIN room_member m ON m.conv = r.conv AND m.username = $3::text
LEFT JOIN changed c ON true
WHERE r.app_id = $1::bigint AND r.room_id = $2::text
