-- Whom a message to everybody in a room is for.
-- in: $1 conv, $2 the one who sends it, $3 at most so many
-- out: username; count: of all members, the sender too
SELECT m.username, (SELECT count(*) FROM room_member c
    WHERE c.conv = $1::bigint) AS count
FROM room_member m
WHERE m.conv = $1::bigint AND m.username <> $2::text
ORDER BY m.username
LIMIT $3::bigint
