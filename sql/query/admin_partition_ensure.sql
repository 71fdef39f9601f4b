-- Make the partitions for a week, if they are missing.
-- in: $1 weeks from now
-- out: made (boolean), week (its Monday)
SELECT partition_ensure(t.at) AS made,
    to_char(date_trunc('week', t.at AT TIME ZONE 'UTC'), 'YYYY-MM-DD') AS week
FROM (SELECT now() + $1::int * interval '7 days' AS at) AS t
