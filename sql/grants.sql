-- All that the application's role may do.  :"role" is replaced by msgctl
-- migrate with the quoted name of the role in MSG_DSN.
GRANT SELECT ON app, api_key, app_host, room_rate TO :"role";
GRANT SELECT, INSERT, UPDATE, DELETE ON account, room, room_member TO :"role";
GRANT SELECT, INSERT, UPDATE, DELETE ON user_token, room_ban, user_block,
    user_group, app_setting, user_preference, device TO :"role";
GRANT SELECT, INSERT ON payload TO :"role";
GRANT SELECT, INSERT, UPDATE ON batch TO :"role";
GRANT SELECT, INSERT, UPDATE, DELETE ON batch_item TO :"role";
GRANT SELECT, INSERT ON message TO :"role";
GRANT UPDATE (type, body, ext, options, payload_id, users, ignored, dialect, state, changed,
    edited, silent)
    ON message TO :"role";
GRANT UPDATE (grams) ON message_gram TO :"role";
GRANT SELECT, INSERT, DELETE ON message_reaction, message_hidden,
    message_gram, notification, push_request, ephemeral_message TO :"role";
GRANT SELECT, INSERT, UPDATE ON conversation TO :"role";
GRANT SELECT, INSERT, DELETE ON idempotency TO :"role";
GRANT SELECT, INSERT, UPDATE ON rate_counter TO :"role";
GRANT USAGE ON SEQUENCE message_number TO :"role";
GRANT EXECUTE ON FUNCTION partition_ensure TO :"role";
