-- Tell whoever listens that somebody is typing.  Nothing is stored.
-- in: $1 JSON text, below 8,000 bytes
SELECT pg_notify('msgcgi_typing', $1::text)
