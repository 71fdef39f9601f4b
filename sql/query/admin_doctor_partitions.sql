-- Whether there are partitions for this week and the next.
-- out: this_week, next_week
SELECT to_regclass('message_' || to_char(t.monday, 'YYYYMMDD')) IS NOT NULL AS this_week,
    to_regclass('message_' || to_char(t.monday + interval '7 days', 'YYYYMMDD')) IS NOT NULL AS next_week
FROM (SELECT date_trunc('week', now() AT TIME ZONE 'UTC') AS monday) AS t
