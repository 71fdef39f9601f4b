-- Delete some reactions to messages of weeks that were dropped.
-- in: $1 at most so many
-- out: deleted
WITH gone AS (
    DELETE FROM message_reaction
    WHERE (conv, id, username, reaction) IN (
	SELECT conv, id, username, reaction FROM message_reaction
	WHERE id < (SELECT (extract(epoch FROM min(to_date(right(c.relname, 8), 'YYYYMMDD'))
		::timestamp AT TIME ZONE 'UTC') * 1000)::bigint << 20
	    FROM pg_inherits i JOIN pg_class c ON c.oid = i.inhrelid
	    WHERE i.inhparent = 'message'::regclass
		AND c.relname ~ '^message_[0-9]{8}$')
	LIMIT $1::bigint)
    RETURNING 1)
SELECT count(*) AS deleted FROM gone
