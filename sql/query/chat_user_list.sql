-- A page of an app's users.
-- in: $1 app_id, $2 what to sort by: 1 username, 2 display name, 3 creation,
--     negative: descending, $3 rows to leave out, $4 how many rows
-- out: total: of all pages; username NULL: none here
WITH page AS (
	-- By the index, as most ask.
	(SELECT username, row_number() OVER (ORDER BY username) AS place
	FROM account
	WHERE $2::int = 1 AND app_id = $1::bigint
	ORDER BY username OFFSET $3::bigint LIMIT $4::bigint)
	UNION ALL
	(SELECT username, row_number() OVER (ORDER BY username DESC)
	FROM account
	WHERE $2::int = -1 AND app_id = $1::bigint
	ORDER BY username DESC OFFSET $3::bigint LIMIT $4::bigint)
	UNION ALL
	(SELECT username, row_number() OVER (ORDER BY
	    CASE $2::int WHEN 2 THEN lower(coalesce(nickname, username)) END,
	    CASE $2::int WHEN -2 THEN lower(coalesce(nickname, username)) END
		DESC,
	    CASE $2::int WHEN 3 THEN created END,
	    CASE $2::int WHEN -3 THEN created END DESC, username) AS place
	FROM account
	WHERE abs($2::int) > 1 AND app_id = $1::bigint
	ORDER BY place OFFSET $3::bigint LIMIT $4::bigint)
)
SELECT t.total, a.username, a.uuid, a.nickname, a.activated, a.token_epoch,
    a.avatar_url, a.description, a.robot, a.notifications,
    coalesce(floor(extract(epoch FROM a.last_login) * 1000)::bigint, 0) AS last_login,
    floor(extract(epoch FROM a.created) * 1000)::bigint AS created,
    floor(extract(epoch FROM a.modified) * 1000)::bigint AS modified,
    a.public_id, a.email, array_to_json(a.roles) AS roles
FROM (SELECT count(*) AS total FROM account WHERE app_id = $1::bigint) AS t
LEFT JOIN page AS p ON true
LEFT JOIN LATERAL (SELECT * FROM account u
    WHERE u.app_id = $1::bigint AND u.username = p.username
    LIMIT 1) AS a ON true
ORDER BY p.place
