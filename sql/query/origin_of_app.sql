-- Whether an app lets pages of an origin call.
-- in: $1 app_id, $2 origin
-- out: listed (the origin is in its list), any (its list has *); or no row
SELECT $2::text = ANY (cors_origins) AS listed,
    '*' = ANY (cors_origins) AS any
FROM app
WHERE app_id = $1::bigint
