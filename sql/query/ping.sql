-- Whether the database answers.
-- out: one (integer)
SELECT 1 AS one
