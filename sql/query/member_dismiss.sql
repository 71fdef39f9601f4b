-- Remove members, all or none, as somebody who may: everybody himself, who
-- manages the room others, and nobody but the app's backend its owner; then it
-- has none.  The room is locked already.
-- in: $1 app_id, $2 room_id, $3 who does it, or NULL (the app's backend),
--     $4 usernames, distinct
-- out: per name found (is a member); and known, may, owned (the owner is among
--      them, and it is not he who does it)
WITH here AS (
	SELECT r.conv, r.owner,
	    $3::text IS NULL OR v.username IS NOT NULL AS known,
	    $3::text IS NULL OR r.owner = $3::text OR coalesce(v.manager, false)
	    OR $4::text[] = ARRAY[$3::text] AS may,
	    $3::text IS NOT NULL AND r.owner <> $3::text
	    AND r.owner = ANY ($4::text[]) AS owned
	FROM room r
	LEFT JOIN room_member v ON v.conv = r.conv AND v.username = $3::text
	WHERE r.app_id = $1::bigint AND r.room_id = $2::text
), asked AS (
	SELECT n.username, n.position, EXISTS (SELECT FROM room_member m
	    WHERE m.conv = h.conv AND m.username = n.username) AS found
	FROM here h, unnest($4::text[]) WITH ORDINALITY AS n (username, position)
), gone AS (
	DELETE FROM room_member m USING here h
	WHERE h.known AND h.may AND NOT h.owned AND m.conv = h.conv
	    AND m.username = ANY ($4::text[])
	    AND (SELECT bool_and(a.found) FROM asked a)
	RETURNING m.username
), left_alone AS (
	SELECT r.owner <> '' AND r.owner IN (SELECT g.username FROM gone g) AS yes
	FROM room r
	WHERE r.app_id = $1::bigint AND r.room_id = $2::text
), counted AS (
	UPDATE room r SET left_count = left_count + 1,
	    owner = CASE WHEN a.yes THEN '' ELSE owner END,
	    modified = CASE WHEN a.yes THEN now() ELSE modified END
	FROM left_alone a
	WHERE r.app_id = $1::bigint AND r.room_id = $2::text
	    AND EXISTS (SELECT FROM gone)
)
SELECT a.username, a.found, h.known, h.may, h.owned
FROM here h CROSS JOIN asked a
ORDER BY a.position
