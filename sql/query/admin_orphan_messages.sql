-- Delete what such a send left, in the same transaction.
-- in: $1 convs
DELETE FROM message WHERE conv = ANY ($1::bigint[])
