"use strict";
/*
 * Two statements for each message, each a transaction of its own and prepared
 * once per connection (they have names).
 *
 * The counter comes first and apart: with it in the message's transaction its
 * row, which all sends share, would stay locked while the disk is written.
 * The counters' table is unlogged, so counting never waits for the disk.
 */
const COUNT = {
	name: "count",
	text: `
	INSERT INTO rate_counter AS c
	    (counter, quota, seconds, window_start, high, normal, low)
	VALUES ($1, $2, 1, floor(extract(epoch FROM clock_timestamp())), 1, 0, 0)
	ON CONFLICT (counter) DO UPDATE SET
	    high = CASE WHEN c.window_start >= excluded.window_start
		THEN c.high ELSE 0 END + 1,
	    window_start = greatest(c.window_start, excluded.window_start)
	RETURNING high`,
};

const STORE = {
	name: "store",
	text: `
	WITH raised AS (
		INSERT INTO conversation AS c (conv, app_id, kind, target, last_seq)
		VALUES ($1, $2, 3, $3, 1)
		ON CONFLICT (conv) DO UPDATE SET last_seq = c.last_seq + 1
		RETURNING last_seq
	)
	INSERT INTO message (conv, id, seq, app_id, sender, type, priority, body)
	SELECT $1, $4, last_seq, $2, $5, $6, 1, $7
	FROM raised`,
};

module.exports = (pool, quota) => async (message) => {
	const counted = await pool.query({ ...COUNT, values: [message.app, quota] });
	if (counted.rows[0].high > quota)
		return false;
	await pool.query({ ...STORE, values: [message.conv, message.app,
	    message.room, message.id, message.from, message.type, message.body] });
	return true;
};
