-- Make room for keys whose 24 hours are over.
-- in: $1 slots, $2 digests
DELETE FROM idempotency i
USING unnest($1::bigint[], $2::bytea[]) AS k (slot, digest)
WHERE i.slot = k.slot AND i.digest = k.digest
    AND i.conv IS NULL AND i.created < now() - interval '24 hours'
