-- Set settings of an app, if there are not too many then.  They are locked.
-- in: $1 app_id, $2 names, distinct, $3 values, $4 settings that an app may have
-- out: fits
WITH given AS (
	SELECT g.name, g.value
	FROM unnest($2::text[], $3::text[]) AS g (name, value)
), verdict AS (
	SELECT count(*) <= $4::int AS fits FROM (
		SELECT s.name FROM app_setting s WHERE s.app_id = $1::bigint
		UNION SELECT g.name FROM given g) AS names
), put AS (
	INSERT INTO app_setting AS s (app_id, name, value)
	SELECT $1::bigint, g.name, g.value
	FROM given g, verdict v WHERE v.fits
	ON CONFLICT (app_id, name) DO UPDATE SET value = excluded.value,
	    modified = now()
)
SELECT fits FROM verdict
