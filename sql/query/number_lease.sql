-- Lease blocks of 64 numbers for message ids.
-- in: $1 blocks
-- out: first (bigint), a row per block
SELECT nextval('message_number') AS first
FROM generate_series(1, $1::int)
