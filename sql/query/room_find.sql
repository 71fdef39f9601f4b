-- Rooms or groups with the number of their members and the names of some.
-- in: $1 app_id, $2 kind, $3 room_ids, $4 how many members to name
-- out: those that exist; shown is a JSON array of strings
SELECT r.room_id, r.name, r.description, r.owner, r.max_users, r.public,
    r.members_only, r.allow_invites, r.custom,
    floor(extract(epoch FROM r.created) * 1000)::bigint AS created,
    floor(extract(epoch FROM r.modified) * 1000)::bigint AS modified,
    (SELECT count(*) FROM room_member m WHERE m.conv = r.conv) AS members,
    (SELECT coalesce(json_agg(s.username), '[]') FROM (
	SELECT m.username FROM room_member m
	WHERE m.conv = r.conv AND m.username <> r.owner
	ORDER BY m.username LIMIT $4::bigint) AS s) AS shown
FROM room r
WHERE r.app_id = $1::bigint AND r.kind = $2::int
    AND r.room_id = ANY ($3::text[])
