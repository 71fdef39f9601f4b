-- Users of an app by name.
-- in: $1 app_id, $2 username after which to go on, $3 how many
SELECT username, nickname, activated,
    to_char(created AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"') AS created,
    to_char(last_login AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"') AS last_login
FROM account
WHERE app_id = $1::bigint AND username > $2::text
ORDER BY username
LIMIT $3::bigint
