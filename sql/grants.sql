-- All that the application's role may do.  :"role" is replaced by msgctl
-- migrate with the quoted name of the role in MSG_DSN.
GRANT SELECT ON app, api_key, room_rate TO :"role";
GRANT SELECT, INSERT, UPDATE, DELETE ON account, room, room_member TO :"role";
GRANT SELECT, INSERT ON message, payload TO :"role";
GRANT SELECT, INSERT, UPDATE ON conversation TO :"role";
GRANT SELECT, INSERT, DELETE ON idempotency TO :"role";
GRANT SELECT, INSERT, UPDATE ON rate_counter TO :"role";
GRANT USAGE ON SEQUENCE message_number TO :"role";
GRANT EXECUTE ON FUNCTION partition_ensure TO :"role";
