-- Housekeeping, for msgctl partitions alone: the application's role may not
-- call this.

-- Dropping takes the strongest lock on message for a moment; msgctl's
-- lock_timeout keeps it from holding up senders behind a long reader.
CREATE FUNCTION partition_drop(week date) RETURNS void
LANGUAGE plpgsql SET search_path FROM CURRENT AS $$
DECLARE
	suffix text := to_char(week, 'YYYYMMDD');
	parent text;
BEGIN
	IF (week + 7)::timestamp AT TIME ZONE 'UTC' > now() THEN
		RAISE EXCEPTION 'the week of % is not over', week
		    USING ERRCODE = 'object_in_use';
	END IF;
	PERFORM pg_advisory_xact_lock(hashtext('msgcgi partitions'));
	FOREACH parent IN ARRAY ARRAY['message', 'payload'] LOOP
		EXECUTE format('DROP TABLE IF EXISTS %I', parent || '_' || suffix);
	END LOOP;
END
$$;
COMMENT ON FUNCTION partition_drop IS 'drop the partitions of a week that is over';
REVOKE ALL ON FUNCTION partition_drop FROM PUBLIC;

COMMENT ON TABLE schema_migration IS 'which of sql/schema were applied; written by msgctl migrate';
COMMENT ON COLUMN schema_migration.sha256 IS 'of the text that was applied, without comment lines';
