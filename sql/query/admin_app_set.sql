-- Change settings of an app.
-- in: $1 app_id; NULL leaves a setting as it is: $2 strict_bodies,
--     $3 check_targets, $4 retention_days, $5 room_rate, $6 limit_scale
-- out: app_id
UPDATE app SET
    strict_bodies = coalesce($2::boolean, strict_bodies),
    check_targets = coalesce($3::boolean, check_targets),
    retention_days = coalesce($4::int, retention_days),
    room_rate = coalesce($5::int, room_rate),
    limit_scale = coalesce($6::int, limit_scale)
WHERE app_id = $1::bigint
RETURNING app_id
