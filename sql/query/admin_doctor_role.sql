-- Who the program is in the database.
-- out: role, superuser, owner (of the tables)
SELECT current_user AS role, r.rolsuper AS superuser,
    coalesce((SELECT pg_has_role(c.relowner, 'USAGE') FROM pg_class c
	WHERE c.oid = to_regclass('public.message')), false) AS owner
FROM pg_roles r
WHERE r.rolname = current_user
