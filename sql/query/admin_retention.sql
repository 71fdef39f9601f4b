-- How long messages are kept.
-- out: longest: days, of the app that keeps them longest; 0: one keeps them
--     for ever, or there is no app
SELECT CASE WHEN count(*) = 0 OR min(retention_days) = 0 THEN 0
    ELSE max(retention_days) END AS longest
FROM app
