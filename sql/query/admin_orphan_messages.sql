-- Delete what such a send left, in the same transaction, and what has lost its
-- message.
-- in: $1 convs
WITH grams AS (
	DELETE FROM message_gram WHERE conv = ANY ($1::bigint[])
), reactions AS (
	DELETE FROM message_reaction WHERE conv = ANY ($1::bigint[])
), notifications AS (
	DELETE FROM notification WHERE conv = ANY ($1::bigint[])
), hidden AS (
	DELETE FROM message_hidden WHERE conv = ANY ($1::bigint[])
), keys AS (
	DELETE FROM idempotency WHERE conv = ANY ($1::bigint[])
)
DELETE FROM message WHERE conv = ANY ($1::bigint[])
