-- Conversations and their messages: the tables that grow.  conv comes first
-- in every key, ids are made by the program, nothing points into message.

CREATE TABLE conversation (
	conv		bigint NOT NULL,
	app_id		bigint NOT NULL,
	kind		smallint NOT NULL,
	target		text NOT NULL,
	last_seq	bigint NOT NULL,
	dropped		bigint NOT NULL DEFAULT 0,
	CONSTRAINT conversation_key PRIMARY KEY (conv),
	CONSTRAINT conversation_kind CHECK (kind IN (1, 2, 3))
) WITH (fillfactor = 50);
COMMENT ON TABLE conversation IS 'a pair of users (kind 1), a group (2) or a chat room (3) that was sent to';
COMMENT ON COLUMN conversation.target IS 'the room''s or group''s id; for a pair both names, U+001F between them';
COMMENT ON COLUMN conversation.last_seq IS 'seq of the newest message; raised under this row''s lock in the message''s transaction';
COMMENT ON COLUMN conversation.dropped IS 'messages that the room''s load limit dropped';

CREATE TABLE message (
	conv		bigint NOT NULL,
	id		bigint NOT NULL,
	seq		bigint,
	app_id		bigint NOT NULL,
	sender		text NOT NULL,
	type		text NOT NULL,
	priority	smallint NOT NULL,
	body		text,
	ext		text,
	options		text,
	payload_id	bigint,
	users		text[],
	ignored		text[],
	CONSTRAINT message_key PRIMARY KEY (conv, id)
) PARTITION BY RANGE (id);
CREATE INDEX message_order ON message (conv, seq);
COMMENT ON TABLE message IS 'one row per message and conversation, in weekly partitions';
COMMENT ON COLUMN message.id IS 'milliseconds since 1970 << 20 | a number that no other message of that time has';
COMMENT ON COLUMN message.seq IS 'place in the conversation, without gaps, in commit order; NULL: dropped by the room''s load limit';
COMMENT ON COLUMN message.priority IS '0 high, 1 normal, 2 low';
COMMENT ON COLUMN message.body IS 'JSON text as the client sent it, without blanks; NULL: in payload';
COMMENT ON COLUMN message.options IS 'JSON text of delivery options such as routetype, or NULL';
COMMENT ON COLUMN message.payload_id IS 'the payload row that holds body, ext and options of a message to many';
COMMENT ON COLUMN message.users IS 'only these users see it; NULL: everybody does';
COMMENT ON COLUMN message.ignored IS 'these users do not see it in history';

CREATE TABLE payload (
	payload_id	bigint NOT NULL,
	body		text NOT NULL,
	ext		text,
	options		text,
	CONSTRAINT payload_key PRIMARY KEY (payload_id)
) PARTITION BY RANGE (payload_id);
COMMENT ON TABLE payload IS 'content of a message to many conversations, stored once; partitioned as message';

CREATE UNLOGGED SEQUENCE message_number INCREMENT BY 64 CACHE 1 CYCLE;
COMMENT ON SEQUENCE message_number IS 'start of a block of 64 numbers, leased to a process for a few seconds';

CREATE TABLE idempotency (
	slot		bigint NOT NULL,
	digest		bytea NOT NULL,
	app_id		bigint NOT NULL,
	fingerprint	bytea NOT NULL,
	ids		bigint[] NOT NULL,
	created		timestamptz NOT NULL,
	CONSTRAINT idempotency_key PRIMARY KEY (slot, digest)
);
CREATE INDEX idempotency_created ON idempotency (created);
COMMENT ON TABLE idempotency IS 'results of sends with an Idempotency-Key, kept for 24 hours';
COMMENT ON COLUMN idempotency.slot IS 'first 63 bits of digest; the distribution column of a cluster';
COMMENT ON COLUMN idempotency.digest IS 'SHA-256 of app, caller, endpoint and key';
COMMENT ON COLUMN idempotency.fingerprint IS 'SHA-256 of what was asked';
COMMENT ON COLUMN idempotency.ids IS 'message ids, in the order of the targets';

-- Partitions are a week wide and begin on Mondays, 00:00 UTC; the two tables
-- always have the same ones.  The application's role may call this and
-- nothing else that changes a table.
CREATE FUNCTION partition_ensure(at timestamptz) RETURNS boolean
LANGUAGE plpgsql SECURITY DEFINER SET search_path FROM CURRENT AS $$
DECLARE
	start_at timestamptz := date_trunc('week', at AT TIME ZONE 'UTC') AT TIME ZONE 'UTC';
	first_id bigint := (extract(epoch FROM start_at) * 1000)::bigint << 20;
	next_id bigint := (extract(epoch FROM start_at + interval '7 days') * 1000)::bigint << 20;
	suffix text := to_char(start_at AT TIME ZONE 'UTC', 'YYYYMMDD');
	parent text;
BEGIN
	IF at < '2000-01-01' OR at > '2200-01-01' THEN
		RAISE EXCEPTION 'no partition for %', at USING ERRCODE = 'datetime_field_overflow';
	END IF;
	PERFORM pg_advisory_xact_lock(hashtext('msgcgi partitions'));
	IF to_regclass(format('message_%s', suffix)) IS NOT NULL THEN
		RETURN false;
	END IF;
	FOREACH parent IN ARRAY ARRAY['message', 'payload'] LOOP
		EXECUTE format('CREATE TABLE %I (LIKE %I INCLUDING ALL)',
		    parent || '_' || suffix, parent);
		-- ATTACH takes a weaker lock than CREATE ... PARTITION OF:
		-- senders go on.
		EXECUTE format('ALTER TABLE %I ATTACH PARTITION %I FOR VALUES FROM (%s) TO (%s)',
		    parent, parent || '_' || suffix, first_id, next_id);
	END LOOP;
	RETURN true;
END
$$;
COMMENT ON FUNCTION partition_ensure IS 'make the partitions for the week of a time; true if they were missing';
REVOKE ALL ON FUNCTION partition_ensure FROM PUBLIC;
