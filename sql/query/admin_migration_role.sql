-- Whether there is a role to grant to, and who asks.
-- in: $1 role
-- out: exists; same: it is the one that asks
SELECT EXISTS (SELECT FROM pg_roles WHERE rolname = $1::text) AS exists,
    current_user = $1::text AS same
