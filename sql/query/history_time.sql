-- Below which seq nothing was sent after a time: ids are taken before their
-- commit, and seqs follow the commits.
-- in: $1 conv, $2 app_id, $3 an id of well before that time
-- out: one row
SELECT coalesce((SELECT m.seq FROM message m
	WHERE m.conv = $1::bigint AND m.app_id = $2::bigint
	    AND m.id <= $3::bigint AND m.seq IS NOT NULL
	ORDER BY m.id DESC LIMIT 1), 0) AS seq
