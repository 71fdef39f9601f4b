-- What the server and this session are like, and its clock.
-- out: settings, as text; milliseconds since 1970
SELECT current_setting('server_version') AS version,
    current_setting('server_version_num')::int AS version_number,
    current_setting('server_encoding') AS encoding,
    current_setting('synchronous_commit') AS synchronous_commit,
    current_setting('fsync') AS fsync,
    current_setting('full_page_writes') AS full_page_writes,
    current_setting('enable_seqscan') = 'off' AS settings_hold,
    pg_is_in_recovery() AS standby,
    floor(extract(epoch FROM clock_timestamp()) * 1000)::bigint AS clock
