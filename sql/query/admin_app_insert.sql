-- Create an app.
-- in: $1 org, $2 name, $3 uuid
-- out: app_id; no row when the app exists already
INSERT INTO app (org, name, uuid)
VALUES ($1::text, $2::text, $3::uuid)
ON CONFLICT (org, name) DO NOTHING
RETURNING app_id
