-- Who is to be told of a message by other means, and batches of sends.

CREATE TABLE notification (
	conv		bigint NOT NULL,
	message_id	bigint NOT NULL,
	username	text NOT NULL,
	app_id		bigint NOT NULL,
	mentioned	boolean NOT NULL,
	due		timestamptz NOT NULL DEFAULT now(),
	attempts	integer NOT NULL DEFAULT 0,
	CONSTRAINT notification_key PRIMARY KEY (conv, message_id, username)
);
CREATE INDEX notification_due ON notification (due);
COMMENT ON TABLE notification IS 'outbox: one row per message and member to be notified, written in the message''s transaction';
COMMENT ON COLUMN notification.due IS 'when it is to be sent, or tried again';

CREATE TABLE device (
	app_id		bigint NOT NULL,
	username	text NOT NULL,
	device_id	text NOT NULL,
	type		text NOT NULL,
	token		text NOT NULL,
	created		timestamptz NOT NULL DEFAULT now(),
	CONSTRAINT device_key PRIMARY KEY (app_id, username, device_id, type),
	CONSTRAINT device_account FOREIGN KEY (app_id, username) REFERENCES account ON DELETE CASCADE
);
COMMENT ON TABLE device IS 'where a user''s notifications go';
COMMENT ON COLUMN device.type IS 'ios, ios-voip, android, fcm or web';
COMMENT ON COLUMN device.token IS 'what the device''s push service calls it';

CREATE TABLE batch (
	app_id		bigint NOT NULL,
	batch_id	text NOT NULL,
	count		integer NOT NULL,
	created		timestamptz NOT NULL DEFAULT now(),
	CONSTRAINT batch_key PRIMARY KEY (app_id, batch_id),
	CONSTRAINT batch_app FOREIGN KEY (app_id) REFERENCES app ON DELETE CASCADE
);
COMMENT ON TABLE batch IS 'a call that sent a message, with differences, to many rooms';

CREATE TABLE batch_item (
	app_id		bigint NOT NULL,
	batch_id	text NOT NULL,
	position	integer NOT NULL,
	conv		bigint,
	id		bigint,
	target		text NOT NULL,
	error		text,
	CONSTRAINT batch_item_key PRIMARY KEY (app_id, batch_id, position),
	CONSTRAINT batch_item_batch FOREIGN KEY (app_id, batch_id) REFERENCES batch ON DELETE CASCADE
);
COMMENT ON TABLE batch_item IS 'what became of each item of a batch';
COMMENT ON COLUMN batch_item.error IS 'why it was not sent, in words and as enum err names it, or NULL';
