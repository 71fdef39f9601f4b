-- The first members of rooms.
-- in: $1 app_id, $2 convs, $3 how many of each
SELECT w.conv, m.username, a.nickname, a.avatar_url, a.description,
    coalesce(a.robot, false) AS robot,
    coalesce(floor(extract(epoch FROM a.last_login) * 1000)::bigint, 0) AS last_login
FROM unnest($2::bigint[]) AS w (conv)
CROSS JOIN LATERAL (SELECT o.username
    FROM room_member o
    WHERE o.conv = w.conv AND o.app_id = $1::bigint
    ORDER BY o.username
    LIMIT $3::bigint) AS m
LEFT JOIN account a ON a.app_id = $1::bigint AND a.username = m.username
ORDER BY w.conv, m.username
