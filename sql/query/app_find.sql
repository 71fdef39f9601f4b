-- An app by its names.
-- in: $1 org, $2 name
-- out: its row, or none
SELECT app_id, org, name, uuid, token_epoch, limit_scale, room_rate,
    retention_days, strict_bodies, check_targets, search, token_days,
    auth_url IS NOT NULL AS verifier, sandbox_tokens
FROM app
WHERE org = $1::text AND name = $2::text
