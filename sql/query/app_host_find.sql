-- The app of a host, or else of those that have none of their own.
-- in: $1 host, in lower case, without a port
-- out: org, name, or no row
SELECT a.org, a.name
FROM app_host h JOIN app a USING (app_id)
WHERE h.host IN ($1::text, '')
ORDER BY h.host = '' LIMIT 1
