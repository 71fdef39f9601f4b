-- A room as one who wants to post to it meets it, in the Rocket.Chat dialect.
-- in: $1 app_id, $2 room_id, $3 username
-- out: no row: no such room; role: 'owner', 'moderator' or NULL; blocked: one
--      of the two of a direct room blocked the other; pinned: a message's id, or
--      0; floor: he sees what is above this seq; last: the newest seq, or 0
SELECT r.room_id, r.kind, r.conv, r.pair, r.handle, r.name,
    r.channel AS public,
    r.archived, r.read_only, r.frozen, r.encrypted,
    coalesce(r.pinned, 0) AS pinned,
    greatest(c.cleared_seq, m.hidden_seq, 0) AS floor,
    coalesce(c.last_seq, 0) AS last,
    m.username IS NOT NULL AS member,
    CASE WHEN r.owner = $3::text THEN 'owner'
	WHEN m.manager THEN 'moderator' END AS role,
    coalesce(m.silenced, false) OR EXISTS (SELECT FROM room_ban b
	WHERE b.conv = r.conv AND b.username = $3::text) AS silenced,
    coalesce(m.voiced, false) AS voiced,
    r.kind = 1 AND EXISTS (SELECT FROM room_member o JOIN user_block b
	ON b.app_id = r.app_id AND (b.username = o.username AND b.blocked = $3::text
	    OR b.username = $3::text AND b.blocked = o.username)
	WHERE o.conv = r.conv AND o.username <> $3::text) AS blocked
FROM room r
LEFT JOIN room_member m ON m.conv = r.conv AND m.username = $3::text
LEFT JOIN conversation c ON c.conv = r.conv AND c.app_id = r.app_id
WHERE r.app_id = $1::bigint AND r.room_id = $2::text
