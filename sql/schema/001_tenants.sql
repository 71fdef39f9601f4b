-- Tenants and who may act for them: small tables, rarely written.

CREATE TABLE app (
	app_id		bigint GENERATED ALWAYS AS IDENTITY,
	org		text NOT NULL,
	name		text NOT NULL,
	uuid		uuid NOT NULL,
	token_epoch	bigint NOT NULL DEFAULT 1,
	limit_scale	integer NOT NULL DEFAULT 100,
	room_rate	integer NOT NULL DEFAULT 20,
	retention_days	integer NOT NULL DEFAULT 0,
	strict_bodies	boolean NOT NULL DEFAULT false,
	check_targets	boolean NOT NULL DEFAULT false,
	created		timestamptz NOT NULL DEFAULT now(),
	CONSTRAINT app_key PRIMARY KEY (app_id),
	CONSTRAINT app_name UNIQUE (org, name),
	CONSTRAINT app_limit_scale CHECK (limit_scale BETWEEN 1 AND 100000000),
	CONSTRAINT app_room_rate CHECK (room_rate BETWEEN 1 AND 1000000),
	CONSTRAINT app_retention CHECK (retention_days BETWEEN 0 AND 36500)
);
COMMENT ON TABLE app IS 'a tenant, named org/name in paths';
COMMENT ON COLUMN app.uuid IS 'shown as "application" by the Easemob dialect';
COMMENT ON COLUMN app.token_epoch IS 'tokens of an older epoch are revoked';
COMMENT ON COLUMN app.limit_scale IS 'percent of the default call and message limits';
COMMENT ON COLUMN app.room_rate IS 'messages a second that a chat room keeps';
COMMENT ON COLUMN app.retention_days IS 'messages older than this are dropped; 0 keeps them';
COMMENT ON COLUMN app.strict_bodies IS 'check the inner fields of message bodies';
COMMENT ON COLUMN app.check_targets IS 'sender and targets of a send must exist';

CREATE TABLE api_key (
	key_id		text NOT NULL,
	app_id		bigint NOT NULL,
	kind		text NOT NULL,
	secret_sha256	bytea NOT NULL,
	label		text NOT NULL DEFAULT '',
	created		timestamptz NOT NULL DEFAULT now(),
	revoked		timestamptz,
	CONSTRAINT api_key_key PRIMARY KEY (key_id),
	CONSTRAINT api_key_app FOREIGN KEY (app_id) REFERENCES app ON DELETE CASCADE,
	CONSTRAINT api_key_kind CHECK (kind IN ('client')),
	CONSTRAINT api_key_secret CHECK (octet_length(secret_sha256) = 32)
);
CREATE INDEX api_key_of_app ON api_key (app_id);
COMMENT ON TABLE api_key IS 'credentials of backends; secrets are only here as digests';
COMMENT ON COLUMN api_key.kind IS 'client: client_id and client_secret of the Easemob dialect';
COMMENT ON COLUMN api_key.revoked IS 'when it stopped being good, or NULL';
