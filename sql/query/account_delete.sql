-- Delete users, their memberships, and the rooms they own.  What others have
-- of them (bans, blocks) msgctl partitions takes.
-- in: $1 app_id, $2 usernames
-- out: the users that were there, by name
WITH locked AS (
	-- An owner is a member, so memberships lead to the rooms.
	SELECT r.conv, r.owner
	FROM room r
	WHERE r.app_id = $1::bigint
	    AND (r.kind, r.room_id) IN (SELECT m.kind, m.room_id
		FROM room_member m
		WHERE m.app_id = $1::bigint AND m.username = ANY ($2::text[]))
	ORDER BY r.conv
	FOR UPDATE
), gone AS (
	DELETE FROM account
	WHERE app_id = $1::bigint AND username = ANY ($2::text[])
	RETURNING username, uuid, nickname, activated, token_epoch, created, modified,
	    avatar_url, description, robot, notifications, last_login
), closed AS (
	DELETE FROM room r
	USING gone g, locked l
	WHERE r.conv = l.conv AND l.owner = g.username
	RETURNING r.conv
), counted AS (
	-- Those whose last members here go, too: it harms nothing.
	UPDATE room r SET left_count = left_count + 1
	FROM locked l
	WHERE r.conv = l.conv AND l.owner NOT IN (SELECT g.username FROM gone g)
	    AND EXISTS (SELECT FROM gone)
	RETURNING r.conv
), left_rooms AS (
	-- Members are locked behind their rooms.
	DELETE FROM room_member m
	USING gone g
	WHERE m.app_id = $1::bigint AND m.username = g.username
	    AND (SELECT count(*) FROM locked) >= 0
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
