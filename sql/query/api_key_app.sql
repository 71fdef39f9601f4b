-- The app that a key names.
-- in: $1 kind (platform or public), $2 SHA-256 of the key
-- out: key_id, org, name, or no row
SELECT k.key_id, a.org, a.name
FROM api_key k JOIN app a USING (app_id)
WHERE k.kind <> 'client' AND k.kind = $1::text
    AND k.secret_sha256 = $2::bytea AND k.revoked IS NULL
