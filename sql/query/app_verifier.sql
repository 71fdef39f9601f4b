-- Who knows an app's user tokens.
-- in: $1 app_id
-- out: auth_url, auth_private, or no row
SELECT auth_url, auth_private
FROM app
WHERE app_id = $1::bigint AND auth_url IS NOT NULL
