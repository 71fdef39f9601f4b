-- Store messages; their conversations were bumped before.
-- in: arrays, one element per message: $1 conv, $2 id, $3 how far its seq
--     lies behind last_seq (NULL: dropped), $4 app_id, $5 sender, $6 type,
--     $7 priority, $8 body, $9 ext, $10 options, $11 payload_id, $12 users
--     and $13 ignored, both the text form of a text[]; $14 dialect,
--     $15 whether it counts in no badge, $16 or in no total one, $17 thread
-- err: check_violation without a constraint: no partition for the id
INSERT INTO message (conv, id, seq, app_id, sender, type, priority, body,
    ext, options, payload_id, users, ignored, dialect,
    silent, untotalled, thread)
SELECT m.conv, m.id, c.last_seq - m.behind, m.app_id, m.sender, m.type,
    m.priority, m.body, m.ext, m.options, m.payload_id, m.users::text[],
    m.ignored::text[], m.dialect, m.silent, m.untotalled, m.thread
FROM unnest($1::bigint[], $2::bigint[], $3::bigint[], $4::bigint[],
    $5::text[], $6::text[], $7::int[], $8::text[], $9::text[], $10::text[],
    $11::bigint[], $12::text[], $13::text[], $14::int[], $15::boolean[],
    $16::boolean[], $17::bigint[])
    AS m (conv, id, behind, app_id, sender, type, priority, body, ext,
	options, payload_id, users, ignored, dialect, silent, untotalled,
	thread)
JOIN conversation c ON c.conv = m.conv
