-- Store results under keys, in the transaction of their messages.
-- in: $1 slots, $2 digests, $3 app_ids, $4 fingerprints, $5 ids, each the
--     text form of a bigint[], $6 conv of those that stay, or NULL
-- err: unique_violation on idempotency_key: another process was faster
INSERT INTO idempotency (slot, digest, app_id, fingerprint, ids, created,
    conv)
SELECT k.slot, k.digest, k.app_id, k.fingerprint, k.ids::bigint[], now(),
    k.conv
FROM unnest($1::bigint[], $2::bytea[], $3::bigint[], $4::bytea[], $5::text[],
    $6::bigint[]) AS k (slot, digest, app_id, fingerprint, ids, conv)
ORDER BY k.slot, k.digest
