-- Results stored under keys.
-- in: $1 slots, $2 digests, in the same order
-- out: digest and fingerprint as hex, ids, expired: 24 hours are over
SELECT encode(i.digest, 'hex') AS digest,
    encode(i.fingerprint, 'hex') AS fingerprint, i.ids,
    i.conv IS NULL AND i.created < now() - interval '24 hours' AS expired
FROM unnest($1::bigint[], $2::bytea[]) AS k (slot, digest)
JOIN idempotency i ON i.slot = k.slot AND i.digest = k.digest
