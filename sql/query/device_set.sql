-- Note where a user's notifications go.  A push service's token belongs to one
-- user at a time: who subscribes it takes it from the one before.  Of more
-- devices than a user may have the oldest go.
-- in: $1 app_id, $2 username, $3 device_id, $4 type, $5 token, $6 devices
-- out: none (no such user) or one row
WITH who AS (
	SELECT app_id, username FROM account
	WHERE app_id = $1::bigint AND username = $2::text
), elsewhere AS (
	DELETE FROM device d USING who w
	WHERE d.app_id = w.app_id AND md5(d.token) = md5($5::text)
	    AND d.token = $5::text AND d.type = $4::text
	    AND (d.username <> w.username OR d.device_id <> $3::text)
), stored AS (
	INSERT INTO device (app_id, username, device_id, type, token)
	SELECT app_id, username, $3::text, $4::text, $5::text FROM who
	ON CONFLICT (app_id, username, device_id, type)
	DO UPDATE SET token = excluded.token, created = now()
), oldest AS (
	DELETE FROM device d
	USING (SELECT o.app_id, o.username, o.device_id, o.type
	    FROM device o JOIN who w ON o.app_id = w.app_id
		AND o.username = w.username
	    WHERE o.device_id <> $3::text OR o.type <> $4::text
	    ORDER BY o.created DESC, o.device_id OFFSET $6::bigint - 1) AS o
	WHERE d.app_id = o.app_id AND d.username = o.username
	    AND d.device_id = o.device_id AND d.type = o.type
)
SELECT username FROM who
