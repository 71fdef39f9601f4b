-- A client id of an app that is not revoked.
-- in: $1 app_id, $2 key_id
-- out: secret_sha256 (bytea as hex), or no row
SELECT encode(secret_sha256, 'hex') AS secret_sha256
FROM api_key
WHERE app_id = $1::bigint AND key_id = $2::text AND kind = 'client'
    AND revoked IS NULL
