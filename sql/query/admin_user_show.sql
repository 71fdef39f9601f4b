-- A user and what is his.
-- in: $1 app_id, $2 username
-- out: no or one row; token_epoch is for tokens, tokens are the bound ones
--     that have not expired
SELECT u.username, u.uuid, u.nickname, u.avatar_url, u.description, u.robot,
    u.activated, u.notifications, u.token_epoch,
    (SELECT count(*) FROM room_member m
	WHERE m.app_id = u.app_id AND m.username = u.username) AS rooms,
    (SELECT count(*) FROM user_token t
	WHERE t.app_id = u.app_id AND t.username = u.username
	    AND NOT t.revoked AND coalesce(t.expires > now(), true)) AS tokens,
    (SELECT count(*) FROM device d
	WHERE d.app_id = u.app_id AND d.username = u.username) AS devices,
    to_char(u.created AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"') AS created,
    to_char(u.last_login AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"') AS last_login
FROM account u
WHERE u.app_id = $1::bigint AND u.username = $2::text
