-- Whether a user reacted to a message in this way.
-- in: $1 conv, $2 id, $3 app_id, $4 username, $5 reaction
-- out: one row
SELECT EXISTS (SELECT FROM message_reaction r
	WHERE r.conv = $1::bigint AND r.id = $2::bigint
	    AND r.app_id = $3::bigint AND r.username = $4::text
	    AND r.reaction = $5::text) AS has
