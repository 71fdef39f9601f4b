-- The first of these names that is no user.
-- in: $1 app_id, $2 usernames
-- out: none or one row
SELECT n.username
FROM unnest($2::text[]) WITH ORDINALITY AS n (username, position)
WHERE NOT EXISTS (SELECT FROM account a
    WHERE a.app_id = $1::bigint AND a.username = n.username)
ORDER BY n.position
LIMIT 1
