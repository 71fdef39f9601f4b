-- Change what is given of a user; NULL: as it is, '': none.
-- in: $1 app_id, $2 username, $3 nickname, $4 avatar_url, $5 description,
--     $6 notifications (true, false or NULL: as it is)
-- out: the user, or no row
UPDATE account
SET nickname = CASE WHEN $3::text IS NULL THEN nickname
	ELSE nullif($3::text, '') END,
    avatar_url = CASE WHEN $4::text IS NULL THEN avatar_url
	ELSE nullif($4::text, '') END,
    description = CASE WHEN $5::text IS NULL THEN description
	ELSE nullif($5::text, '') END,
    notifications = coalesce($6::text::boolean, notifications),
    modified = now()
WHERE app_id = $1::bigint AND username = $2::text
RETURNING username, uuid, nickname, activated, token_epoch,
    avatar_url, description, robot, notifications,
    coalesce(floor(extract(epoch FROM last_login) * 1000)::bigint, 0) AS last_login,
    floor(extract(epoch FROM created) * 1000)::bigint AS created,
    floor(extract(epoch FROM modified) * 1000)::bigint AS modified
