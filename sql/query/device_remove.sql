-- Forget a user's device, or all of a type.
-- in: $1 app_id, $2 username, $3 type, $4 device_id or NULL
-- out: known: there is such a user; removed: how many
WITH gone AS (
	DELETE FROM device
	WHERE app_id = $1::bigint AND username = $2::text AND type = $3::text
	    AND ($4::text IS NULL OR device_id = $4::text)
	RETURNING device_id
)
SELECT EXISTS (SELECT FROM account a
	WHERE a.app_id = $1::bigint AND a.username = $2::text) AS known,
    (SELECT count(*) FROM gone) AS removed
