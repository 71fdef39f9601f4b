-- One msgctl migrate at a time: the lock is the session's.
-- out: locked (boolean)
SELECT pg_try_advisory_lock(hashtext('msgcgi migrate')) AS locked
