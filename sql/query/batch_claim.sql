-- Begin a batch, or go on with one of the same key: a key is good for a day,
-- then it may begin another one.
-- in: $1 app_id, $2 batch_id, $3 count, $4 fingerprint or NULL
-- out: no row: the key is taken by another request
WITH old AS (
	SELECT app_id, batch_id FROM batch
	WHERE app_id = $1::bigint AND batch_id = $2::text
	    AND created < now() - interval '24 hours'
	FOR UPDATE
), gone AS (
	DELETE FROM batch_item i USING old
	WHERE i.app_id = old.app_id AND i.batch_id = old.batch_id
)
INSERT INTO batch (app_id, batch_id, count, fingerprint)
VALUES ($1::bigint, $2::text, $3::int, $4::bytea)
ON CONFLICT (app_id, batch_id) DO UPDATE SET count = excluded.count,
    fingerprint = excluded.fingerprint,
    created = CASE WHEN batch.created < now() - interval '24 hours'
	THEN now() ELSE batch.created END
    WHERE batch.fingerprint = excluded.fingerprint
	OR batch.created < now() - interval '24 hours'
RETURNING batch_id
