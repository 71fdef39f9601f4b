-- The migrations that were applied.
-- out: version, name, sha256 as hex
SELECT version, name, encode(sha256, 'hex') AS sha256
FROM schema_migration
ORDER BY version
