-- Those of some names that are users, with all that is known of them.
-- in: $1 app_id, $2 usernames
-- out: as account_find, without the password
SELECT username, uuid, nickname, activated, token_epoch,
    avatar_url, description, robot, notifications,
    coalesce(floor(extract(epoch FROM last_login) * 1000)::bigint, 0) AS last_login,
    floor(extract(epoch FROM created) * 1000)::bigint AS created,
    floor(extract(epoch FROM modified) * 1000)::bigint AS modified
FROM account
WHERE app_id = $1::bigint AND username = ANY ($2::text[])
