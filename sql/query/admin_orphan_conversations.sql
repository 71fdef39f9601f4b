-- Delete conversations of apps that are gone.  Taking their locks first
-- waits for a send that is still under way.
-- in: $1 convs
DELETE FROM conversation c
WHERE c.conv = ANY ($1::bigint[])
    AND NOT EXISTS (SELECT FROM app a WHERE a.app_id = c.app_id)
