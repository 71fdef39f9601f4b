-- The keys of an app, newest first.
-- in: $1 app_id
-- out: one row per key
SELECT key_id AS client_id, kind, label,
    to_char(created AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"') AS created,
    to_char(revoked AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"') AS revoked
FROM api_key
WHERE app_id = $1::bigint
ORDER BY api_key.created DESC, key_id
