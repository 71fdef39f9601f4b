-- Rooms as the Rocket.Chat dialect shows them to one who looks.
-- in: $1 app_id, $2 room_ids, distinct, $3 who looks, $4 how many muted
--     members of each to name
-- out: those that exist, in that order; standing: owner, moderator, member or
--      stranger; last: id of the newest message that he sees, or 0; touched:
--      when the room, or its newest message, came; moved: when what is his of
--      it did; usernames and uids: JSON arrays of a direct room's two, or NULL;
--      peer: the other one; muted, unmuted: JSON arrays or NULL
SELECT r.room_id, r.kind, r.conv, r.handle, r.name, r.description, r.topic,
    r.announcement, r.custom, r.owner, o.public_id AS owner_id,
    o.nickname AS owner_name, r.channel AS public,
    r.read_only OR r.frozen AS read_only, r.archived, r.encrypted,
    floor(extract(epoch FROM r.created) * 1000)::bigint AS created,
    greatest(floor(extract(epoch FROM r.modified) * 1000)::bigint,
	n.id >> 20) AS touched,
    (SELECT count(*) FROM room_member m WHERE m.conv = r.conv) AS members,
    coalesce(c.last_seq, 0) AS messages, coalesce(l.id, 0) AS last,
    CASE WHEN r.owner = $3::text THEN 'owner' WHEN v.manager THEN 'moderator'
	WHEN v.username IS NOT NULL THEN 'member' ELSE 'stranger' END AS standing,
    coalesce(floor(extract(epoch FROM v.joined) * 1000)::bigint, 0) AS joined,
    greatest(floor(extract(epoch FROM v.changed) * 1000)::bigint,
	floor(extract(epoch FROM r.modified) * 1000)::bigint, n.id >> 20) AS moved,
    CASE WHEN r.kind = 3 THEN 0 ELSE greatest(coalesce(c.last_seq - c.silent, 0)
	- coalesce(v.seen, 0), 0) END AS unread,
    coalesce(v.mention_seq > v.read_seq, false) AS mentioned,
    coalesce(v.muted, false) AS quiet, coalesce(v.read_id, 0) AS read_id,
    d.usernames, d.uids, p.username AS peer, p.nickname AS peer_name,
    r.kind = 1 AND EXISTS (SELECT FROM user_block b WHERE b.app_id = r.app_id
	AND b.username = $3::text AND b.blocked = p.username) AS did_block,
    r.kind = 1 AND EXISTS (SELECT FROM user_block b WHERE b.app_id = r.app_id
	AND b.username = p.username AND b.blocked = $3::text) AS was_blocked,
    s.muted, s.unmuted
FROM unnest($2::text[]) WITH ORDINALITY AS g (room_id, position)
JOIN room r ON r.app_id = $1::bigint AND r.room_id = g.room_id
LEFT JOIN account o ON o.app_id = r.app_id AND o.username = r.owner
LEFT JOIN room_member v ON v.conv = r.conv AND v.username = $3::text
LEFT JOIN conversation c ON c.conv = r.conv
LEFT JOIN LATERAL (
	SELECT m.id FROM message m
	WHERE m.conv = r.conv AND m.app_id = r.app_id AND m.seq IS NOT NULL
	ORDER BY m.id DESC
	LIMIT 1
) AS n ON true
-- Of the newest 1,000; mostly it is the first.  (OFFSET 0: looked at one by
-- one, not all messages of the room at once.)
LEFT JOIN LATERAL (
	SELECT m.id FROM (
		SELECT * FROM message x
		WHERE x.conv = r.conv AND x.app_id = r.app_id
		    AND x.seq IS NOT NULL
		ORDER BY x.id DESC
		LIMIT 1000) AS m
	WHERE m.seq > greatest(c.cleared_seq, v.hidden_seq, 0) AND m.state <> 2
	    AND (m.sender = $3::text
		OR (m.users IS NULL OR $3::text = ANY (m.users))
		AND (m.ignored IS NULL OR $3::text <> ALL (m.ignored)))
	    AND NOT EXISTS (SELECT FROM message_hidden h
		WHERE h.conv = m.conv AND h.id = m.id
		    AND h.username IN ('', $3::text) OFFSET 0)
	ORDER BY m.id DESC
	LIMIT 1
) AS l ON true
LEFT JOIN LATERAL (
	SELECT array_to_json(array_agg(a.username ORDER BY a.username)) AS usernames,
	    array_to_json(array_agg(a.public_id ORDER BY a.username)) AS uids
	FROM account a
	WHERE a.app_id = r.app_id
	    AND a.username = ANY (string_to_array(r.pair, chr(31)))
) AS d ON r.kind = 1
LEFT JOIN LATERAL (
	SELECT a.username, a.nickname FROM account a
	WHERE a.app_id = r.app_id AND a.username <> $3::text
	    AND a.username = ANY (string_to_array(r.pair, chr(31)))
	LIMIT 1
) AS p ON r.kind = 1
LEFT JOIN LATERAL (
	SELECT (SELECT array_to_json(array_agg(x.username)) FROM (
		SELECT m.username FROM room_member m
		WHERE m.conv = r.conv AND m.silenced
		UNION SELECT b.username FROM room_ban b WHERE b.conv = r.conv
		ORDER BY username LIMIT $4::int) AS x) AS muted,
	    (SELECT array_to_json(array_agg(x.username)) FROM (
		SELECT m.username FROM room_member m
		WHERE m.conv = r.conv AND m.voiced
		ORDER BY m.username LIMIT $4::int) AS x) AS unmuted
) AS s ON r.kind <> 1
ORDER BY g.position
