-- One message, by its conversation; as message_find.sql.
-- in: $1 app_id, $2 id, $3 conv
-- out: no row: there is none, or it was deleted
SELECT r.room_id, r.kind, m.conv, m.id, m.seq, m.sender, m.type, m.dialect,
    m.state, m.priority, coalesce(m.body, p.body) AS body,
    CASE WHEN m.body IS NULL THEN p.ext ELSE m.ext END AS ext,
    CASE WHEN m.body IS NULL THEN p.options ELSE m.options END AS options,
    coalesce(m.changed, 0) AS changed,
    coalesce(m.edited, 0) AS edited, array_to_json(m.users) AS users,
    coalesce(m.thread, 0) AS thread
FROM room r
JOIN message m ON m.conv = r.conv AND m.app_id = r.app_id
    AND m.id = $2::bigint
LEFT JOIN payload p ON p.payload_id = m.payload_id
WHERE r.app_id = $1::bigint AND r.conv = $3::bigint
    AND m.state <> 2 AND m.seq > (SELECT c.cleared_seq FROM conversation c
	WHERE c.conv = m.conv)
