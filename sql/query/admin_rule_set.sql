-- Set or remove a member of an app's setting, which is a JSON object.
-- in: $1 app_id, $2 the setting, $3 its member, $4 JSON text, or NULL: remove it
INSERT INTO app_setting AS s (app_id, name, value)
VALUES ($1::bigint, $2::text, CASE WHEN $4::text IS NULL THEN '{}'
    ELSE jsonb_build_object($3::text, $4::text::jsonb)::text END)
ON CONFLICT (app_id, name) DO UPDATE SET modified = now(),
    value = (CASE WHEN $4::text IS NULL THEN s.value::jsonb - $3::text
	ELSE s.value::jsonb || jsonb_build_object($3::text, $4::text::jsonb)
	END)::text
