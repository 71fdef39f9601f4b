-- The schema in which all objects are made, whatever the role's settings
-- (functions keep it: SET search_path FROM CURRENT), and time to make them.
-- out: one row, not looked at
SELECT set_config('search_path', 'public, pg_temp', false),
    set_config('statement_timeout', '0', false)
