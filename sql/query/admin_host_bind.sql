-- Bind a host to an app, away from another one.
-- in: $1 app_id, $2 host, '' for any other
-- out: host; before: ORG/APP whose it was, or NULL
WITH before AS (
	SELECT a.org || '/' || a.name AS app
	FROM app_host h JOIN app a ON a.app_id = h.app_id
	WHERE h.host = $2::text AND h.app_id <> $1::bigint
)
INSERT INTO app_host (host, app_id) VALUES ($2::text, $1::bigint)
ON CONFLICT (host) DO UPDATE SET app_id = excluded.app_id
RETURNING host, (SELECT app FROM before) AS before
