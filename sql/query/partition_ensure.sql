-- Make the partitions for a time, if they are missing.
-- in: $1 milliseconds since 1970
-- out: made (boolean)
SELECT partition_ensure(to_timestamp($1::bigint / 1000.0)) AS made
