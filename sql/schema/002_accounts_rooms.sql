-- The directory of an app: users, chat rooms and groups, and who is in them.

CREATE TABLE account (
	app_id		bigint NOT NULL,
	username	text NOT NULL,
	uuid		uuid NOT NULL,
	nickname	text,
	password_hash	text,
	activated	boolean NOT NULL DEFAULT true,
	token_epoch	bigint NOT NULL DEFAULT 1,
	created		timestamptz NOT NULL DEFAULT now(),
	modified	timestamptz NOT NULL DEFAULT now(),
	CONSTRAINT account_key PRIMARY KEY (app_id, username),
	CONSTRAINT account_app FOREIGN KEY (app_id) REFERENCES app ON DELETE CASCADE
);
COMMENT ON TABLE account IS 'a user of an app; usernames are stored in lower case';
COMMENT ON COLUMN account.password_hash IS 'crypt(3), yescrypt; NULL: no password, tokens by inherit only';
COMMENT ON COLUMN account.token_epoch IS 'tokens of an older epoch are revoked';

CREATE TABLE room (
	app_id		bigint NOT NULL,
	kind		smallint NOT NULL,
	room_id		text NOT NULL,
	conv		bigint NOT NULL,
	name		text NOT NULL,
	description	text NOT NULL DEFAULT '',
	owner		text NOT NULL,
	max_users	integer NOT NULL,
	public		boolean NOT NULL DEFAULT true,
	members_only	boolean NOT NULL DEFAULT false,
	allow_invites	boolean NOT NULL DEFAULT false,
	custom		text NOT NULL DEFAULT '',
	created		timestamptz NOT NULL DEFAULT now(),
	modified	timestamptz NOT NULL DEFAULT now(),
	CONSTRAINT room_key PRIMARY KEY (app_id, kind, room_id),
	CONSTRAINT room_app FOREIGN KEY (app_id) REFERENCES app ON DELETE CASCADE,
	CONSTRAINT room_kind CHECK (kind IN (2, 3)),
	CONSTRAINT room_max_users CHECK (max_users BETWEEN 1 AND 10000)
);
COMMENT ON TABLE room IS 'a chat room (kind 3) or group (kind 2) that was created by a call';
COMMENT ON COLUMN room.conv IS 'its conversation, as the program computes it';
COMMENT ON COLUMN room.owner IS 'a username; is a row of room_member too';

CREATE TABLE room_member (
	conv		bigint NOT NULL,
	username	text NOT NULL,
	app_id		bigint NOT NULL,
	kind		smallint NOT NULL,
	room_id		text NOT NULL,
	joined		timestamptz NOT NULL DEFAULT now(),
	CONSTRAINT room_member_key PRIMARY KEY (conv, username)
);
CREATE INDEX room_member_of_user ON room_member (app_id, username, kind);
COMMENT ON TABLE room_member IS 'who is in a room or group';

CREATE TABLE room_rate (
	conv		bigint NOT NULL,
	app_id		bigint NOT NULL,
	room_id		text NOT NULL,
	per_second	integer NOT NULL,
	CONSTRAINT room_rate_key PRIMARY KEY (conv),
	CONSTRAINT room_rate_app FOREIGN KEY (app_id) REFERENCES app ON DELETE CASCADE,
	CONSTRAINT room_rate_range CHECK (per_second BETWEEN 1 AND 1000000)
);
COMMENT ON TABLE room_rate IS 'chat rooms whose load limit differs from the app''s';
