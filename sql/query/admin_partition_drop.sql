-- Drop the partitions of a week.
-- in: $1 its Monday
-- err: lock_not_available: senders or readers are using them
SELECT partition_drop($1::date)
