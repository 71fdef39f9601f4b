-- Keep why a message of a user was not sent, tell whoever listens, and drop
-- all but the newest of his.
-- in: $1 app_id, $2 username, $3 room_id, $4 text, $5 his public id
WITH dropped AS (
	DELETE FROM ephemeral_message e
	WHERE e.app_id = $1::bigint AND e.username = $2::text
	    AND e.id <= (SELECT o.id FROM ephemeral_message o
		WHERE o.app_id = $1::bigint AND o.username = $2::text
		ORDER BY o.id DESC OFFSET 19 LIMIT 1)
), made AS (
	INSERT INTO ephemeral_message (app_id, username, room_id, msg)
	VALUES ($1::bigint, $2::text, $3::text, $4::text)
	RETURNING id, created
)
SELECT pg_notify('msgcgi_ephemeral', json_build_object('app', $1::bigint,
    'user', $5::text, 'id', id, 'rid', $3::text, 'msg', $4::text, 'ts',
    floor(extract(epoch FROM created) * 1000)::bigint)::text)
FROM made
