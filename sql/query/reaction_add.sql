-- React to a message.  It is locked already, so that the number of kinds that
-- is counted here stays true.
-- in: $1 conv, $2 id, $3 app_id, $4 username, $5 now in milliseconds,
--     $6 reaction, $7 kinds that a message may have
-- out: may (is a member), present (there is such a message to see), fits
WITH target AS (
	SELECT m.id FROM message m JOIN conversation c ON c.conv = m.conv
	WHERE m.conv = $1::bigint AND m.id = $2::bigint
	    AND m.app_id = $3::bigint AND m.state = 0
	    AND m.seq > c.cleared_seq
	    AND (m.sender = $4::text
		OR (m.users IS NULL OR $4::text = ANY (m.users))
		AND (m.ignored IS NULL OR $4::text <> ALL (m.ignored)))
	    AND NOT EXISTS (SELECT FROM message_hidden x
		WHERE x.conv = m.conv AND x.username = '' AND x.id = m.id)
), verdict AS (
	SELECT EXISTS (SELECT FROM room_member o WHERE o.conv = $1::bigint
		AND o.app_id = $3::bigint AND o.username = $4::text) AS may,
	    EXISTS (SELECT FROM target) AS present,
	    (SELECT coalesce(bool_or(r.reaction = $6::text), false)
		OR count(DISTINCT r.reaction) < $7::int
		FROM message_reaction r
		WHERE r.conv = $1::bigint AND r.id = $2::bigint) AS fits
), added AS (
	INSERT INTO message_reaction (conv, id, username, reaction, app_id)
	SELECT $1::bigint, $2::bigint, $4::text, $6::text, $3::bigint
	FROM verdict v WHERE v.may AND v.present AND v.fits
	ON CONFLICT DO NOTHING
	RETURNING id
), touched AS (
	UPDATE message m SET changed = greatest($5::bigint,
	    coalesce(m.changed, m.id >> 20) + 1)
	FROM added a WHERE m.conv = $1::bigint AND m.id = a.id
)
SELECT may, present, fits FROM verdict
