-- The same, waiting for the other one to end.
SELECT pg_advisory_lock(hashtext('msgcgi migrate'))
