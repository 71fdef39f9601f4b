-- Limits.  Counters are unlogged: a transaction that touches only them
-- commits without waiting for the disk, and after a crash they start at 0.

CREATE UNLOGGED TABLE rate_counter (
	counter		bigint NOT NULL,
	quota		integer NOT NULL,
	seconds		integer NOT NULL,
	window_start	bigint NOT NULL,
	high		integer NOT NULL,
	normal		integer NOT NULL,
	low		integer NOT NULL,
	CONSTRAINT rate_counter_key PRIMARY KEY (counter)
) WITH (fillfactor = 50);
COMMENT ON TABLE rate_counter IS 'what was taken in the current window; updated in place';
COMMENT ON COLUMN rate_counter.counter IS 'a room''s conv, or a hash of app and limit';
COMMENT ON COLUMN rate_counter.quota IS 'units that a window of so many seconds allows, when it was last used';
COMMENT ON COLUMN rate_counter.window_start IS 'seconds since 1970, by the database''s clock';
COMMENT ON COLUMN rate_counter.high IS 'units taken with high priority; limits of apps use this column alone';

-- Whether a counter's window still counts for one who came in the window
-- ${now}: it is that one, or the next (the lock was waited for).  One further
-- ahead is from a clock that was set back since.
CREATE FUNCTION rate_current(counted bigint, now bigint, seconds integer) RETURNS boolean
LANGUAGE sql IMMUTABLE AS $$
	SELECT counted >= now AND counted <= now + 2 * seconds
$$;
COMMENT ON FUNCTION rate_current IS 'whether a counter still counts';

-- Judge a batch of calls, in their order, in one trip and one short lock.
--
-- counters: distinct, ascending; quotas, window_seconds and the three totals
-- belong to them by position.  A room's quota gives way to its room_rate.
-- items: per call the position of its call counter and of its message
-- counter (0: none) and the message units it wants, all or nothing.
-- rooms: one element per call and room, in the calls' order: the call's
-- position, the counter's position, and the priority (0 high .. 2 low).
--
-- verdicts: NULL when every call may go on; else per call 0, 1 (call limit)
-- or 2 (message limit).  kept: NULL when every room keeps its message; else
-- per element of rooms.  used, reset: per counter the units now taken and the
-- seconds until its window ends.
--
-- First everything is added.  Only if that passes a quota, the values from
-- before are judged call by call and the rows are set to what was admitted;
-- their locks, taken in ascending order, make that exact.
CREATE FUNCTION rate_admit(
	counters bigint[], quotas integer[], window_seconds integer[],
	add_high integer[], add_normal integer[], add_low integer[],
	item_calls integer[], item_messages integer[], item_units integer[],
	room_items integer[], room_counters integer[], room_priorities integer[],
	OUT verdicts integer[], OUT kept boolean[],
	OUT used integer[], OUT reset integer[])
LANGUAGE plpgsql AS $$
DECLARE
	now_seconds bigint := floor(extract(epoch FROM clock_timestamp()));
	over boolean;
	highs integer[];
	normals integer[];
	lows integer[];
	k integer;
	r integer := 1;
BEGIN
	WITH taken AS (
		INSERT INTO rate_counter AS c
		    (counter, quota, seconds, window_start, high, normal, low)
		SELECT a.counter, coalesce(o.per_second, a.quota), a.seconds,
		    now_seconds - now_seconds % a.seconds, a.high, a.normal, a.low
		FROM unnest(counters, quotas, window_seconds, add_high, add_normal, add_low)
		    AS a (counter, quota, seconds, high, normal, low)
		LEFT JOIN room_rate o ON o.conv = a.counter
		ORDER BY a.counter
		ON CONFLICT (counter) DO UPDATE SET
		    quota = excluded.quota,
		    seconds = excluded.seconds,
		    high = excluded.high + CASE WHEN rate_current(c.window_start, excluded.window_start, excluded.seconds) THEN c.high ELSE 0 END,
		    normal = excluded.normal + CASE WHEN rate_current(c.window_start, excluded.window_start, excluded.seconds) THEN c.normal ELSE 0 END,
		    low = excluded.low + CASE WHEN rate_current(c.window_start, excluded.window_start, excluded.seconds) THEN c.low ELSE 0 END,
		    window_start = CASE WHEN rate_current(c.window_start, excluded.window_start, excluded.seconds) THEN c.window_start ELSE excluded.window_start END
		RETURNING c.counter, c.quota, c.seconds, c.window_start, c.high, c.normal, c.low
	)
	SELECT array_agg(t.quota), array_agg(t.high), array_agg(t.normal),
	    array_agg(t.low), array_agg(t.high + t.normal + t.low),
	    array_agg(greatest(1, t.window_start + t.seconds - now_seconds)),
	    bool_or(t.high + t.normal + t.low > t.quota)
	INTO quotas, highs, normals, lows, used, reset, over
	FROM (SELECT * FROM taken ORDER BY counter) AS t;
	IF over IS NOT TRUE THEN
		RETURN;
	END IF;

	FOR k IN 1 .. cardinality(counters) LOOP
		highs[k] := highs[k] - add_high[k];
		normals[k] := normals[k] - add_normal[k];
		lows[k] := lows[k] - add_low[k];
	END LOOP;
	verdicts := array_fill(0, ARRAY[cardinality(item_calls)]);
	kept := array_fill(false, ARRAY[cardinality(room_items)]);
	FOR i IN 1 .. cardinality(item_calls) LOOP
		k := item_calls[i];
		IF k > 0 THEN
			IF highs[k] >= quotas[k] THEN
				verdicts[i] := 1;
			ELSE
				highs[k] := highs[k] + 1;
			END IF;
		END IF;
		k := item_messages[i];
		IF verdicts[i] = 0 AND k > 0 THEN
			IF highs[k] + item_units[i] > quotas[k] THEN
				verdicts[i] := 2;
			ELSE
				highs[k] := highs[k] + item_units[i];
			END IF;
		END IF;
		WHILE r <= cardinality(room_items) AND room_items[r] = i LOOP
			k := room_counters[r];
			IF verdicts[i] <> 0 THEN
				NULL;
			ELSIF room_priorities[r] = 0 AND highs[k] < quotas[k] THEN
				highs[k] := highs[k] + 1;
				kept[r] := true;
			ELSIF room_priorities[r] = 1 AND highs[k] + normals[k] < quotas[k] THEN
				normals[k] := normals[k] + 1;
				kept[r] := true;
			ELSIF room_priorities[r] = 2 AND highs[k] + normals[k] + lows[k] < quotas[k] THEN
				lows[k] := lows[k] + 1;
				kept[r] := true;
			END IF;
			r := r + 1;
		END LOOP;
	END LOOP;
	UPDATE rate_counter c SET high = n.high, normal = n.normal, low = n.low
	FROM unnest(counters, highs, normals, lows) AS n (counter, high, normal, low)
	WHERE c.counter = n.counter
	    AND (c.high, c.normal, c.low) IS DISTINCT FROM (n.high, n.normal, n.low);
	FOR k IN 1 .. cardinality(counters) LOOP
		used[k] := highs[k] + normals[k] + lows[k];
	END LOOP;
END
$$;
COMMENT ON FUNCTION rate_admit IS 'judge a batch of calls and sends against their limits; see the comment in 004_limits.sql';
