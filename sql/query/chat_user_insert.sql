-- Register a user with an e-mail address and roles, if name and address are
-- free.  The epoch begins with the time, as in account_insert.
-- in: $1 app_id, $2 username, $3 uuid, $4 nickname or NULL, $5 password hash,
--     $6 e-mail address or NULL, $7 roles, $8 activated, $9 robot
-- out: made; named, addressed: whether somebody had it before
WITH made AS (
	INSERT INTO account (app_id, username, uuid, nickname, password_hash,
	    token_epoch, email, roles, activated, robot)
	VALUES ($1::bigint, $2::text, $3::uuid, $4::text, $5::text,
	    floor(extract(epoch FROM clock_timestamp()) * 1000)::bigint,
	    $6::text, $7::text[], $8::boolean, $9::boolean)
	ON CONFLICT DO NOTHING
	RETURNING username
)
SELECT EXISTS (SELECT FROM made) AS made,
    EXISTS (SELECT FROM account
	WHERE app_id = $1::bigint AND username = $2::text) AS named,
    EXISTS (SELECT FROM account WHERE app_id = $1::bigint
	AND email IS NOT NULL AND lower(email) = lower($6::text)) AS addressed
