-- What the Rocket.Chat dialect has and the others do not: hosts that name an
-- app, roles, rooms with names and moderation, threads, ids of clients.

CREATE TABLE app_host (
	host		text NOT NULL,
	app_id		bigint NOT NULL,
	CONSTRAINT app_host_key PRIMARY KEY (host),
	CONSTRAINT app_host_app FOREIGN KEY (app_id) REFERENCES app ON DELETE CASCADE
);
COMMENT ON TABLE app_host IS 'which app a host name means to clients that know nothing else; the host "" is any other';

ALTER TABLE account
	ADD COLUMN public_id text GENERATED ALWAYS AS (substr(replace(uuid::text, '-', ''), 1, 17)) STORED,
	ADD COLUMN email text,
	ADD COLUMN roles text[] NOT NULL DEFAULT '{user}',
	ADD CONSTRAINT account_public_id UNIQUE (app_id, public_id);
CREATE UNIQUE INDEX account_email ON account (app_id, lower(email)) WHERE email IS NOT NULL;
COMMENT ON COLUMN account.public_id IS 'what the Rocket.Chat dialect calls the user by, of 17 characters';
COMMENT ON COLUMN account.roles IS 'in the whole app: user, admin, bot, app ...';

ALTER TABLE user_token
	ADD COLUMN purpose text NOT NULL DEFAULT 'bound',
	ADD COLUMN name text,
	ADD COLUMN hint text,
	ADD CONSTRAINT user_token_purpose CHECK (purpose IN ('bound', 'login', 'personal'));
CREATE UNIQUE INDEX user_token_name ON user_token (app_id, username, name) WHERE name IS NOT NULL;
COMMENT ON COLUMN user_token.purpose IS 'bound: by the app''s backend; login: by a password; personal: by the user, with a name';
COMMENT ON COLUMN user_token.hint IS 'last characters of a personal token, by which its user tells it from others';

ALTER TABLE room
	ADD COLUMN handle text,
	ADD COLUMN topic text,
	ADD COLUMN announcement text,
	ADD COLUMN read_only boolean NOT NULL DEFAULT false,
	ADD COLUMN archived boolean NOT NULL DEFAULT false,
	ADD COLUMN channel boolean NOT NULL GENERATED ALWAYS AS (kind = 3
	    OR (kind = 2 AND public AND opening AND NOT members_only)) STORED;
CREATE UNIQUE INDEX room_handle ON room (app_id, lower(handle)) WHERE handle IS NOT NULL;
COMMENT ON COLUMN room.handle IS 'name by which #name means the room, or NULL';
COMMENT ON COLUMN room.read_only IS 'only who may post there sends (docs/rocketchat.md, permissions)';
COMMENT ON COLUMN room.archived IS 'nobody sends';
COMMENT ON COLUMN room.channel IS 'everybody may join, and so read: what the Rocket.Chat dialect calls a channel';

ALTER TABLE room_member
	ADD COLUMN silenced boolean NOT NULL DEFAULT false,
	ADD COLUMN voiced boolean NOT NULL DEFAULT false,
	ADD COLUMN changed timestamptz NOT NULL DEFAULT now();
CREATE INDEX room_member_silenced ON room_member (conv, username) WHERE silenced;
CREATE INDEX room_member_voiced ON room_member (conv, username) WHERE voiced;
COMMENT ON COLUMN room_member.silenced IS 'may not send to the room';
COMMENT ON COLUMN room_member.voiced IS 'may send although the room is read-only';
COMMENT ON COLUMN room_member.changed IS 'when he read last, or his place in the room changed';

ALTER TABLE message
	ADD COLUMN thread bigint;
CREATE INDEX message_thread ON message (conv, thread) WHERE thread IS NOT NULL;
COMMENT ON COLUMN message.thread IS 'id of the message, in the same conversation, that it answers in a thread, or NULL';

ALTER TABLE idempotency
	ADD COLUMN conv bigint;
COMMENT ON COLUMN idempotency.conv IS 'of a message that keeps the id that its client gave it: its conversation; such rows stay as long as the message. NULL: a key of 24 hours';

-- Which key goes with a message that goes.
CREATE INDEX idempotency_message ON idempotency (conv, (ids[1])) WHERE conv IS NOT NULL;

CREATE UNLOGGED TABLE ephemeral_message (
	app_id		bigint NOT NULL,
	username	text NOT NULL,
	id		bigint GENERATED ALWAYS AS IDENTITY,
	room_id		text NOT NULL,
	msg		text NOT NULL,
	created		timestamptz NOT NULL DEFAULT now(),
	CONSTRAINT ephemeral_message_key PRIMARY KEY (app_id, username, id)
);
CREATE INDEX ephemeral_message_created ON ephemeral_message (created);
COMMENT ON TABLE ephemeral_message IS 'why a message of the user was not sent, for his eyes only: the newest of each user, for a day; channel msgcgi_ephemeral tells of new ones';
COMMENT ON COLUMN ephemeral_message.room_id IS 'the room that was meant; there may be none of this id';
COMMENT ON COLUMN ephemeral_message.msg IS 'text that the user is shown';
