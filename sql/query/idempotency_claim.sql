-- Store results under keys, in the transaction of their messages.
-- in: $1 slots, $2 digests, $3 app_ids, $4 fingerprints, $5 ids, each the
--     text form of a bigint[]
-- err: unique_violation on idempotency_key: another process was faster
INSERT INTO idempotency (slot, digest, app_id, fingerprint, ids, created)
SELECT k.slot, k.digest, k.app_id, k.fingerprint, k.ids::bigint[], now()
FROM unnest($1::bigint[], $2::bytea[], $3::bigint[], $4::bytea[], $5::text[])
    AS k (slot, digest, app_id, fingerprint, ids)
ORDER BY k.slot, k.digest
