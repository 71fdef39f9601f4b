-- The newest client ids of an app that are not revoked.
-- in: $1 app_id
-- out: key_id, at most 16 rows
SELECT key_id
FROM api_key
WHERE app_id = $1::bigint AND kind = 'client' AND revoked IS NULL
ORDER BY created DESC
LIMIT 16
