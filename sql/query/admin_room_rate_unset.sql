-- Let a chat room have its app's rate again.
-- in: $1 conv
DELETE FROM room_rate WHERE conv = $1::bigint
