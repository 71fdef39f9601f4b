/* See routes.h.  The table, nothing else. */
#include "easemob/easemob.h"
#include "health.h"
#include "imkit/imkit.h"
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
	&imkit_send_endpoints,
	NULL,
};
