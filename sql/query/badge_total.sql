-- The total badges of users: what is unread in all of their rooms, or in those
-- that have all of some tags.  Chat rooms (kind 3) keep no counts.
-- in: $1 app_id, $2 usernames, $3 tags (empty: all rooms)
-- out: per name, in their order, known (is a user) and badge
SELECT n.username, EXISTS (SELECT FROM account a
	WHERE a.app_id = $1::bigint AND a.username = n.username) AS known,
    (SELECT coalesce(sum(greatest(c.last_seq - c.silent - c.untotalled
	- m.seen_total, 0)), 0)::bigint
    FROM room_member m JOIN conversation c ON c.conv = m.conv
    WHERE m.app_id = $1::bigint AND m.username = n.username AND m.kind <> 3
	AND (cardinality($3::text[]) = 0 OR EXISTS (SELECT FROM room r
	    WHERE r.app_id = m.app_id AND r.room_id = m.room_id
		AND r.tags @> $3::text[]))) AS badge
FROM unnest($2::text[]) WITH ORDINALITY AS n (username, position)
ORDER BY n.position
