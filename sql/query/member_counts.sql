-- What messages do to the counts of members: a sender has seen his own, and
-- who is mentioned has a newest mention.  Their conversations were bumped
-- before, and their locks keep two of these from crossing.
-- What not everybody sees is made up for here.
-- in: arrays, one element per message and name: $1 conv, $2 username, $3 by
--     how much `seen` rises, $4 by how much seen_total, $5 how far the seq of
--     the mention lies behind last_seq (NULL: no mention)
UPDATE room_member m SET seen = m.seen + n.seen,
    seen_total = m.seen_total + n.seen_total,
    mention_seq = greatest(m.mention_seq, n.mention_seq)
FROM (
	SELECT a.conv, a.username, sum(a.seen) AS seen,
	    sum(a.seen_total) AS seen_total,
	    max(c.last_seq - a.behind) AS mention_seq
	FROM unnest($1::bigint[], $2::text[], $3::int[], $4::int[],
	    $5::bigint[]) AS a (conv, username, seen, seen_total, behind)
	JOIN conversation c ON c.conv = a.conv
	GROUP BY a.conv, a.username
) AS n
WHERE m.conv = n.conv AND m.username = n.username
