-- Rooms as chat.postMessage names them.
-- in: $1 app_id, arrays: $2 names without their sigil, $3 the sigil: '#' (a
--     room), '@' (a user) or ''
-- out: place, from 1; room_id, or NULL; username: of whom the direct room is
--     meant where there is no room_id, or NULL
SELECT w.place, u.username,
    CASE WHEN w.sigil <> '@' OR u.username IS NULL
    THEN coalesce(i.room_id, h.room_id) END AS room_id
FROM unnest($2::text[], $3::text[]) WITH ORDINALITY AS w (name, sigil, place)
LEFT JOIN room i ON i.app_id = $1::bigint AND i.room_id = w.name
LEFT JOIN room h ON h.app_id = $1::bigint AND h.handle IS NOT NULL
    AND lower(h.handle) = lower(w.name) AND w.sigil <> '@'
LEFT JOIN LATERAL (
	(SELECT a.username FROM account a
	WHERE a.app_id = $1::bigint AND a.username IN (w.name, lower(w.name))
	    AND w.sigil = '@'
	ORDER BY a.username = w.name DESC
	LIMIT 1)
	UNION ALL
	SELECT a.username FROM account a
	WHERE a.app_id = $1::bigint AND a.public_id = w.name
	    AND w.sigil <> '#'
	LIMIT 1
) AS u ON true
ORDER BY w.place
