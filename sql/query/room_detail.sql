-- Rooms as one who looks at them meets them, without their members.
-- in: $1 app_id, $2 room_ids, distinct, $3 who looks, or NULL (the app's
--     backend), $4 how many managers to name
-- out: those that exist, in that order; member, manages, unread, mentioned,
--      muted, preference: of the one who looks; last: id of the newest message
--      that he sees, or 0; tags, managers: JSON arrays
SELECT r.room_id, r.kind, r.conv, r.name, r.description, r.owner, r.custom,
    r.cover, r.webhook, r.bot_mode, r.bot_state, r.encrypted, r.opening,
    r.frozen, coalesce(r.pinned, 0) AS pinned, array_to_json(r.tags) AS tags,
    floor(extract(epoch FROM r.created) * 1000)::bigint AS created,
    (SELECT count(*) FROM room_member m WHERE m.conv = r.conv) AS members,
    (SELECT coalesce(json_agg(s.username ORDER BY s.username), '[]') FROM (
	SELECT m.username FROM room_member m
	WHERE m.conv = r.conv AND m.manager
	ORDER BY m.username LIMIT $4::int) AS s) AS managers,
    v.username IS NOT NULL AS member,
    coalesce(v.manager OR r.owner = $3::text, false) AS manages,
    CASE WHEN r.kind = 3 THEN 0 ELSE greatest(coalesce(c.last_seq - c.silent, 0)
	- v.seen, 0) END AS unread,
    coalesce(v.mention_seq > v.read_seq, false) AS mentioned,
    coalesce(v.muted, false) AS muted, v.preference,
    coalesce((SELECT floor(extract(epoch FROM max(b.created)) * 1000)::bigint
	FROM user_block b, unnest(string_to_array(r.pair, chr(31))) AS o (other)
	WHERE v.username IS NOT NULL AND b.app_id = r.app_id
	    AND b.username = $3::text AND b.blocked = o.other), 0) AS did_block,
    coalesce((SELECT floor(extract(epoch FROM max(b.created)) * 1000)::bigint
	FROM user_block b, unnest(string_to_array(r.pair, chr(31))) AS o (other)
	WHERE v.username IS NOT NULL AND b.app_id = r.app_id
	    AND b.blocked = $3::text AND b.username = o.other),
	(SELECT floor(extract(epoch FROM b.created) * 1000)::bigint
	FROM room_ban b WHERE b.conv = r.conv AND b.username = $3::text),
	0) AS was_blocked,
    coalesce(l.id, 0) AS last
FROM unnest($2::text[]) WITH ORDINALITY AS n (room_id, position)
JOIN room r ON r.app_id = $1::bigint AND r.room_id = n.room_id
LEFT JOIN room_member v ON v.conv = r.conv AND v.username = $3::text
LEFT JOIN conversation c ON c.conv = r.conv
-- OFFSET 0: looked at one by one, not all messages of the room at once.
LEFT JOIN LATERAL (
	SELECT m.id FROM message m
	WHERE m.conv = r.conv AND m.app_id = r.app_id
	    AND m.seq > greatest(c.cleared_seq, v.hidden_seq, 0) AND m.state <> 2
	    AND ($3::text IS NULL OR m.sender = $3::text
		OR (m.users IS NULL OR $3::text = ANY (m.users))
		AND (m.ignored IS NULL OR $3::text <> ALL (m.ignored)))
	    AND NOT EXISTS (SELECT FROM message_hidden h
		WHERE h.conv = m.conv AND h.id = m.id
		    AND h.username IN ('', $3::text) OFFSET 0)
	ORDER BY m.seq DESC
	LIMIT 1
) AS l ON true
ORDER BY n.position
