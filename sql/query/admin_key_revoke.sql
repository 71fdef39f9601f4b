-- Revoke a key of an app, or all of them; the time of the first revocation
-- stays.
-- in: $1 app_id, $2 key_id or NULL
-- out: one row per key
UPDATE api_key SET revoked = coalesce(revoked, now())
WHERE app_id = $1::bigint AND ($2::text IS NULL OR key_id = $2::text)
RETURNING key_id AS client_id, kind,
    to_char(revoked AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"') AS revoked
