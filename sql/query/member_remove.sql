-- Remove members, unless the owner is among them.  The room is locked already.
-- in: $1 app_id, $2 kind, $3 room_id, $4 usernames, distinct
-- out: per name whether it is the owner's, and whether it was removed
WITH gone AS (
	DELETE FROM room_member m
	USING room r
	WHERE r.app_id = $1::bigint AND r.kind = $2::int
	    AND r.room_id = $3::text AND m.conv = r.conv
	    AND m.username = ANY ($4::text[]) AND r.owner <> ALL ($4::text[])
	RETURNING m.username
), counted AS (
	UPDATE room r SET left_count = left_count + 1
	WHERE r.app_id = $1::bigint AND r.kind = $2::int
	    AND r.room_id = $3::text AND EXISTS (SELECT FROM gone)
)
SELECT n.username, n.username = r.owner AS owner,
    g.username IS NOT NULL AS removed
FROM room r
CROSS JOIN unnest($4::text[]) WITH ORDINALITY AS n (username, position)
LEFT JOIN gone g ON g.username = n.username
WHERE r.app_id = $1::bigint AND r.kind = $2::int AND r.room_id = $3::text
ORDER BY n.position
