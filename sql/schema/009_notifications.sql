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
-- Tokens may be longer than what an index takes.
CREATE INDEX device_token ON device (app_id, md5(token));
COMMENT ON TABLE device IS 'where a user''s notifications go';
COMMENT ON COLUMN device.type IS 'ios, ios-voip, android, fcm or web';
COMMENT ON COLUMN device.token IS 'what the device''s push service calls it';

CREATE TABLE push_request (
	push_id		bigint GENERATED ALWAYS AS IDENTITY,
	app_id		bigint NOT NULL,
	username	text,
	token		text,
	payload		text NOT NULL,
	created		timestamptz NOT NULL DEFAULT now(),
	due		timestamptz NOT NULL DEFAULT now(),
	attempts	integer NOT NULL DEFAULT 0,
	CONSTRAINT push_request_key PRIMARY KEY (push_id),
	CONSTRAINT push_request_app FOREIGN KEY (app_id) REFERENCES app ON DELETE CASCADE,
	CONSTRAINT push_request_to CHECK (num_nonnulls(username, token) = 1)
);
CREATE INDEX push_request_due ON push_request (due);
CREATE INDEX push_request_of_app ON push_request (app_id, created);
COMMENT ON TABLE push_request IS 'outbox: notifications without a message, which an app''s backend has sent; they go after a day';
COMMENT ON COLUMN push_request.username IS 'to the devices of this user; or';
COMMENT ON COLUMN push_request.token IS 'to the devices that are subscribed with this token';
COMMENT ON COLUMN push_request.payload IS 'JSON object, as it came';

CREATE TABLE batch (
	app_id		bigint NOT NULL,
	batch_id	text NOT NULL,
	count		integer NOT NULL,
	fingerprint	bytea,
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
COMMENT ON COLUMN batch.fingerprint IS 'SHA-256 of what was asked with an Idempotency-Key; NULL: without one';
COMMENT ON COLUMN batch_item.target IS '"room" or "receiver", a blank, and its id';
COMMENT ON COLUMN batch_item.error IS 'why it was not sent: the code of the answer, a blank, and its words; or NULL';
