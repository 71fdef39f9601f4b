-- Store content that several messages share.
-- in: $1 payload_id, $2 body, $3 ext, $4 options
INSERT INTO payload (payload_id, body, ext, options)
SELECT p.payload_id, p.body, p.ext, p.options
FROM unnest($1::bigint[], $2::text[], $3::text[], $4::text[])
    AS p (payload_id, body, ext, options)
