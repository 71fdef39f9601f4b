-- Create a group of users, or change one.
-- in: $1 app_id, $2 group_id, $3 name, $4 avatar_url or NULL, $5 members or
--     NULL, $6 whether a group that exists is changed (NULL: as it is)
-- out: one row: missing: the first member who is no user, and nothing was
--     done; the group, or NULLs: it exists
WITH missing AS (
	SELECT n.username
	FROM unnest($5::text[]) WITH ORDINALITY AS n (username, position)
	WHERE NOT EXISTS (SELECT FROM account a
	    WHERE a.app_id = $1::bigint AND a.username = n.username)
	ORDER BY n.position
	LIMIT 1
), put AS (
	INSERT INTO user_group AS g (app_id, group_id, name, avatar_url, members)
	SELECT $1::bigint, $2::text, $3::text, $4::text,
	    coalesce($5::text[], '{}')
	WHERE NOT EXISTS (SELECT FROM missing)
	ON CONFLICT (app_id, group_id) DO UPDATE
	SET name = EXCLUDED.name,
	    avatar_url = coalesce(EXCLUDED.avatar_url, g.avatar_url),
	    members = coalesce($5::text[], g.members), modified = now()
	WHERE $6::boolean
	RETURNING g.*
)
SELECT (SELECT username FROM missing) AS missing, p.group_id, p.name,
    p.avatar_url, to_json(p.members)::text AS members,
    floor(extract(epoch FROM p.created) * 1000)::bigint AS created,
    floor(extract(epoch FROM p.modified) * 1000)::bigint AS modified
FROM (SELECT 1) AS one
LEFT JOIN put p ON true
