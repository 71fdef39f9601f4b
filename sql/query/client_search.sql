-- Users by name.
-- in: $1 app_id, $2 username or NULL, $3 nickname or NULL, $4 piece of one of
--     the two or NULL, $5 how many rows, $6 rows to pass over
-- out: total: of all pages; the page, or one row of NULLs
WITH found AS NOT MATERIALIZED (
	SELECT *
	FROM account
	WHERE app_id = $1::bigint
	    AND ($2::text IS NULL OR username = $2::text)
	    AND ($3::text IS NULL OR nickname = $3::text)
	    AND ($4::text IS NULL
		OR strpos(lower(username), lower($4::text)) > 0
		OR strpos(lower(nickname), lower($4::text)) > 0)
)
SELECT n.total, username, uuid, nickname, activated, token_epoch,
    avatar_url, description, robot, notifications,
    coalesce(floor(extract(epoch FROM last_login) * 1000)::bigint, 0) AS last_login,
    floor(extract(epoch FROM created) * 1000)::bigint AS created,
    floor(extract(epoch FROM modified) * 1000)::bigint AS modified
FROM (SELECT count(*) AS total FROM found) AS n
LEFT JOIN (
	SELECT *
	FROM found
	ORDER BY username
	LIMIT $5::bigint OFFSET $6::bigint
) AS p ON true
ORDER BY username
