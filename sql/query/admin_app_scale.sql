-- Scale the call and message limits of an app.
-- in: $1 app_id, $2 percent of the defaults
-- out: app_id
UPDATE app SET limit_scale = $2::int
WHERE app_id = $1::bigint
RETURNING app_id
