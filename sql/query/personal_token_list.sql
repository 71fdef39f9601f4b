-- A user's personal tokens, the oldest first.
-- in: $1 app_id, $2 username, $3 how many rows
SELECT name, coalesce(hint, '') AS hint,
    floor(extract(epoch FROM created) * 1000)::bigint AS created
FROM user_token
WHERE app_id = $1::bigint AND username = $2::text AND purpose = 'personal'
ORDER BY created, name
LIMIT $3::int
