-- Which logins still hold: nobody has logged out, been deactivated or had the
-- token revoked.
-- in: $1 app_ids and $2 SHA-256s of the tokens, in pairs
-- out: place: from 1, of those that hold
SELECT w.place
FROM unnest($1::bigint[], $2::bytea[]) WITH ORDINALITY AS w (app_id, digest, place)
JOIN user_token t ON t.app_id = w.app_id AND t.digest = w.digest
JOIN account a ON a.app_id = t.app_id AND a.username = t.username
WHERE NOT t.revoked AND t.purpose <> 'bound' AND a.activated
    AND (t.expires IS NULL OR t.expires > now())
