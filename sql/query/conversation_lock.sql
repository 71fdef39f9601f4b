-- Lock a conversation: nobody takes a seq of it, or counts what is unread,
-- until the commit.  It stands alone, as room_lock does.
-- in: $1 conv, $2 app_id
-- out: none (nobody ever sent to it) or one row
SELECT last_seq
FROM conversation
WHERE conv = $1::bigint AND app_id = $2::bigint
FOR UPDATE
