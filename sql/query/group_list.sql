-- Groups of users by id.
-- in: $1 app_id, $2 how many rows, $3 rows to pass over
-- out: total: of all pages; the page, or one row of NULLs
SELECT n.total, p.group_id, p.name, p.avatar_url,
    to_json(p.members)::text AS members,
    floor(extract(epoch FROM p.created) * 1000)::bigint AS created,
    floor(extract(epoch FROM p.modified) * 1000)::bigint AS modified
FROM (SELECT count(*) AS total FROM user_group
    WHERE app_id = $1::bigint) AS n
LEFT JOIN (
	SELECT *
	FROM user_group
	WHERE app_id = $1::bigint
	ORDER BY group_id
	LIMIT $2::bigint OFFSET $3::bigint
) AS p ON true
ORDER BY p.group_id
