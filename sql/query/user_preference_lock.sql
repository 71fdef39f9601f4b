-- One at a time changes the data of a user, so that it can be measured.
-- in: $1 app_id, $2 username
-- out: a row if there is such a user
SELECT username
FROM account
WHERE app_id = $1::bigint AND username = $2::text
FOR NO KEY UPDATE
