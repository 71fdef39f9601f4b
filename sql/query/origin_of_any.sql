-- Whether some app lets pages of an origin call: for what is asked before it is
-- known which app is meant.
-- in: $1 origin
-- out: listed (the origin is in a list), any (a list has *)
SELECT EXISTS (SELECT FROM app
        WHERE cors_origins @> ARRAY[$1::text]) AS listed,
    EXISTS (SELECT FROM app WHERE cors_origins @> ARRAY['*']) AS any
