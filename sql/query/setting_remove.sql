-- Remove a setting.
-- in: $1 app_id, $2 name
-- out: a row if there was one
DELETE FROM app_setting
WHERE app_id = $1::bigint AND name = $2::text
RETURNING name
