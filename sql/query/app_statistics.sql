-- How large an app is, without counting for long.
-- in: $1 app_id, $2 how many are counted at most
-- out: users, rooms
SELECT (SELECT count(*) FROM (SELECT FROM account a
	WHERE a.app_id = $1::bigint LIMIT $2::int) AS u) AS users,
    (SELECT count(*) FROM (SELECT FROM room r
	WHERE r.app_id = $1::bigint LIMIT $2::int) AS r) AS rooms
