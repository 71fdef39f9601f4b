-- Record a migration, in its own transaction.
-- in: $1 version, $2 name, $3 sha256 as hex
INSERT INTO schema_migration (version, name, sha256)
VALUES ($1::int, $2::text, decode($3::text, 'hex'))
