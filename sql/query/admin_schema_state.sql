-- Why a statement may have failed: no schema yet, or a role that may not.
-- out: migrated; owner: the role may act as the owner of the tables
SELECT to_regclass('public.schema_migration') IS NOT NULL AS migrated,
    coalesce((SELECT pg_has_role(c.relowner, 'USAGE') FROM pg_class c
	WHERE c.oid = to_regclass('public.schema_migration')), false) AS owner,
    current_user AS role
