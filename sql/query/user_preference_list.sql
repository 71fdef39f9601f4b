-- A user's own data, by name.
-- in: $1 app_id, $2 username, $3 the name, or NULL for all, $4 rows
-- out: name, value: JSON text
SELECT name, value
FROM user_preference
WHERE app_id = $1::bigint AND username = $2::text
    AND ($3::text IS NULL OR name = $3::text)
ORDER BY name
LIMIT $4::int
