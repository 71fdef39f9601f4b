-- The record of migrations; its comment is in 005_maintenance.sql.
CREATE TABLE IF NOT EXISTS schema_migration (
	version		integer NOT NULL,
	name		text NOT NULL,
	sha256		bytea NOT NULL,
	applied		timestamptz NOT NULL DEFAULT now(),
	CONSTRAINT schema_migration_key PRIMARY KEY (version)
)
