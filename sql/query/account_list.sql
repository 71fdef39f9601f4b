-- Users by name.
-- in: $1 app_id, $2 only names behind this one ('': all), $3 only those who
--     are activated or are not (NULL: all), $4 how many rows
SELECT username, uuid, nickname, activated, token_epoch,
    avatar_url, description, robot, notifications,
    coalesce(floor(extract(epoch FROM last_login) * 1000)::bigint, 0) AS last_login,
    floor(extract(epoch FROM created) * 1000)::bigint AS created,
    floor(extract(epoch FROM modified) * 1000)::bigint AS modified
FROM account
WHERE app_id = $1::bigint AND username > $2::text
    AND ($3::boolean IS NULL OR activated = $3::boolean)
ORDER BY username
LIMIT $4::bigint
