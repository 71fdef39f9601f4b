-- Change what is not NULL.
-- in: $1 app_id, $2 kind, $3 room_id, $4 name, $5 description, $6 custom,
--     $7 max_users, $8 public, $9 members_only, $10 allow_invites
-- out: one row if there is such a room
UPDATE room
SET name = coalesce($4::text, name),
    description = coalesce($5::text, description),
    custom = coalesce($6::text, custom),
    max_users = coalesce($7::int, max_users),
    public = coalesce($8::boolean, public),
    members_only = coalesce($9::boolean, members_only),
    allow_invites = coalesce($10::boolean, allow_invites),
    left_count = left_count + (public AND $8::boolean IS false
	OR NOT members_only AND $9::boolean IS true)::int,
    modified = now()
WHERE app_id = $1::bigint AND kind = $2::int AND room_id = $3::text
RETURNING room_id
