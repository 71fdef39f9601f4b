-- Delete the payloads of messages that go.
-- in: $1 payload_ids
DELETE FROM payload WHERE payload_id = ANY ($1::bigint[])
