-- Messages that were changed, by their ids.
-- in: arrays: $1 convs, $2 app_ids, $3 ids; $4 the least and $5 the greatest of
--     $3
-- out: place, from 1; gone: with all before it; the rest as live_read.sql;
--     options, where their content is gone
SELECT w.place, m.seq <= coalesce(c.cleared_seq, 0) AS gone, c.target,
    r.room_id, r.handle, r.channel, r.pinned, r.left_count, m.id,
    m.seq, m.sender, m.state, coalesce((SELECT true FROM message_hidden h
	WHERE h.conv = m.conv AND h.username = '' AND h.id = m.id), false)
    AS hidden,
    array_to_json(m.users) AS users, array_to_json(m.ignored) AS ignored,
    m.options
FROM unnest($1::bigint[], $2::bigint[], $3::bigint[])
    WITH ORDINALITY AS w (conv, app_id, id, place)
JOIN message m ON m.conv = w.conv AND m.id = w.id AND m.app_id = w.app_id
LEFT JOIN conversation c ON c.conv = w.conv AND c.app_id = w.app_id
LEFT JOIN room r ON r.conv = w.conv AND r.app_id = w.app_id
WHERE m.seq IS NOT NULL AND m.id >= $4::bigint AND m.id <= $5::bigint
ORDER BY w.place
