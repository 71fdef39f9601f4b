-- A page of the rooms that a user is in, or of all that are public.  Open
-- groups that another dialect made, which have no handle, are shown to their
-- members alone: there only who knows the id may join.
-- in: $1 app_id, $2 username, $3 c, p, d, or NULL for all types, $4 only those
--     he is in, $5 only what changed after these milliseconds (0: all),
--     $6 what to sort by: 1 name, 2 display name, 3 creation, 4 newest message,
--     5 last change, 6 messages, negative: descending, $7 rows to leave out,
--     $8 how many rows
-- out: total: of all pages; room_id NULL: none here
WITH chosen AS (
	SELECT r.room_id, r.conv, r.app_id, r.handle, r.name, r.created,
	    r.modified, v.changed
	FROM room_member v
	JOIN room r ON r.app_id = v.app_id AND r.room_id = v.room_id
	WHERE $4::boolean AND v.app_id = $1::bigint AND v.username = $2::text
	    AND ($3::text IS NULL OR $3::text = CASE WHEN r.kind = 1 THEN 'd'
		WHEN r.channel THEN 'c' ELSE 'p' END)
	UNION ALL
	SELECT r.room_id, r.conv, r.app_id, r.handle, r.name, r.created,
	    r.modified, NULL
	FROM room r
	WHERE NOT $4::boolean AND r.app_id = $1::bigint
	    AND r.channel
	    AND (r.handle IS NOT NULL OR r.kind = 3 OR EXISTS (
		SELECT FROM room_member v
		WHERE v.conv = r.conv AND v.username = $2::text))
), mine AS MATERIALIZED (
	SELECT h.room_id, coalesce(h.handle, h.room_id) AS handle, h.name,
	    h.created, coalesce(c.last_seq, 0) AS messages,
	    coalesce(n.id >> 20, 0) AS last,
	    greatest(floor(extract(epoch FROM greatest(h.modified, h.changed))
		* 1000)::bigint, n.id >> 20) AS changed
	FROM chosen h
	-- Room by room, and only where it is asked for.
	LEFT JOIN LATERAL (
		SELECT o.last_seq FROM conversation o
		WHERE abs($6::int) = 6 AND o.conv = h.conv
		LIMIT 1
	) AS c ON true
	LEFT JOIN LATERAL (
		SELECT m.id FROM message m
		WHERE ($5::bigint > 0 OR abs($6::int) IN (4, 5))
		    AND m.conv = h.conv AND m.app_id = h.app_id
		    AND m.seq IS NOT NULL
		ORDER BY m.id DESC
		LIMIT 1
	) AS n ON true
), after AS (
	SELECT * FROM mine WHERE changed > $5::bigint OR $5::bigint = 0
), page AS (
	SELECT room_id, row_number() OVER (ORDER BY
	    CASE $6::int WHEN 1 THEN lower(handle) WHEN 2 THEN lower(name) END,
	    CASE $6::int WHEN -1 THEN lower(handle) WHEN -2 THEN lower(name) END
		DESC,
	    sign($6::int) * CASE abs($6::int)
		WHEN 3 THEN floor(extract(epoch FROM created) * 1000)::bigint
		WHEN 4 THEN last WHEN 5 THEN changed WHEN 6 THEN messages END,
	    room_id) AS place
	FROM after
)
SELECT t.total, p.room_id
FROM (SELECT count(*) AS total FROM after) AS t
LEFT JOIN (SELECT room_id, place FROM page
    ORDER BY place OFFSET $7::bigint LIMIT $8::bigint) AS p ON true
ORDER BY p.place
