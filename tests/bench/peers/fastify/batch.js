"use strict";
/*
 * What waits is stored together: one counter upsert for all of it, one
 * statement that raises the conversations and inserts the messages.  While a
 * group is being stored the next one gathers; nobody waits for company.
 */
const GROUP_MAX = 512;

const COUNT = {
	name: "count",
	text: `
	INSERT INTO rate_counter AS c
	    (counter, quota, seconds, window_start, high, normal, low)
	VALUES ($1, $2, 1, floor(extract(epoch FROM clock_timestamp())), $3, 0, 0)
	ON CONFLICT (counter) DO UPDATE SET
	    high = CASE WHEN c.window_start >= excluded.window_start
		THEN c.high ELSE 0 END + excluded.high,
	    window_start = greatest(c.window_start, excluded.window_start)
	RETURNING high`,
};

/*
 * $1 app; one element per conversation: $2 conv, $3 room, $4 how many messages;
 * one per message: $5 conv, $6 how far its seq lies behind the last one, $7 id,
 * $8 sender, $9 type, $10 body.  Conversations are raised in one order
 * everywhere: two groups cannot deadlock.
 */
const STORE = {
	name: "store",
	text: `
	WITH raised AS (
		INSERT INTO conversation AS c (conv, app_id, kind, target, last_seq)
		SELECT conv, $1, 3, room, total
		FROM unnest($2::bigint[], $3::text[], $4::bigint[])
		    AS g (conv, room, total)
		ORDER BY conv
		ON CONFLICT (conv) DO UPDATE
		    SET last_seq = c.last_seq + excluded.last_seq
		RETURNING conv, last_seq
	)
	INSERT INTO message (conv, id, seq, app_id, sender, type, priority, body)
	SELECT m.conv, m.id, r.last_seq - m.behind, $1, m.sender, m.type, 1, m.body
	FROM unnest($5::bigint[], $6::bigint[], $7::bigint[], $8::text[],
	    $9::text[], $10::text[]) AS m (conv, behind, id, sender, type, body)
	JOIN raised r USING (conv)`,
};

/* The values of STORE for some messages of one app. */
function valuesOf(messages) {
	const rooms = new Map();	/* conv: [room, how many] */
	const columns = [[], [], [], [], [], []];
	for (let i = messages.length - 1; i >= 0; i--) {
		const { conv, room, id, from, type, body } = messages[i];
		const known = rooms.get(conv);
		const behind = known === undefined ? 0 : known[1];
		if (known === undefined)
			rooms.set(conv, [room, 1]);
		else
			known[1]++;
		[conv, behind, id, from, type, body].forEach(
		    (value, column) => columns[column].push(value));
	}
	return [messages[0].app, [...rooms.keys()],
	    Array.from(rooms.values(), (entry) => entry[0]),
	    Array.from(rooms.values(), (entry) => entry[1]), ...columns];
}

module.exports = (pool, quota) => {
	let waiting = [];
	let busy = false;

	async function storeGroup(group) {
		const { app } = group[0].message;
		const counted = await pool.query(
		    { ...COUNT, values: [app, quota, group.length] });
		/* Of this group, those that came before the quota was used up. */
		const free = quota - (counted.rows[0].high - group.length);
		const kept = group.slice(0, Math.max(0, free));
		for (const refused of group.slice(kept.length))
			refused.resolve(false);
		if (kept.length === 0)
			return;
		await pool.query({ ...STORE,
		    values: valuesOf(kept.map(({ message }) => message)) });
		for (const stored of kept)
			stored.resolve(true);
	}

	async function work() {
		busy = true;
		while (waiting.length > 0) {
			const group = waiting.splice(0, GROUP_MAX);
			try {
				await storeGroup(group);
			} catch (error) {
				for (const lost of group)
					lost.reject(error);
			}
		}
		busy = false;
	}

	return (message) => new Promise((resolve, reject) => {
		waiting.push({ message, resolve, reject });
		if (!busy)
			work();
	});
};
