-- Show a message again that was hidden from everybody.  The room and the
-- message are locked already.
-- in: $1 conv, $2 id, $3 app_id, $4 username or NULL (the app's backend),
--     $5 now in milliseconds
-- out: may (manages the room), member, present (there is such a message to
--     see)
WITH verdict AS (
	SELECT $4::text IS NULL OR EXISTS (SELECT FROM room r
		LEFT JOIN room_member o ON o.conv = r.conv
		    AND o.username = $4::text
		WHERE r.app_id = $3::bigint AND (r.conv >> 29) = ($1::bigint >> 29)
		    AND r.conv = $1::bigint
		    AND (r.owner = $4::text OR o.manager)) AS may,
	    $4::text IS NULL OR EXISTS (SELECT FROM room_member o
		WHERE o.conv = $1::bigint AND o.app_id = $3::bigint
		    AND o.username = $4::text) AS member,
	    EXISTS (SELECT FROM message m
		JOIN conversation c ON c.conv = m.conv
		WHERE m.conv = $1::bigint AND m.id = $2::bigint
		    AND m.app_id = $3::bigint AND m.seq > c.cleared_seq
		    AND m.state <> 2
		    AND ($4::text IS NULL OR m.sender = $4::text
			OR (m.users IS NULL OR $4::text = ANY (m.users))
			AND (m.ignored IS NULL
			    OR $4::text <> ALL (m.ignored)))) AS present
), done AS (
	DELETE FROM message_hidden x
	USING verdict v
	WHERE v.may AND v.present AND x.conv = $1::bigint
	    AND x.username = '' AND x.id = $2::bigint
	RETURNING x.id
), touched AS (
	UPDATE message m SET changed = greatest($5::bigint,
	    coalesce(m.changed, m.id >> 20) + 1)
	FROM done d WHERE m.conv = $1::bigint AND m.id = d.id
)
SELECT may, member, present FROM verdict
