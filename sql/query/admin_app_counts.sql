-- What an app holds.
-- in: $1 app_id
-- out: keys (not revoked), users, rooms, groups, direct_rooms
SELECT (SELECT count(*) FROM api_key k
	WHERE k.app_id = $1::bigint AND k.revoked IS NULL) AS keys,
    (SELECT count(*) FROM account u WHERE u.app_id = $1::bigint) AS users,
    (SELECT count(*) FROM room r
	WHERE r.app_id = $1::bigint AND r.kind = 3) AS rooms,
    (SELECT count(*) FROM room g
	WHERE g.app_id = $1::bigint AND g.kind = 2) AS groups,
    (SELECT count(*) FROM room d
	WHERE d.app_id = $1::bigint AND d.kind = 1) AS direct_rooms
