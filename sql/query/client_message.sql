-- The message to which a client of the Rocket.Chat dialect gave its id.
-- in: $1 app_id, $2 slot and $3 digest of the id
-- out: no row: there is none; conv and id of the message
SELECT i.conv, i.ids[1] AS id
FROM idempotency i
WHERE i.slot = $2::bigint AND i.digest = $3::bytea AND i.app_id = $1::bigint
    AND i.conv IS NOT NULL
