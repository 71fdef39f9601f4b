-- Settings of a session: of a fresh connection, or, through a pooler, which
-- may give each transaction another session, of the transaction alone.  Locks
-- of a client whose host is gone end with its connection, so that is noticed
-- in seconds.  A weaker synchronous_commit than "on" would break the promise
-- that an answer means committed.  Every statement of ours is served by an
-- index, so a plan made while a table was small must not scan it once it has
-- grown; nothing of ours is worth compiling.  One plan serves all values: the
-- length of an array would otherwise have each execution planned anew, which
-- costs more than running it.
-- in: $1 statement timeout, $2 lock timeout, $3 idle timeout, with units;
-- $4 the process that the client was told: a pooler tells one of its own
-- out: pooled; the rest is not looked at
SELECT pooled,
    set_config('statement_timeout', $1::text, pooled),
    set_config('lock_timeout', $2::text, pooled),
    set_config('idle_in_transaction_session_timeout', $3::text, pooled),
    set_config('enable_seqscan', 'off', pooled),
    set_config('jit', 'off', pooled),
    set_config('plan_cache_mode', 'force_generic_plan', pooled),
    set_config('synchronous_commit',
	CASE WHEN current_setting('synchronous_commit') IN ('off', 'local', 'remote_write')
	THEN 'on' ELSE current_setting('synchronous_commit') END, pooled),
    CASE WHEN NOT pooled THEN set_config('tcp_keepalives_idle', '10', false) END,
    CASE WHEN NOT pooled THEN set_config('tcp_keepalives_interval', '5', false) END,
    CASE WHEN NOT pooled THEN set_config('tcp_keepalives_count', '3', false) END,
    CASE WHEN NOT pooled THEN set_config('tcp_user_timeout', '20s', false) END
FROM (SELECT pg_backend_pid() <> $4::int AS pooled) AS connection
