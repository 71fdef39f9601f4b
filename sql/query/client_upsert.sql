-- Create users or change what is given of them, and bind a token.
-- in: $1 app_id; arrays, one element per user: $2 usernames, $3 uuids for new
--     ones, $4 nicknames, $5 avatar URLs, $6 descriptions (NULL: as it is,
--     '': none), $7 robot (true, false or NULL: as it is); whether users
--     that exist are changed ($8) and those who do not are created ($12);
--     $9 SHA-256 of a token for all of them, or
--     NULL, $10 milliseconds until when it is good, or NULL, $11 how many
--     tokens a user keeps
-- out: taken: the token is another user's, and nothing was done; the users
--     that were created or changed, or one row of NULLs; bound
WITH free AS (
	SELECT NOT EXISTS (SELECT FROM user_token t
	    WHERE t.app_id = $1::bigint AND t.digest = $9::bytea
		AND (t.revoked OR t.username <> ALL ($2::text[]))
		AND (t.expires IS NULL OR t.expires > now())) AS yes
), given AS (
	SELECT n.*
	FROM unnest($2::text[], $3::text[], $4::text[], $5::text[], $6::text[],
	    $7::text[])
	    AS n (username, uuid, nickname, avatar_url, description, robot), free
	WHERE free.yes AND ($12::boolean OR EXISTS (SELECT FROM account o
	    WHERE o.app_id = $1::bigint AND o.username = n.username))
	ORDER BY n.username
), client AS (
	INSERT INTO account AS a (app_id, username, uuid, nickname, avatar_url,
	    description, robot, token_epoch)
	SELECT $1::bigint, n.username, n.uuid::uuid, nullif(n.nickname, ''),
	    nullif(n.avatar_url, ''), nullif(n.description, ''),
	    coalesce(n.robot::boolean, false),
	    floor(extract(epoch FROM clock_timestamp()) * 1000)::bigint
	FROM given n
	ON CONFLICT (app_id, username) DO UPDATE
	-- What was given is only in the arrays: EXCLUDED has no '' any more.
	SET (nickname, avatar_url, description, robot, modified) = (
		SELECT CASE WHEN n.nickname IS NULL THEN a.nickname
			ELSE nullif(n.nickname, '') END,
		    CASE WHEN n.avatar_url IS NULL THEN a.avatar_url
			ELSE nullif(n.avatar_url, '') END,
		    CASE WHEN n.description IS NULL THEN a.description
			ELSE nullif(n.description, '') END,
		    coalesce(n.robot::boolean, a.robot), now()
		FROM given n
		WHERE n.username = a.username)
	WHERE $8::boolean
	RETURNING a.*
), bound AS (
	INSERT INTO user_token AS t (app_id, digest, username, expires)
	SELECT $1::bigint, $9::bytea, c.username,
	    to_timestamp($10::bigint / 1000.0)
	FROM client c
	WHERE $9::bytea IS NOT NULL
	ON CONFLICT (app_id, digest) DO UPDATE
	SET username = EXCLUDED.username, expires = EXCLUDED.expires,
	    revoked = false, created = now()
	WHERE t.username = EXCLUDED.username AND NOT t.revoked
	    OR t.expires <= now()
	RETURNING t.digest
), old AS (
	DELETE FROM user_token t
	USING client c
	WHERE $9::bytea IS NOT NULL AND t.app_id = $1::bigint
	    AND t.username = c.username AND t.digest <> $9::bytea
	    AND (t.expires <= now() OR t.digest IN (
		SELECT o.digest FROM user_token o
		WHERE o.app_id = $1::bigint AND o.username = c.username
		    AND NOT o.revoked AND o.digest <> $9::bytea
		ORDER BY o.created DESC
		OFFSET $11::int - 1))
)
SELECT NOT free.yes AS taken, c.username, c.uuid, c.nickname, c.activated,
    c.token_epoch, c.avatar_url, c.description, c.robot, c.notifications,
    coalesce(floor(extract(epoch FROM c.last_login) * 1000)::bigint, 0) AS last_login,
    floor(extract(epoch FROM c.created) * 1000)::bigint AS created,
    floor(extract(epoch FROM c.modified) * 1000)::bigint AS modified,
    EXISTS (SELECT FROM bound) AS bound
FROM free LEFT JOIN client c ON true
ORDER BY c.username
