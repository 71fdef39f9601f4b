-- Settings of a fresh connection.  Locks of a client whose host is gone end
-- with its connection, so that is noticed in seconds.  A weaker synchronous_commit than "on"
-- would break the promise that an answer means committed.  Every statement
-- of ours is served by an index, so a plan made while a table was small must
-- not scan it once it has grown; nothing of ours is worth compiling.
-- in: $1 statement timeout, $2 lock timeout, $3 idle timeout, with units
-- out: one row, not looked at
SELECT set_config('statement_timeout', $1::text, false),
    set_config('lock_timeout', $2::text, false),
    set_config('idle_in_transaction_session_timeout', $3::text, false),
    set_config('tcp_keepalives_idle', '10', false),
    set_config('tcp_keepalives_interval', '5', false),
    set_config('tcp_keepalives_count', '3', false),
    set_config('tcp_user_timeout', '20s', false),
    set_config('enable_seqscan', 'off', false),
    set_config('jit', 'off', false),
    set_config('synchronous_commit',
	CASE WHEN current_setting('synchronous_commit') IN ('off', 'local', 'remote_write')
	THEN 'on' ELSE current_setting('synchronous_commit') END, false)
