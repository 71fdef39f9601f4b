-- Judge a batch of calls against their limits; see schema/004_limits.sql.
-- in: $1 counters, ascending, $2 quotas, $3 windows in seconds, $4 $5 $6
--     units to add with high, normal and low priority; $7 call counter,
--     $8 message counter, $9 units per call; $10 call, $11 counter, $12
--     priority per call and room (positions count from 1, 0 is none)
-- out: verdicts, kept (NULL: all admitted), used, reset
SELECT verdicts, kept, used, reset
FROM rate_admit($1::bigint[], $2::int[], $3::int[], $4::int[], $5::int[],
    $6::int[], $7::int[], $8::int[], $9::int[], $10::int[], $11::int[],
    $12::int[])
