-- Delete messages with all that hangs on them.
-- in: $1 convs, $2 ids
WITH d AS (
	SELECT * FROM unnest($1::bigint[], $2::bigint[]) AS d (conv, id)
), grams AS (
	DELETE FROM message_gram x USING d
	WHERE x.conv = d.conv AND x.id = d.id
), reactions AS (
	DELETE FROM message_reaction x USING d
	WHERE x.conv = d.conv AND x.id = d.id
), notifications AS (
	DELETE FROM notification x USING d
	WHERE x.conv = d.conv AND x.message_id = d.id
), hidden AS (
	DELETE FROM message_hidden x USING d
	WHERE x.conv = d.conv AND x.id = d.id
), keys AS (
	DELETE FROM idempotency x USING d
	WHERE x.conv = d.conv AND x.ids[1] = d.id
)
DELETE FROM message m USING d
WHERE m.conv = d.conv AND m.id = d.id
