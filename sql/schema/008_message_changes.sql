-- Messages that change: edited, recalled, deleted, reacted to, hidden, found.

-- last_seq - silent messages count as unread, of which untotalled do not
-- count in a user's total.  What was cleared is up to cleared_seq.
ALTER TABLE conversation
	ADD COLUMN silent bigint NOT NULL DEFAULT 0,
	ADD COLUMN untotalled bigint NOT NULL DEFAULT 0,
	ADD COLUMN cleared_seq bigint NOT NULL DEFAULT 0;
COMMENT ON COLUMN conversation.silent IS 'messages that count in no badge';
COMMENT ON COLUMN conversation.untotalled IS 'messages that count in the room''s badge and not in the total one';
COMMENT ON COLUMN conversation.cleared_seq IS 'all messages up to this one were deleted together';

-- Members from before the counts begin without unread messages.
UPDATE room_member m SET seen = c.last_seq, seen_total = c.last_seq,
    read_seq = c.last_seq
FROM conversation c WHERE c.conv = m.conv;

ALTER TABLE message
	ADD COLUMN dialect smallint NOT NULL DEFAULT 0,
	ADD COLUMN state smallint NOT NULL DEFAULT 0,
	ADD COLUMN changed bigint,
	ADD COLUMN edited bigint,
	ADD COLUMN silent boolean NOT NULL DEFAULT false,
	ADD COLUMN untotalled boolean NOT NULL DEFAULT false,
	ADD CONSTRAINT message_state CHECK (state IN (0, 1, 2));
CREATE INDEX message_changed ON message (conv, changed) WHERE changed IS NOT NULL;
-- The few that not everybody sees: counted beside last_seq, which has no gaps.
CREATE INDEX message_apart ON message (conv, seq)
    WHERE state = 2 OR users IS NOT NULL OR ignored IS NOT NULL;
COMMENT ON COLUMN message.sender IS 'a username; empty: the app''s backend, as nobody';
COMMENT ON COLUMN message.dialect IS 'whose words type and body are: 0 Easemob, 1 IMKit, 2 Rocket.Chat';
COMMENT ON COLUMN message.state IS '0 as sent or edited; 1 recalled, 2 deleted: the content is gone';
COMMENT ON COLUMN message.changed IS 'milliseconds since 1970 of the last change of it or of what is put on it (reactions, pin, hidden), or NULL';
COMMENT ON COLUMN message.edited IS 'the same of the last edit, or NULL';
COMMENT ON COLUMN message.silent IS 'counts in no badge';
COMMENT ON COLUMN message.untotalled IS 'counts in its room''s badge and in no total one';

CREATE TABLE message_reaction (
	conv		bigint NOT NULL,
	id		bigint NOT NULL,
	username	text NOT NULL,
	reaction	text NOT NULL,
	app_id		bigint NOT NULL,
	created		timestamptz NOT NULL DEFAULT now(),
	CONSTRAINT message_reaction_key PRIMARY KEY (conv, id, username, reaction)
);
COMMENT ON TABLE message_reaction IS 'who reacted to a message, and how';

CREATE TABLE message_hidden (
	conv		bigint NOT NULL,
	username	text NOT NULL,
	id		bigint NOT NULL,
	app_id		bigint NOT NULL,
	created		timestamptz NOT NULL DEFAULT now(),
	CONSTRAINT message_hidden_key PRIMARY KEY (conv, username, id)
);
COMMENT ON TABLE message_hidden IS 'messages that a user does not want to see, or (username empty) that nobody is to see';

CREATE TABLE message_gram (
	conv		bigint NOT NULL,
	id		bigint NOT NULL,
	app_id		bigint NOT NULL,
	grams		int[] NOT NULL,
	CONSTRAINT message_gram_key PRIMARY KEY (conv, id)
) PARTITION BY RANGE (id);
CREATE INDEX message_gram_search ON message_gram USING gin (grams) WITH (gin_pending_list_limit = 512);
COMMENT ON TABLE message_gram IS 'for search: which pairs of characters a message''s text has';
COMMENT ON COLUMN message_gram.grams IS 'hashes of app and pair (and of each single ideograph); lib/search.h';

-- As in 003_messages.sql, with the third table.
CREATE OR REPLACE FUNCTION partition_ensure(at timestamptz) RETURNS boolean
LANGUAGE plpgsql SECURITY DEFINER SET search_path FROM CURRENT AS $$
DECLARE
	start_at timestamptz := date_trunc('week', at AT TIME ZONE 'UTC') AT TIME ZONE 'UTC';
	first_id bigint := (extract(epoch FROM start_at) * 1000)::bigint << 20;
	next_id bigint := (extract(epoch FROM start_at + interval '7 days') * 1000)::bigint << 20;
	suffix text := to_char(start_at AT TIME ZONE 'UTC', 'YYYYMMDD');
	parent text;
	made boolean := false;
BEGIN
	IF at < '2000-01-01' OR at > '2200-01-01' THEN
		RAISE EXCEPTION 'no partition for %', at USING ERRCODE = 'datetime_field_overflow';
	END IF;
	PERFORM pg_advisory_xact_lock(hashtext('msgcgi partitions'));
	FOREACH parent IN ARRAY ARRAY['message', 'payload', 'message_gram'] LOOP
		CONTINUE WHEN to_regclass(format('%I', parent || '_' || suffix)) IS NOT NULL;
		EXECUTE format('CREATE TABLE %I (LIKE %I INCLUDING ALL)',
		    parent || '_' || suffix, parent);
		EXECUTE format('ALTER TABLE %I ATTACH PARTITION %I FOR VALUES FROM (%s) TO (%s)',
		    parent, parent || '_' || suffix, first_id, next_id);
		made := true;
	END LOOP;
	RETURN made;
END
$$;
CREATE OR REPLACE FUNCTION partition_drop(week date) RETURNS void
LANGUAGE plpgsql SET search_path FROM CURRENT AS $$
DECLARE
	suffix text := to_char(week, 'YYYYMMDD');
	parent text;
BEGIN
	IF (week + 7)::timestamp AT TIME ZONE 'UTC' > now() THEN
		RAISE EXCEPTION 'the week of % is not over', week
		    USING ERRCODE = 'object_in_use';
	END IF;
	PERFORM pg_advisory_xact_lock(hashtext('msgcgi partitions'));
	FOREACH parent IN ARRAY ARRAY['message', 'payload', 'message_gram'] LOOP
		EXECUTE format('DROP TABLE IF EXISTS %I', parent || '_' || suffix);
	END LOOP;
END
$$;
-- Weeks that have the other two tables already.
SELECT partition_ensure((to_date(right(c.relname, 8), 'YYYYMMDD') + interval '1 day')
    AT TIME ZONE 'UTC')
FROM pg_inherits i JOIN pg_class c ON c.oid = i.inhrelid
WHERE i.inhparent = 'message'::regclass;
