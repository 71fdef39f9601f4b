-- Threads that begin with messages.
-- (Only this dialect's bodies have mentions of this form, and always so.)
-- in: $1 convs and $2 ids of their first messages, $3 the Rocket.Chat dialect,
--     $4 the least and $5 the greatest of $2: other partitions are not opened
-- out: conv, thread, count of answers, last: the id of the newest, users: who began,
--      who answered and whom answers mention, JSON array of public ids, the
--      first 50, of the first 1,000 answers
SELECT t.conv, t.thread, t.count, t.last,
    (WITH replies AS MATERIALIZED (
	SELECT m.app_id, m.id, m.sender, m.dialect, m.body
	FROM message m
	WHERE m.conv = t.conv AND m.thread = t.thread
	    AND m.id > t.thread - (3600000::bigint << 20) AND m.state = 0
	    AND m.id > $4::bigint - (3600000::bigint << 20)
	ORDER BY m.id
	LIMIT 1000)
    SELECT coalesce(json_agg(u.public_id), '[]') FROM (
	SELECT a.public_id
	FROM (SELECT who.app_id, who.username, min(who.id) AS id
	    FROM (SELECT m.app_id, m.id, m.sender AS username
		FROM message m
		WHERE m.conv = t.conv AND m.id >= t.thread AND m.id <= t.thread
		    AND m.id >= $4::bigint AND m.id <= $5::bigint
		UNION ALL
		SELECT r.app_id, r.id, r.sender
		FROM replies r
		UNION ALL
		SELECT r.app_id, r.id, named.value->>'username'
		FROM replies r
		CROSS JOIN LATERAL json_array_elements(CASE
		    WHEN r.dialect = $3::int AND r.body LIKE '%"mentions":[{%'
			AND json_typeof(r.body::json->'mentions') = 'array'
		    THEN r.body::json->'mentions' END) AS named) AS who
	    GROUP BY who.app_id, who.username) AS w
	-- One by one: not all users of the app.
	CROSS JOIN LATERAL (SELECT a.public_id
	    FROM account a
	    WHERE a.app_id = w.app_id AND a.username = w.username
	    LIMIT 1) AS a
	ORDER BY w.id, a.public_id
	LIMIT 50) AS u) AS users
FROM (SELECT w.conv, w.thread, n.count, n.last
    FROM unnest($1::bigint[], $2::bigint[]) AS w (conv, thread)
    -- Thread by thread: not all that are in the room.
    CROSS JOIN LATERAL (SELECT count(*) AS count, max(m.id) AS last
	FROM message m
	WHERE m.conv = w.conv AND m.thread = w.thread
	    AND m.id > w.thread - (3600000::bigint << 20) AND m.state = 0
	    AND m.id > $4::bigint - (3600000::bigint << 20)) AS n
    WHERE n.count > 0) AS t
