/* See routes.h.  The table, nothing else. */
#include "easemob/easemob.h"
#include "health.h"
#include "imkit/imkit.h"
#include "rocketchat/rocketchat.h"
#include "routes.h"

const struct endpoint_table *const routes[] = {
	&health_endpoints,
	&easemob_token_endpoints,
	&easemob_user_endpoints,
	&easemob_chatroom_endpoints,
	&easemob_chatgroup_endpoints,
	&easemob_message_endpoints,
	&easemob_old_message_endpoints,
	&easemob_history_endpoints,
	&easemob_live_endpoints,
	&imkit_send_endpoints,
	&imkit_room_endpoints,
	&imkit_room_member_endpoints,
	&imkit_room_read_endpoints,
	&imkit_batch_endpoints,
	&imkit_client_endpoints,
	&imkit_client_token_endpoints,
	&imkit_me_endpoints,
	&imkit_group_endpoints,
	&imkit_history_endpoints,
	&imkit_live_endpoints,
	&imkit_search_endpoints,
	&imkit_extra_endpoints,
	&imkit_mark_endpoints,
	&imkit_moderation_endpoints,
	&imkit_setting_endpoints,
	&imkit_reading_endpoints,
	&imkit_device_endpoints,
	&imkit_preference_endpoints,
	&imkit_my_preference_endpoints,
	&imkit_room_count_endpoints,
	&rocketchat_login_endpoints,
	&rocketchat_method_endpoints,
	&rocketchat_send_endpoints,
	&rocketchat_room_create_endpoints,
	&rocketchat_direct_endpoints,
	&rocketchat_room_read_endpoints,
	&rocketchat_room_member_endpoints,
	&rocketchat_room_role_endpoints,
	&rocketchat_room_setting_endpoints,
	&rocketchat_subscription_endpoints,
	&rocketchat_user_endpoints,
	&rocketchat_personal_token_endpoints,
	&rocketchat_edit_endpoints,
	&rocketchat_history_endpoints,
	&rocketchat_react_endpoints,
	&rocketchat_remove_endpoints,
	&rocketchat_sync_endpoints,
	&rocketchat_thread_endpoints,
	&rocketchat_post_endpoints,
	NULL,
};

const struct endpoint_table *const live_routes[] = {
	NULL,
};
