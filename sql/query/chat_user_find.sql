-- Users as the Rocket.Chat dialect shows them, by public ids, or by names, in
-- whichever case.
-- in: $1 app_id, $2 public ids or names, $3 they are ids
-- out: position (from 1) of those that are found, and the user
SELECT g.position, a.username, a.uuid, a.nickname, a.activated, a.token_epoch,
    a.avatar_url, a.description, a.robot, a.notifications,
    coalesce(floor(extract(epoch FROM a.last_login) * 1000)::bigint, 0) AS last_login,
    floor(extract(epoch FROM a.created) * 1000)::bigint AS created,
    floor(extract(epoch FROM a.modified) * 1000)::bigint AS modified,
    a.public_id, a.email, array_to_json(a.roles) AS roles
FROM unnest($2::text[]) WITH ORDINALITY AS g (name, position)
CROSS JOIN LATERAL (
	(SELECT * FROM account b
	WHERE $3::boolean AND b.app_id = $1::bigint AND b.public_id = g.name)
	UNION ALL
	(SELECT * FROM account b
	WHERE NOT $3::boolean AND b.app_id = $1::bigint
	    AND b.username IN (g.name, lower(g.name))
	ORDER BY b.username = g.name DESC
	LIMIT 1)
) AS a
ORDER BY g.position
