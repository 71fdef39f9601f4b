-- The apps, by name.
-- in: $1 org or NULL, $2 org and $3 name after which to go on, $4 how many
-- out: one row per app
SELECT a.org, a.name, a.limit_scale, a.room_rate, a.retention_days,
    a.strict_bodies, a.check_targets,
    to_char(a.created AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"') AS created
FROM app a
WHERE ($1::text IS NULL OR a.org = $1::text)
    AND (a.org, a.name) > ($2::text, $3::text)
ORDER BY a.org, a.name
LIMIT $4::bigint
