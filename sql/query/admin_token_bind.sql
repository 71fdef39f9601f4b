-- Bind a token that somebody else made to a user, or change when it expires.
-- in: $1 app_id, $2 SHA-256 of the token, $3 username, $4 days or NULL: never,
--     $5 how many tokens a user keeps
-- out: username, expires; no row: it is bound to another user, or was revoked
WITH bound AS (
	INSERT INTO user_token AS t (app_id, digest, username, expires)
	VALUES ($1::bigint, $2::bytea, $3::text, now() + $4::int * interval '1 day')
	ON CONFLICT (app_id, digest) DO UPDATE
	SET username = excluded.username, expires = excluded.expires,
	    revoked = false, created = now()
	WHERE t.username = excluded.username AND NOT t.revoked
	    OR t.expires <= now()
	RETURNING t.username, t.expires
), old AS (
	DELETE FROM user_token t
	USING bound b
	WHERE t.app_id = $1::bigint AND t.username = b.username
	    AND t.digest IN (
		SELECT o.digest FROM user_token o
		WHERE o.app_id = $1::bigint AND o.username = b.username
		    AND NOT o.revoked AND o.digest <> $2::bytea
		ORDER BY o.created DESC
		OFFSET $5::int - 1)
)
SELECT username,
    to_char(expires AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"') AS expires
FROM bound
