-- Remove one of a user's own data.
-- in: $1 app_id, $2 username, $3 name
DELETE FROM user_preference
WHERE app_id = $1::bigint AND username = $2::text AND name = $3::text
