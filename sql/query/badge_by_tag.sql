-- What a user has not read, by the tags of his rooms.
-- in: $1 app_id, $2 username, $3 tags (empty: all there are), $4 rows
-- out: per tag its badge, and in each row total, the badge of all rooms that
--      have one of the tags
WITH mine AS (
	SELECT r.tags, greatest(coalesce(c.last_seq - c.silent - c.untotalled, 0)
	    - m.seen_total, 0) AS badge
	FROM room_member m
	JOIN room r ON r.app_id = m.app_id AND r.room_id = m.room_id
	LEFT JOIN conversation c ON c.conv = m.conv
	WHERE m.app_id = $1::bigint AND m.username = $2::text AND m.kind <> 3
	    AND cardinality(r.tags) > 0
	    AND (cardinality($3::text[]) = 0 OR r.tags && $3::text[])
), tagged AS (
	SELECT t.tag, sum(m.badge)::bigint AS badge
	FROM mine m CROSS JOIN LATERAL
	    (SELECT DISTINCT u.tag FROM unnest(m.tags) AS u (tag)) AS t
	GROUP BY t.tag
), wanted AS (
	SELECT DISTINCT u.tag FROM unnest($3::text[]) AS u (tag)
	UNION ALL
	SELECT t.tag FROM tagged t WHERE cardinality($3::text[]) = 0
)
SELECT w.tag, coalesce(t.badge, 0) AS badge,
    (SELECT coalesce(sum(m.badge), 0)::bigint FROM mine m) AS total
FROM wanted w LEFT JOIN tagged t ON t.tag = w.tag
ORDER BY w.tag
LIMIT $4::bigint
