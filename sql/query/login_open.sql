-- Store a login's token; the oldest beyond a number go.
-- in: $1 app_id, $2 SHA-256 of the token, $3 username, $4 days,
--     $5 how many a user keeps
-- out: expires in milliseconds
WITH opened AS (
	INSERT INTO user_token (app_id, digest, username, expires, purpose)
	VALUES ($1::bigint, $2::bytea, $3::text,
	    now() + $4::int * interval '1 day', 'login')
	RETURNING username, expires
), came AS (
	UPDATE account SET last_login = now()
	WHERE app_id = $1::bigint AND username = $3::text
), old AS (
	DELETE FROM user_token t
	USING opened o
	WHERE t.app_id = $1::bigint AND t.username = o.username
	    AND t.digest IN (
		SELECT k.digest FROM user_token k
		WHERE k.app_id = $1::bigint AND k.username = o.username
		    AND k.purpose = 'login' AND k.digest <> $2::bytea
		ORDER BY k.created DESC
		OFFSET $5::int - 1)
)
SELECT floor(extract(epoch FROM expires) * 1000)::bigint AS expires
FROM opened
