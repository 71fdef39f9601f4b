-- Chat rooms whose lengths differ as they do in life: the k-th has the
-- 1/k-th part of the longest one's messages.
-- in: app_id, messages (of all rooms together), rooms
INSERT INTO conversation (conv, app_id, kind, target, last_seq)
SELECT greatest(1, (('x' || encode(sha256(
	-- as lib/conversation.c: each field behind its length
	int8send(length(:'app_id')) || :'app_id'::bytea
	|| int8send(1) || '3'::bytea
	|| int8send(length(target)) || target::bytea), 'hex')
	)::bit(64) >> 1)::bigint),
    :app_id, 3, target,
    greatest(1, floor(:messages / (k * harmonic)))
    -- what rounding left, for the longest one
    + CASE WHEN k = 1 THEN :messages - sum(greatest(1,
	floor(:messages / (k * harmonic)))) OVER () ELSE 0 END
FROM (SELECT k, 'room' || k AS target, sum(1.0 / k) OVER () AS harmonic
    FROM generate_series(1, :rooms) AS k) AS room;
