-- One app with its settings.
-- in: $1 org, $2 name
-- out: at most one row
SELECT app_id, org, name, uuid AS application, limit_scale, room_rate,
    retention_days, strict_bodies, check_targets, search, token_days,
    auth_url, auth_private, sandbox_tokens,
    array_to_string(cors_origins, ',') AS cors_origins,
    token_epoch,
    to_char(created AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"') AS created
FROM app
WHERE org = $1::text AND name = $2::text
