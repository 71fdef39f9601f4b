-- Messages that a text's links name, as one who may read them meets them.
-- in: $1 app_id, arrays: $2 slot and $3 digest of the id as a client's,
--     $4 the id as the server's (0: it is none), $5 the first 34 bits of its
--     conversation; $6 username
-- out: place, from 1; room_id, kind, conv, id; public, member, role: of the
--     one who looks, as in post_gate.sql
SELECT w.place, r.room_id, r.kind, r.conv, x.id,
    r.channel AS public,
    m.username IS NOT NULL AS member,
    CASE WHEN r.owner = $6::text THEN 'owner'
	WHEN m.manager THEN 'moderator' END AS role
FROM unnest($2::bigint[], $3::bytea[], $4::bigint[], $5::bigint[])
    WITH ORDINALITY AS w (slot, digest, id, prefix, place)
CROSS JOIN LATERAL (
	SELECT i.conv, i.ids[1] AS id
	FROM idempotency i
	WHERE i.slot = w.slot AND i.digest = w.digest
	    AND i.app_id = $1::bigint AND i.conv IS NOT NULL
	UNION ALL
	SELECT o.conv, w.id
	FROM room o
	WHERE o.app_id = $1::bigint AND (o.conv >> 29) = w.prefix
	    AND w.id <> 0
) AS p
JOIN room r ON r.app_id = $1::bigint AND (r.conv >> 29) = (p.conv >> 29)
    AND r.conv = p.conv
JOIN message x ON x.conv = p.conv AND x.id = p.id AND x.state = 0
    AND x.app_id = $1::bigint
LEFT JOIN room_member m ON m.conv = r.conv AND m.username = $6::text
WHERE x.seq > coalesce(m.hidden_seq, 0)
ORDER BY w.place
