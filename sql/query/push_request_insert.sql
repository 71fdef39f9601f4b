-- Have the app's backend's own notification sent: to users who want
-- notifications, or to subscribed tokens.  What waited for a day is of no use
-- any more and goes.
-- in: $1 app_id, $2 usernames, $3 tokens, both distinct, $4 payload,
--     $5 how many may wait
-- out: fits (not too many wait), made
WITH old AS (
	DELETE FROM push_request p
	USING (SELECT push_id FROM push_request
	    WHERE app_id = $1::bigint AND created < now() - interval '1 day'
	    ORDER BY created LIMIT 1000) AS o
	WHERE p.push_id = o.push_id AND p.created < now() - interval '1 day'
), waiting AS (
	SELECT count(*) + cardinality($2::text[]) + cardinality($3::text[])
	    <= $5::bigint AS fits
	FROM (SELECT FROM push_request
	    WHERE app_id = $1::bigint AND created >= now() - interval '1 day'
	    LIMIT $5::bigint) AS p
), made AS (
	INSERT INTO push_request (app_id, username, token, payload)
	SELECT a.app_id, a.username, NULL, $4::text
	FROM unnest($2::text[]) AS n (username)
	JOIN account a ON a.app_id = $1::bigint AND a.username = n.username
	CROSS JOIN waiting w
	WHERE a.notifications AND w.fits
	UNION ALL
	SELECT $1::bigint, NULL, n.token, $4::text
	FROM unnest($3::text[]) AS n (token) CROSS JOIN waiting w
	WHERE w.fits AND EXISTS (SELECT FROM device d
	    WHERE d.app_id = $1::bigint AND md5(d.token) = md5(n.token)
		AND d.token = n.token)
	RETURNING push_id
)
SELECT w.fits, (SELECT count(*) FROM made) AS made
FROM waiting w
