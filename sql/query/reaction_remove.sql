-- Take a reaction back.  The message is locked already.
-- in: $1 conv, $2 id, $3 app_id, $4 username, $5 now in milliseconds,
--     $6 reaction
-- out: may (is a member), present (there is such a message), fits
WITH verdict AS (
	SELECT EXISTS (SELECT FROM room_member o WHERE o.conv = $1::bigint
		AND o.app_id = $3::bigint AND o.username = $4::text) AS may,
	    EXISTS (SELECT FROM message m
		JOIN conversation c ON c.conv = m.conv
		WHERE m.conv = $1::bigint AND m.id = $2::bigint
		    AND m.app_id = $3::bigint AND m.state <> 2
		    AND m.seq > c.cleared_seq
		    AND (m.sender = $4::text
			OR (m.users IS NULL OR $4::text = ANY (m.users))
			AND (m.ignored IS NULL
			    OR $4::text <> ALL (m.ignored)))
		    AND NOT EXISTS (SELECT FROM message_hidden x
			WHERE x.conv = m.conv AND x.username = ''
			    AND x.id = m.id)) AS present
), removed AS (
	DELETE FROM message_reaction r USING verdict v
	WHERE v.may AND v.present AND r.conv = $1::bigint
	    AND r.id = $2::bigint AND r.username = $4::text
	    AND r.reaction = $6::text
	RETURNING r.id
), touched AS (
	UPDATE message m SET changed = greatest($5::bigint,
	    coalesce(m.changed, m.id >> 20) + 1)
	FROM removed d WHERE m.conv = $1::bigint AND m.id = d.id
)
SELECT may, present, true AS fits FROM verdict
