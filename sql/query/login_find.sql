-- Who wants to log in by a name.
-- in: $1 app_id, $2 username or e-mail address, $3 it, in lower case
-- out: none or one row: username, public_id, password_hash or NULL
SELECT username, public_id, password_hash
FROM account
WHERE app_id = $1::bigint AND activated
    AND (username IN ($2::text, $3::text) OR lower(email) = $3::text)
ORDER BY username = $2::text DESC, username = $3::text DESC
LIMIT 1
