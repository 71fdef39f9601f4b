-- One setting of an app.
-- in: $1 app_id, $2 name
-- out: value: JSON text; no row: it is not set
SELECT value
FROM app_setting
WHERE app_id = $1::bigint AND name = $2::text
