-- A page of the rooms that a user is in.
-- in: $1 app_id, $2 username, $3 only those with a message or made after these
--     milliseconds (0: all), $4 tags of which they have one (empty: all),
--     $5 and $6 what members of the user's preference for the room are, or
--     have, $7 those with unread messages first, $8 to $10 what to sort by:
--     1 newest message, 2 creation, 3 name, 4 unread, 5 id, negative:
--     descending, 0: nothing, $11 rows to leave out, $12 how many rows
-- out: total: of all pages; room_id NULL: none here
WITH mine AS MATERIALIZED (
	SELECT r.room_id,
	    floor(extract(epoch FROM r.created) * 1000)::bigint AS created,
	    rank() OVER (ORDER BY r.name) AS name,
	    row_number() OVER (ORDER BY r.room_id) AS number,
	    CASE WHEN r.kind = 3 THEN 0 ELSE greatest(
		coalesce(c.last_seq - c.silent, 0) - v.seen, 0) END AS unread,
	    coalesce(l.id, 0) AS last
	FROM room_member v
	JOIN room r ON r.app_id = v.app_id AND r.room_id = v.room_id
	LEFT JOIN conversation c ON c.conv = v.conv
	-- OFFSET 0: looked at one by one, not all messages of the room at once.
	LEFT JOIN LATERAL (
		SELECT m.id FROM message m
		WHERE m.conv = v.conv AND m.app_id = v.app_id
		    AND m.seq > greatest(c.cleared_seq, v.hidden_seq, 0)
		    AND m.state <> 2 AND (m.sender = v.username
			OR (m.users IS NULL OR v.username = ANY (m.users))
			AND (m.ignored IS NULL OR v.username <> ALL (m.ignored)))
		    AND NOT EXISTS (SELECT FROM message_hidden h
			WHERE h.conv = m.conv AND h.id = m.id
			    AND h.username IN ('', v.username) OFFSET 0)
		ORDER BY m.seq DESC
		LIMIT 1
	) AS l ON true
	WHERE v.app_id = $1::bigint AND v.username = $2::text
	    AND (cardinality($4::text[]) = 0 OR r.tags && $4::text[])
	    AND NOT EXISTS (SELECT
		FROM unnest($5::text[], $6::text[]) AS p (name, value)
		WHERE v.preference IS NULL OR NOT coalesce(CASE
		    WHEN json_typeof(v.preference::json -> p.name) = 'array'
		    THEN p.value IN (SELECT json_array_elements_text(
			v.preference::json -> p.name))
		    ELSE v.preference::json ->> p.name = p.value END, false))
), after AS (
	SELECT * FROM mine
	WHERE created > $3::bigint OR last >= ($3::bigint + 1) << 20
	    OR $3::bigint = 0
), page AS (
	SELECT room_id, row_number() OVER (ORDER BY
	    CASE WHEN $7::boolean THEN (unread = 0)::int END,
	    sign($8::int) * CASE abs($8::int) WHEN 1 THEN last WHEN 2 THEN created
		WHEN 3 THEN name WHEN 4 THEN unread WHEN 5 THEN number END,
	    sign($9::int) * CASE abs($9::int) WHEN 1 THEN last WHEN 2 THEN created
		WHEN 3 THEN name WHEN 4 THEN unread WHEN 5 THEN number END,
	    sign($10::int) * CASE abs($10::int) WHEN 1 THEN last WHEN 2 THEN created
		WHEN 3 THEN name WHEN 4 THEN unread WHEN 5 THEN number END,
	    number) AS place
	FROM after
)
SELECT t.total, p.room_id
FROM (SELECT count(*) AS total FROM after) AS t
LEFT JOIN (SELECT room_id, place FROM page
    ORDER BY place OFFSET $11::bigint LIMIT $12::bigint) AS p ON true
ORDER BY p.place
