-- Whom a user blocked or banned from a room, the newest first.
-- in: $1 app_id, $2 username, $3 rows to leave out, $4 how many rows
-- out: columns as account_find; blocked_at: when; room_id, kind, room_created:
--     of a ban, else NULL
SELECT a.username, a.uuid, a.nickname, a.activated, a.token_epoch,
    a.avatar_url, a.description, a.robot, a.notifications,
    coalesce(floor(extract(epoch FROM a.last_login) * 1000)::bigint, 0) AS last_login,
    floor(extract(epoch FROM a.created) * 1000)::bigint AS created,
    floor(extract(epoch FROM a.modified) * 1000)::bigint AS modified,
    floor(extract(epoch FROM b.created) * 1000)::bigint AS blocked_at,
    b.room_id, b.kind,
    floor(extract(epoch FROM b.room_created) * 1000)::bigint AS room_created
FROM (
	(SELECT u.blocked, u.created, NULL::text AS room_id,
	    NULL::smallint AS kind, NULL::timestamptz AS room_created
	FROM user_block u
	WHERE u.app_id = $1::bigint AND u.username = $2::text)
	UNION ALL
	(SELECT n.username, n.created, r.room_id, r.kind, r.created
	FROM room_ban n JOIN room r ON r.conv = n.conv AND r.app_id = n.app_id
	WHERE n.app_id = $1::bigint AND n.blocker = $2::text AND n.blocker <> '')
    ) AS b
JOIN account a ON a.app_id = $1::bigint AND a.username = b.blocked
ORDER BY b.created DESC, b.blocked, b.room_id NULLS FIRST
OFFSET $3::bigint
LIMIT $4::bigint
