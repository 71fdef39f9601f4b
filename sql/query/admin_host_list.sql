-- The hosts of an app.
-- in: $1 app_id
-- out: host, or 'default', by name
SELECT CASE host WHEN '' THEN 'default' ELSE host END AS host
FROM app_host WHERE app_id = $1::bigint
ORDER BY app_host.host
