-- Forget a user's device, or all others.
-- in: $1 app_id, $2 username, $3 device_id, $4 true: the others
DELETE FROM device
WHERE app_id = $1::bigint AND username = $2::text
    AND (device_id <> $3::text) = $4::boolean
