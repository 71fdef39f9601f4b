-- Whom a user blocked, the newest first.
-- in: $1 app_id, $2 username, $3 rows to leave out, $4 how many rows
-- out: columns as account_find; blocked_at: when
SELECT a.username, a.uuid, a.nickname, a.activated, a.token_epoch,
    a.avatar_url, a.description, a.robot, a.notifications,
    coalesce(floor(extract(epoch FROM a.last_login) * 1000)::bigint, 0) AS last_login,
    floor(extract(epoch FROM a.created) * 1000)::bigint AS created,
    floor(extract(epoch FROM a.modified) * 1000)::bigint AS modified,
    floor(extract(epoch FROM b.created) * 1000)::bigint AS blocked_at
FROM user_block b
JOIN account a ON a.app_id = b.app_id AND a.username = b.blocked
WHERE b.app_id = $1::bigint AND b.username = $2::text
ORDER BY b.created DESC, b.blocked
OFFSET $3::bigint
LIMIT $4::bigint
