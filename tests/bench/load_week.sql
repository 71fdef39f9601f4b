-- One of the four weeks that end now, a quarter of each room's messages:
-- evenly over the week, in the order of time as they would have come, but
-- without the indexes, which are built afterwards.
-- in: app_id, week (0 .. 3)
-- A Monday's first hour would be too short for a quarter of them.
SELECT to_char(start_at AT TIME ZONE 'UTC', 'YYYYMMDD') AS suffix,
    (extract(epoch FROM start_at) * 1000)::bigint AS first_ms,
    (extract(epoch FROM least(start_at + interval '7 days',
	now() - interval '1 second') - start_at) * 1000)::bigint AS length_ms,
    (extract(epoch FROM start_at) * 1000)::bigint << 20 AS first_id,
    (extract(epoch FROM start_at + interval '7 days') * 1000)::bigint << 20
	AS next_id
FROM (SELECT date_trunc('week', now() AT TIME ZONE 'UTC' - interval '1 hour')
    AT TIME ZONE 'UTC' + (:week - 3) * interval '7 days' AS start_at) AS w
\gset
SET work_mem = '256MB';
SET maintenance_work_mem = '256MB';
SET synchronous_commit = off;
SET client_min_messages = warning;
DROP TABLE IF EXISTS message_:suffix, payload_:suffix;
CREATE TABLE payload_:suffix (LIKE payload INCLUDING ALL);
CREATE TABLE message_:suffix (LIKE message INCLUDING DEFAULTS
    INCLUDING CONSTRAINTS);
INSERT INTO message_:suffix (conv, id, seq, app_id, sender, type, priority,
    body)
SELECT conv, id, seq, :app_id, 'user' || seq % 200, 'txt', 1,
    '{"msg":"' || repeat('lorem ipsum dolor sit amet ',
	(1 + (room * 31 + seq * 17) % 6)::int) || seq || '"}'
FROM (SELECT conv, room, seq,
	-- The number below the milliseconds: the room, and which of its
	-- messages of this time it is.
	(:first_ms + floor(:length_ms * greatest(0, least(0.999999999,
	    (seq - phase) * 4 / last_seq - :week)))::bigint) << 20
	| ((room % 16384) << 6) | (seq % 64) AS id
    FROM (SELECT conv, last_seq::float8, substr(target, 5)::bigint AS room,
	    (1 + substr(target, 5)::bigint % 97) / 98.0::float8 AS phase
	FROM conversation
	WHERE app_id = :app_id AND kind = 3) AS room,
    generate_series(ceil(:week * last_seq / 4 + phase)::bigint,
	ceil((:week + 1) * last_seq / 4 + phase)::bigint - 1) AS seq
    ORDER BY id OFFSET 0) AS sorted;
ALTER TABLE message_:suffix ADD PRIMARY KEY (conv, id);
CREATE INDEX ON message_:suffix (conv, seq);
ALTER TABLE message ATTACH PARTITION message_:suffix
    FOR VALUES FROM (:first_id) TO (:next_id);
ALTER TABLE payload ATTACH PARTITION payload_:suffix
    FOR VALUES FROM (:first_id) TO (:next_id);
VACUUM (FREEZE, ANALYZE) message_:suffix;
