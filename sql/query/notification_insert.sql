-- One row for each member who is to be notified of a message: who is in its
-- room, did not send it, has not muted the room and wants notifications.
-- in: arrays, one element per message: $1 conv, $2 id, $3 sender,
--     $4 mentioned users, the text form of a text[], or NULL
INSERT INTO notification (conv, message_id, username, app_id, mentioned)
SELECT n.conv, n.id, m.username, m.app_id,
    coalesce(m.username = ANY (n.mentions::text[]), false)
FROM unnest($1::bigint[], $2::bigint[], $3::text[], $4::text[])
    AS n (conv, id, sender, mentions)
JOIN room_member m ON m.conv = n.conv
JOIN account a ON a.app_id = m.app_id AND a.username = m.username
WHERE m.username <> n.sender AND NOT m.muted AND a.notifications
