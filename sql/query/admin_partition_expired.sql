-- Weeks that lie wholly before the longest retention.
-- in: $1 days
-- out: week (its Monday)
SELECT to_char(w.week, 'YYYY-MM-DD') AS week
FROM (
    SELECT to_date(right(c.relname, 8), 'YYYYMMDD') AS week
    FROM pg_inherits i JOIN pg_class c ON c.oid = i.inhrelid
    WHERE i.inhparent = 'message'::regclass
	AND c.relname ~ '^message_[0-9]{8}$') AS w
WHERE (w.week + 7)::timestamp AT TIME ZONE 'UTC' <= now() - $1::int * interval '1 day'
ORDER BY w.week
