-- A room as one who reads in it meets it.
-- in: $1 app_id, $2 room_id, $3 username or NULL (the app's backend)
-- out: no row: no such room; floor: the reader sees what is above this seq;
--     last_seq: the newest message's, 0: nobody ever sent to it
SELECT r.kind, r.conv, coalesce(r.pinned, 0) AS pinned,
    m.username IS NOT NULL AS member,
    coalesce(m.manager OR r.owner = $3::text, false) AS manager,
    greatest(c.cleared_seq, m.hidden_seq, 0) AS floor,
    coalesce(c.last_seq, 0) AS last_seq
FROM room r
LEFT JOIN room_member m ON m.conv = r.conv AND m.username = $3::text
LEFT JOIN conversation c ON c.conv = r.conv AND c.app_id = r.app_id
WHERE r.app_id = $1::bigint AND r.room_id = $2::text
