-- One at a time changes the settings of an app, so that they can be counted.
-- in: $1 app_id
SELECT pg_advisory_xact_lock(hashtextextended('msgcgi settings', $1::bigint))
