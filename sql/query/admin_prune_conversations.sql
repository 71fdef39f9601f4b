-- Conversations with messages that must go: of apps that are gone, or that
-- keep messages for a shorter time than the one whose partitions are dropped,
-- and those that were cleared.
-- in: $1 conv after which to go on, $2 how many, $3 days after which
--     partitions are dropped, 0: they are not,
--     -1: look only for apps that are gone
-- out: conv; bound: messages with smaller ids go; cleared: messages up to this
--     seq go; orphan: the app is gone
SELECT c.conv, a.app_id IS NULL AS orphan, c.cleared_seq AS cleared,
    CASE WHEN a.app_id IS NULL THEN 1::bigint << 62
    WHEN a.retention_days = 0 OR a.retention_days = $3::int THEN 0
    ELSE floor(extract(epoch FROM now() - a.retention_days * interval '1 day')
	* 1000)::bigint << 20 END AS bound
FROM conversation c
LEFT JOIN app a ON a.app_id = c.app_id
WHERE c.conv > $1::bigint AND (a.app_id IS NULL
    OR a.retention_days > 0 AND $3::int >= 0
    AND a.retention_days <> $3::int
    OR c.cleared_seq > 0 AND $3::int >= 0 AND EXISTS (SELECT FROM message m
	WHERE m.conv = c.conv AND m.seq <= c.cleared_seq))
ORDER BY c.conv
LIMIT $2::bigint
