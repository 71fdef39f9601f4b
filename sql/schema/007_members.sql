-- What clients that act for a user need: keys that name an app by themselves,
-- tokens that others made, what a member has read, who may not write.

ALTER TABLE app
	ADD COLUMN cors_origins text[] NOT NULL DEFAULT '{}',
	ADD COLUMN auth_url text,
	ADD COLUMN auth_private boolean NOT NULL DEFAULT false,
	ADD COLUMN token_days integer NOT NULL DEFAULT 7,
	ADD COLUMN sandbox_tokens boolean NOT NULL DEFAULT false,
	ADD COLUMN search boolean NOT NULL DEFAULT true,
	ADD CONSTRAINT app_token_days CHECK (token_days BETWEEN 1 AND 3650);
CREATE INDEX app_cors_origins ON app USING gin (cors_origins);
COMMENT ON COLUMN app.cors_origins IS 'origins whose pages may call from a browser, such as https://chat.example.org; * is any';
COMMENT ON COLUMN app.auth_url IS 'whom user tokens are shown to that are not known here, or NULL';
COMMENT ON COLUMN app.auth_private IS 'auth_url may be inside a private network';
COMMENT ON COLUMN app.token_days IS 'days that a user token is good for that this server issues';
COMMENT ON COLUMN app.sandbox_tokens IS 'whoever has the public key gets a token of any user: for trials only';
COMMENT ON COLUMN app.search IS 'texts of messages are found by search';

ALTER TABLE api_key
	DROP CONSTRAINT api_key_kind,
	ADD CONSTRAINT api_key_kind CHECK (kind IN ('client', 'platform', 'public'));
-- Keys of these two kinds name their app: they are looked up by themselves.
CREATE UNIQUE INDEX api_key_digest ON api_key (secret_sha256) WHERE kind <> 'client';
COMMENT ON COLUMN api_key.kind IS 'client: client_id and client_secret of the Easemob dialect; platform: IM-API-KEY, public: IM-CLIENT-KEY of the IMKit dialect';
COMMENT ON COLUMN api_key.secret_sha256 IS 'SHA-256 of the secret; for public, of the key itself, which is no secret and is in key_id';

ALTER TABLE account
	ADD COLUMN avatar_url text,
	ADD COLUMN description text,
	ADD COLUMN robot boolean NOT NULL DEFAULT false,
	ADD COLUMN notifications boolean NOT NULL DEFAULT true,
	ADD COLUMN last_login timestamptz;
COMMENT ON TABLE account IS 'a user of an app; the Easemob dialect stores and looks for usernames in lower case';
COMMENT ON COLUMN account.notifications IS 'the user wants to be notified of messages';
COMMENT ON COLUMN account.last_login IS 'when a token was issued or shown last, to the hour';

CREATE TABLE user_token (
	app_id		bigint NOT NULL,
	digest		bytea NOT NULL,
	username	text NOT NULL,
	expires		timestamptz,
	revoked		boolean NOT NULL DEFAULT false,
	created		timestamptz NOT NULL DEFAULT now(),
	CONSTRAINT user_token_key PRIMARY KEY (app_id, digest),
	CONSTRAINT user_token_account FOREIGN KEY (app_id, username) REFERENCES account ON DELETE CASCADE,
	CONSTRAINT user_token_digest CHECK (octet_length(digest) = 32)
);
CREATE INDEX user_token_of_user ON user_token (app_id, username);
COMMENT ON TABLE user_token IS 'tokens that an app''s own server bound to a user, and single tokens of any kind that were revoked';
COMMENT ON COLUMN user_token.digest IS 'SHA-256 of the token';
COMMENT ON COLUMN user_token.expires IS 'NULL: never';
COMMENT ON COLUMN user_token.revoked IS 'no token any more, whatever else it may be; the row can go when it expires';

-- A room of two users (kind 1) has the conversation of the two, so that what
-- one dialect sends to a user is in the other's direct room.
ALTER TABLE room
	DROP CONSTRAINT room_kind,
	ADD CONSTRAINT room_kind CHECK (kind IN (1, 2, 3)),
	ADD CONSTRAINT room_id UNIQUE (app_id, room_id),
	ADD CONSTRAINT room_conversation UNIQUE (app_id, conv),
	ADD COLUMN frozen boolean NOT NULL DEFAULT false,
	ADD COLUMN opening boolean NOT NULL DEFAULT true,
	ADD COLUMN encrypted boolean NOT NULL DEFAULT false,
	ADD COLUMN cover text,
	ADD COLUMN tags text[] NOT NULL DEFAULT '{}',
	ADD COLUMN webhook text,
	ADD COLUMN bot_mode boolean NOT NULL DEFAULT false,
	ADD COLUMN bot_state text,
	ADD COLUMN pair text,
	ADD COLUMN pinned bigint;
CREATE UNIQUE INDEX room_number ON room (conv);
CREATE INDEX room_conv ON room (app_id, (conv >> 29));
COMMENT ON TABLE room IS 'a chat room (kind 3), group (2) or direct room of two users (1) that was created by a call';
COMMENT ON COLUMN room.owner IS 'a username, who is a row of room_member too; empty: nobody';
COMMENT ON COLUMN room.frozen IS 'nobody but the app''s backend may send';
COMMENT ON COLUMN room.opening IS 'open for joining and inviting';
COMMENT ON COLUMN room.custom IS 'the app''s own data, in any form';
COMMENT ON COLUMN room.pair IS 'kind 1: the target of its conversation; else NULL';
COMMENT ON COLUMN room.pinned IS 'id of the pinned message, or NULL';
COMMENT ON INDEX room_number IS 'two users have one direct room';
COMMENT ON INDEX room_conv IS 'from a message''s id in 24 hex digits to its room';

ALTER TABLE room_member
	ADD COLUMN manager boolean NOT NULL DEFAULT false,
	ADD COLUMN muted boolean NOT NULL DEFAULT false,
	ADD COLUMN preference text,
	ADD COLUMN seen bigint NOT NULL DEFAULT 0,
	ADD COLUMN seen_total bigint NOT NULL DEFAULT 0,
	ADD COLUMN read_id bigint,
	ADD COLUMN read_seq bigint NOT NULL DEFAULT 0,
	ADD COLUMN mention_seq bigint NOT NULL DEFAULT 0,
	ADD COLUMN hidden_seq bigint NOT NULL DEFAULT 0;
CREATE INDEX room_member_managers ON room_member (conv, username) WHERE manager;
COMMENT ON COLUMN room_member.muted IS 'is not notified of messages of this room';
COMMENT ON COLUMN room_member.preference IS 'JSON object of the member''s own data for the room, or NULL';
COMMENT ON COLUMN room_member.seen IS 'unread messages are (last_seq - silent) - seen; own messages raise it';
COMMENT ON COLUMN room_member.seen_total IS 'the same for the total badge: (last_seq - silent - untotalled) - seen_total';
COMMENT ON COLUMN room_member.read_id IS 'the message read last, or NULL';
COMMENT ON COLUMN room_member.read_seq IS 'its seq';
COMMENT ON COLUMN room_member.mention_seq IS 'seq of the newest message that mentions the member; unread if above read_seq';
COMMENT ON COLUMN room_member.hidden_seq IS 'the member hid all messages up to this one from himself';

CREATE TABLE room_ban (
	conv		bigint NOT NULL,
	username	text NOT NULL,
	app_id		bigint NOT NULL,
	blocker		text NOT NULL DEFAULT '',
	created		timestamptz NOT NULL DEFAULT now(),
	CONSTRAINT room_ban_key PRIMARY KEY (conv, username)
);
CREATE INDEX room_ban_blocker ON room_ban (app_id, blocker) WHERE blocker <> '';
COMMENT ON COLUMN room_ban.blocker IS 'who banned; empty: the app''s backend';
COMMENT ON TABLE room_ban IS 'who may not send to a room, member or not';

CREATE TABLE user_block (
	app_id		bigint NOT NULL,
	username	text NOT NULL,
	blocked		text NOT NULL,
	created		timestamptz NOT NULL DEFAULT now(),
	CONSTRAINT user_block_key PRIMARY KEY (app_id, username, blocked),
	CONSTRAINT user_block_account FOREIGN KEY (app_id, username) REFERENCES account ON DELETE CASCADE
);
CREATE INDEX user_block_reverse ON user_block (app_id, blocked);
COMMENT ON TABLE user_block IS 'username wants nothing from blocked: between the two nobody may send directly';

CREATE TABLE user_group (
	app_id		bigint NOT NULL,
	group_id	text NOT NULL,
	name		text NOT NULL,
	avatar_url	text,
	members		text[] NOT NULL DEFAULT '{}',
	created		timestamptz NOT NULL DEFAULT now(),
	modified	timestamptz NOT NULL DEFAULT now(),
	CONSTRAINT user_group_key PRIMARY KEY (app_id, group_id),
	CONSTRAINT user_group_app FOREIGN KEY (app_id) REFERENCES app ON DELETE CASCADE
);
COMMENT ON TABLE user_group IS 'named sets of users, for the app''s own use';

CREATE TABLE app_setting (
	app_id		bigint NOT NULL,
	name		text NOT NULL,
	value		text NOT NULL,
	modified	timestamptz NOT NULL DEFAULT now(),
	CONSTRAINT app_setting_key PRIMARY KEY (app_id, name),
	CONSTRAINT app_setting_app FOREIGN KEY (app_id) REFERENCES app ON DELETE CASCADE
);
COMMENT ON TABLE app_setting IS 'what an app''s backend sets for its clients, such as censorship';
COMMENT ON COLUMN app_setting.value IS 'JSON text';

CREATE TABLE user_preference (
	app_id		bigint NOT NULL,
	username	text NOT NULL,
	name		text NOT NULL,
	value		text NOT NULL,
	modified	timestamptz NOT NULL DEFAULT now(),
	CONSTRAINT user_preference_key PRIMARY KEY (app_id, username, name),
	CONSTRAINT user_preference_account FOREIGN KEY (app_id, username) REFERENCES account ON DELETE CASCADE
);
COMMENT ON TABLE user_preference IS 'a user''s own data for his clients, such as folders of rooms';
COMMENT ON COLUMN user_preference.value IS 'JSON text';
