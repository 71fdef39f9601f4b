-- Set one of a user's own data, if it is not too much then.  He is locked.
-- in: $1 app_id, $2 username, $3 name, $4 value, $5 data that a user may have,
--     $6 bytes of all of them together
-- out: fits
WITH verdict AS (
	SELECT count(*) < $5::int AND coalesce(sum(octet_length(p.value)), 0)
	    + octet_length($4::text) <= $6::bigint AS fits
	FROM user_preference p
	WHERE p.app_id = $1::bigint AND p.username = $2::text
	    AND p.name <> $3::text
), put AS (
	INSERT INTO user_preference AS p (app_id, username, name, value)
	SELECT $1::bigint, $2::text, $3::text, $4::text
	FROM verdict v WHERE v.fits
	ON CONFLICT (app_id, username, name) DO UPDATE
	SET value = excluded.value, modified = now()
)
SELECT fits FROM verdict
