-- Delete an app with its keys, rooms and what is left of its directory.
-- in: $1 app_id
-- out: app_id; no row when somebody else has deleted it
DELETE FROM app
WHERE app_id = $1::bigint
RETURNING app_id
