-- Rooms or groups of an app, the newest first: ids that the program makes begin
-- with their time.
-- in: $1 app_id, $2 kind, $3 only ids below this one, or NULL: all,
--     $4 how many rows
SELECT r.room_id, r.name, r.description, r.owner, r.max_users, r.public,
    r.members_only, r.allow_invites, r.custom,
    floor(extract(epoch FROM r.created) * 1000)::bigint AS created,
    floor(extract(epoch FROM r.modified) * 1000)::bigint AS modified,
    (SELECT count(*) FROM room_member m WHERE m.conv = r.conv) AS members
FROM room r
WHERE r.app_id = $1::bigint AND r.kind = $2::int
    AND r.room_id < coalesce($3::text, (SELECT max(l.room_id) FROM room l
	WHERE l.app_id = $1::bigint AND l.kind = $2::int) || '0')
ORDER BY r.room_id DESC
LIMIT $4::bigint
