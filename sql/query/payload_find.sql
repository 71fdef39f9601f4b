-- Content of messages to many.
-- in: $1 payload_ids
-- out: payload_id, body, ext
SELECT payload_id, body, ext
FROM payload
WHERE payload_id = ANY ($1::bigint[])
