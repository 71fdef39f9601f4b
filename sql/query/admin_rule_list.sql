-- Members of an app's setting, which is a JSON object.
-- in: $1 app_id, $2 the setting, $3 one member, or NULL: all
-- out: name, value: JSON text; roles: the same of an array of strings, with
--      commas between them
SELECT e.key AS name, e.value::text AS value,
    CASE WHEN jsonb_typeof(e.value) = 'array' THEN (SELECT
	coalesce(string_agg(r.role, ',' ORDER BY r.place), '')
	FROM jsonb_array_elements_text(e.value) WITH ORDINALITY AS r (role, place))
	END AS roles
FROM app_setting s
CROSS JOIN LATERAL jsonb_each(CASE WHEN jsonb_typeof(s.value::jsonb) = 'object'
    THEN s.value::jsonb ELSE '{}' END) AS e (key, value)
WHERE s.app_id = $1::bigint AND s.name = $2::text
    AND ($3::text IS NULL OR e.key = $3::text)
ORDER BY e.key
