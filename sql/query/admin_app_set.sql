-- Change settings of an app.
-- in: $1 app_id; NULL leaves a setting as it is: $2 strict_bodies,
--     $3 check_targets, $4 search, $5 auth_private, $6 sandbox_tokens,
--     $7 retention_days, $8 room_rate, $9 token_days, $10 auth_url ('': none),
--     $11 cors_origins
-- out: app_id
UPDATE app SET
    strict_bodies = coalesce($2::boolean, strict_bodies),
    check_targets = coalesce($3::boolean, check_targets),
    search = coalesce($4::boolean, search),
    auth_private = coalesce($5::boolean, auth_private),
    sandbox_tokens = coalesce($6::boolean, sandbox_tokens),
    retention_days = coalesce($7::int, retention_days),
    room_rate = coalesce($8::int, room_rate),
    token_days = coalesce($9::int, token_days),
    auth_url = nullif(coalesce($10::text, auth_url), ''),
    cors_origins = coalesce($11::text[], cors_origins)
WHERE app_id = $1::bigint
RETURNING app_id
