-- Give a chat room a rate of its own.
-- in: $1 conv, $2 app_id, $3 room_id, $4 messages a second
-- out: conv
INSERT INTO room_rate (conv, app_id, room_id, per_second)
VALUES ($1::bigint, $2::bigint, $3::text, $4::int)
ON CONFLICT (conv) DO UPDATE SET per_second = excluded.per_second
RETURNING conv
