-- Rights of grants.sql that the program's role lacks.  UPDATE may be for some
-- columns only, which has_table_privilege() does not count.
-- in: $1 tables, $2 rights, by position, with blanks between those of a table
-- out: missing: a list for people, or NULL
SELECT string_agg(p.privilege || ' on ' || g.relation, ', ') AS missing
FROM unnest($1::text[], $2::text[]) AS g (relation, privileges),
    string_to_table(g.privileges, ' ') AS p (privilege)
WHERE NOT coalesce(CASE p.privilege WHEN 'UPDATE'
    THEN has_any_column_privilege(to_regclass('public.' || g.relation), p.privilege)
    ELSE has_table_privilege(to_regclass('public.' || g.relation), p.privilege)
    END, false)
