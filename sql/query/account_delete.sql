-- Delete users, their memberships, and the rooms they own.  What others have
-- of them (bans, blocks) msgctl partitions takes.
-- in: $1 app_id, $2 usernames
-- out: the users that were there, by name
WITH gone AS (
	DELETE FROM account
	WHERE app_id = $1::bigint AND username = ANY ($2::text[])
	RETURNING username, uuid, nickname, activated, token_epoch, created, modified,
	    avatar_url, description, robot, notifications, last_login
), closed AS (
	-- An owner is a member, so memberships lead to the rooms.
	DELETE FROM room r
	USING gone g, room_member m
	WHERE m.app_id = $1::bigint AND m.username = g.username
	    AND r.app_id = $1::bigint AND r.kind = m.kind
	    AND r.room_id = m.room_id AND r.owner = g.username
	RETURNING r.conv
), left_rooms AS (
	DELETE FROM room_member m
	USING gone g
	WHERE m.app_id = $1::bigint AND m.username = g.username
), left_alone AS (
	DELETE FROM room_member m
	USING closed c
	WHERE m.conv = c.conv
), let_in AS (
	DELETE FROM room_ban b
	USING closed c
	WHERE b.conv = c.conv
)
SELECT username, uuid, nickname, activated, token_epoch,
    avatar_url, description, robot, notifications,
    coalesce(floor(extract(epoch FROM last_login) * 1000)::bigint, 0) AS last_login,
    floor(extract(epoch FROM created) * 1000)::bigint AS created,
    floor(extract(epoch FROM modified) * 1000)::bigint AS modified
FROM gone
ORDER BY username
