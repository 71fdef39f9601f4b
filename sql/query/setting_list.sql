-- The settings of an app, by name.
-- in: $1 app_id, $2 how many at most
-- out: name, value: JSON text
SELECT name, value
FROM app_setting
WHERE app_id = $1::bigint
ORDER BY name
LIMIT $2::int
