-- Give a user roles in the whole app.
-- in: $1 app_id, $2 username, $3 roles
-- out: username, roles; no row: no such user
UPDATE account SET roles = $3::text[], modified = now()
WHERE app_id = $1::bigint AND username = $2::text
RETURNING username, array_to_string(roles, ',') AS roles
