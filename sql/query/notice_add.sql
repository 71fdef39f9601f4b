-- Tell whoever listens where something was stored or changed (lib/notice.h).
-- in: $1 channel, $2 payloads, of less than 8,000 bytes each
SELECT pg_notify($1::text, place.payload)
FROM unnest($2::text[]) AS place (payload)
