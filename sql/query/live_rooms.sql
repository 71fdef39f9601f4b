-- The rooms that users are in, and those that everybody may read.
-- in: $1 app_id, $2 usernames, a text[], $3 also those, $4 an id, $5 limit
-- out: conv, kind, room_id; after: the seq behind which messages with ids from
--     $4 on begin
SELECT r.conv, r.kind, r.room_id, coalesce((SELECT min(s.seq) - 1
    -- Ids are nearly in the order of seqs.
    FROM (SELECT m.seq FROM message m
	WHERE m.conv = r.conv AND m.app_id = $1::bigint AND m.id >= $4::bigint
	ORDER BY m.id
	LIMIT 100) AS s),
    (SELECT c.last_seq FROM conversation c
    WHERE c.conv = r.conv AND c.app_id = $1::bigint), 0) AS after
FROM (SELECT DISTINCT s.conv, s.kind, s.room_id
    FROM (SELECT o.conv, o.kind, o.room_id
	FROM unnest($2::text[]) AS w (username)
	JOIN room_member o ON o.app_id = $1::bigint
	    AND o.username = w.username
	UNION ALL
	SELECT p.conv, p.kind, p.room_id
	FROM room p
	WHERE $3::boolean AND p.app_id = $1::bigint AND p.channel) AS s
    LIMIT $5::bigint) AS r
