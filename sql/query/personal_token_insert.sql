-- Store a user's personal token, if he has none of this name, and not too many.
-- in: $1 app_id, $2 username, $3 name, $4 SHA-256 of the token, $5 its last
--     characters, $6 how many he may have
-- out: made, fits
WITH verdict AS (
	SELECT count(*) < $6::int AS fits FROM user_token
	WHERE app_id = $1::bigint AND username = $2::text AND purpose = 'personal'
), made AS (
	INSERT INTO user_token (app_id, digest, username, purpose, name, hint)
	SELECT $1::bigint, $4::bytea, $2::text, 'personal', $3::text, $5::text
	FROM verdict v WHERE v.fits
	ON CONFLICT DO NOTHING
	RETURNING name
)
SELECT EXISTS (SELECT FROM made) AS made, v.fits FROM verdict v
