-- Which messages of a conversation a user hid from himself, the newest first.
-- in: $1 conv, $2 username, $3 and $4 the first and last id, $5 how many
SELECT h.id
FROM message_hidden h
WHERE h.conv = $1::bigint AND h.username = $2::text
    AND h.id BETWEEN $3::bigint AND $4::bigint
ORDER BY h.id DESC
LIMIT $5::bigint
