-- Store a key of an app.
-- in: $1 key_id, $2 app_id, $3 SHA-256 of the secret, $4 label, $5 kind
-- out: key_id; no row when there is a key of this name
INSERT INTO api_key (key_id, app_id, kind, secret_sha256, label)
VALUES ($1::text, $2::bigint, $5::text, $3::bytea, $4::text)
ON CONFLICT DO NOTHING
RETURNING key_id
