-- Change what a message says, if it is still as it was read, and what it is
-- found by.  It is locked already.  Options of the Rocket.Chat dialect, which
-- say what id its client gave it, stay whatever becomes of it.
-- in: $1 conv, $2 id, $3 app_id, $4 when it was edited last (0: never),
--     $5 type, $6 body, $7 dialect, $8 state, $9 now in milliseconds,
--     $10 grams, the text form of an int[], or NULL, $11 its state as read
-- out: a row if it was changed: when, later than any change before
WITH changed AS (
	UPDATE message m SET type = $5::text, body = $6::text,
	    dialect = $7::int, state = $8::int, ext = NULL,
	    options = CASE WHEN $8::int = 0 THEN coalesce(m.options,
		(SELECT p.options FROM payload p
		WHERE p.payload_id = m.payload_id))
		WHEN m.options LIKE '{"rocketchat":%' THEN m.options END,
	    payload_id = NULL,
	    changed = greatest($9::bigint, coalesce(changed, id >> 20) + 1),
	    edited = CASE WHEN $8::int = 0 THEN
		greatest($9::bigint, coalesce(changed, id >> 20) + 1) END
	WHERE conv = $1::bigint AND id = $2::bigint AND app_id = $3::bigint
	    AND state <> 2 AND state = $11::int
	    AND coalesce(edited, 0) = $4::bigint
	RETURNING conv, id, app_id, changed
), forgotten AS (
	DELETE FROM message_gram g USING changed c
	WHERE g.conv = c.conv AND g.id = c.id AND $10::text IS NULL
), untold AS (
	DELETE FROM notification n USING changed c
	WHERE n.conv = c.conv AND n.message_id = c.id AND $8::int <> 0
), unliked AS (
	DELETE FROM message_reaction r USING changed c
	WHERE r.conv = c.conv AND r.id = c.id AND $8::int <> 0
), found AS (
	INSERT INTO message_gram (conv, id, app_id, grams)
	SELECT conv, id, app_id, $10::int[] FROM changed
	WHERE $10::text IS NOT NULL
	ON CONFLICT (conv, id) DO UPDATE SET grams = excluded.grams
)
SELECT changed FROM changed
