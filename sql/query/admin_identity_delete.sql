-- Delete some ids that clients gave to messages of weeks that were dropped.
-- in: $1 at most so many
-- out: deleted
WITH oldest AS (
    SELECT min(to_date(right(c.relname, 8), 'YYYYMMDD'))
	::timestamp AT TIME ZONE 'UTC' AS at
    FROM pg_inherits i JOIN pg_class c ON c.oid = i.inhrelid
    WHERE i.inhparent = 'message'::regclass
	AND c.relname ~ '^message_[0-9]{8}$'
), gone AS (
    DELETE FROM idempotency
    WHERE (slot, digest) IN (
	SELECT slot, digest FROM idempotency
	WHERE created < (SELECT at FROM oldest) AND conv IS NOT NULL
	    AND ids[1] < (SELECT (extract(epoch FROM at) * 1000)::bigint << 20
		FROM oldest)
	LIMIT $1::bigint)
    RETURNING 1)
SELECT count(*) AS deleted FROM gone
