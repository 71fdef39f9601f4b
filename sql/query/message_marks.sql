-- What is put on a message.
-- in: $1 conv, $2 id, $3 app_id, $4 the user who looks or NULL, $5 reactions
--     to show at most
-- out: reactions, a JSON array of the first of them, and how many there are;
--      pinned; hidden: from everybody; own: hidden from the one who looks
WITH here AS (
	SELECT m.conv, m.id, m.seq FROM message m
	WHERE m.conv = $1::bigint AND m.id = $2::bigint
	    AND m.app_id = $3::bigint
), shown AS (
	SELECT r.username AS client, r.reaction, r.created
	FROM here h JOIN message_reaction r ON r.conv = h.conv AND r.id = h.id
	ORDER BY r.created, r.username, r.reaction
	LIMIT $5::int
)
SELECT (SELECT '[' || string_agg(json_build_object('client', s.client,
	'reaction', s.reaction)::text, ',' ORDER BY s.created, s.client,
	s.reaction) || ']' FROM shown s) AS reactions,
    (SELECT count(*) FROM message_reaction r
	WHERE r.conv = h.conv AND r.id = h.id) AS reaction_count,
    EXISTS (SELECT FROM room r WHERE r.app_id = $3::bigint
	AND (r.conv >> 29) = (h.conv >> 29) AND r.conv = h.conv
	AND r.pinned = h.id) AS pinned,
    EXISTS (SELECT FROM message_hidden x WHERE x.conv = h.conv
	AND x.username = '' AND x.id = h.id) AS hidden,
    EXISTS (SELECT FROM message_hidden x WHERE x.conv = h.conv
	AND x.username = $4::text AND x.id = h.id)
    OR coalesce((SELECT h.seq <= o.hidden_seq FROM room_member o
	WHERE o.conv = h.conv AND o.username = $4::text), false) AS own
FROM here h
