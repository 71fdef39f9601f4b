-- Rights of grants.sql that the program's role lacks.
-- in: $1 tables, $2 rights, by position
-- out: missing: a list for people, or NULL
SELECT string_agg(g.privilege || ' on ' || g.relation, ', ') AS missing
FROM unnest($1::text[], $2::text[]) AS g (relation, privilege)
WHERE NOT coalesce(has_table_privilege(to_regclass('public.' || g.relation), g.privilege), false)
