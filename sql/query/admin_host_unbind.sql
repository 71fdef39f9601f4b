-- A host that means no app any more.
-- in: $1 app_id, $2 host
-- out: host; no row: it was not the app's
DELETE FROM app_host WHERE app_id = $1::bigint AND host = $2::text
RETURNING host
