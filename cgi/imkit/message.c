/* See message.h. */
#include <string.h>

#include "arena.h"
#include "buf.h"
#include "content.h"
#include "id.h"
#include "message.h"

/* Members that are stored, in the order in which they are shown. */
#define members content_imkit_members
enum { MEMBERS = CONTENT_IMKIT_MEMBERS };

bool
imkit_is_system(const char *type)
{
	static const char *const types[] = {
		"joinRoom", "leaveRoom", "addMember", "addMembers",
		"deleteMember", "deleteMembers", "cancelInvitations",
		"assignAdmin", "createRoom", "updateRoom",
	};
	size_t i;

	for (i = 0; i < sizeof(types) / sizeof(types[0]); i++)
		if (strcmp(type, types[i]) == 0)
			return (true);
	return (false);
}

static enum err
read_type(struct call *call, struct json_object *root,
    struct imkit_content *content)
{
	enum err e;

	if ((e = imkit_text(call, root, "messageType", IMKIT_TYPE_MAX,
	    &content->type)) != OK || content->type == NULL)
		return (e);
	if (*content->type == '\0')
		return (imkit_absent(call, "messageType"));
	return (imkit_id_check(call, "messageType", content->type));
}

static enum err
read_names(struct call *call, struct json_object *root,
    struct imkit_content *content)
{
	enum err e;

	if ((e = imkit_text(call, root, "_id", IMKIT_ID_MAX,
	    &content->id)) != OK ||
	    (e = imkit_text(call, root, "reply", IMKIT_ID_MAX,
	    &content->reply)) != OK)
		return (e);
	if (json_has(root, "_id") && (content->id == NULL ||
	    *content->id == '\0'))
		content->id = NULL;	/* clients send null for a new one */
	return (imkit_strings(call, root, "mentions", IMKIT_MENTIONS_MAX,
	    &content->mentions, &content->mention_count));
}

enum err
imkit_content_read(struct call *call, struct json_object *root,
    struct imkit_content *content)
{
	const struct http_request *request = &call->request;
	struct json_slice slice;
	struct buf out;
	bool comma = false;
	size_t i;
	enum err e;

	memset(content, 0, sizeof(*content));
	if ((e = read_type(call, root, content)) != OK ||
	    (e = read_names(call, root, content)) != OK)
		return (e);
	content->text = json_string(json_get(root, "message"));
	buf_init(&out, call->arena, request->body_length + 2);
	buf_putc(&out, '{');
	for (i = 0; i < MEMBERS; i++) {
		if (!json_has(root, members[i]) ||
		    !json_member(request->body, request->body_length,
		    members[i], &slice))
			continue;
		buf_format(&out, "%s\"%s\":", comma ? "," : "", members[i]);
		json_compact(&out, slice);
		comma = true;
	}
	buf_putc(&out, '}');
	content->body = out.bytes;
	return (OK);
}

/* The member of a stored body, if it has one. */
static bool
stored_member(const char *body, const char *name, struct json_slice *slice)
{

	return (json_member(body, strlen(body), name, slice));
}

const char *
imkit_content_merge(struct arena *arena, const char *old, const char *new)
{
	struct json_slice slice;
	struct buf out;
	bool comma = false;
	size_t i;

	buf_init(&out, arena, strlen(old) + strlen(new));
	buf_putc(&out, '{');
	for (i = 0; i < MEMBERS; i++) {
		if (!stored_member(new, members[i], &slice) &&
		    !stored_member(old, members[i], &slice))
			continue;
		buf_format(&out, "%s\"%s\":", comma ? "," : "", members[i]);
		buf_put(&out, slice.bytes, slice.length);
		comma = true;
	}
	buf_putc(&out, '}');
	return (out.bytes);
}

static void
write_sender(struct call *call, struct json_writer *w,
    const struct message *m, const struct account *sender)
{

	json_write_name(w, "sender");
	if (sender != NULL)
		imkit_user(call, w, sender);
	else
		json_write_string(w, *m->sender == '\0' ? NULL : m->sender);
}

/* The members of the stored body; the answered message is shown as a whole. */
static void
write_body(struct call *call, struct json_writer *w, const struct message *m,
    const struct imkit_beside *beside)
{
	const struct imkit_beside reply = { .sender = beside->reply_sender };
	struct json_slice slice;
	size_t i;

	for (i = 0; i < MEMBERS; i++) {
		if (!stored_member(m->body, members[i], &slice))
			continue;
		json_write_name(w, members[i]);
		if (beside->reply != NULL && strcmp(members[i], "reply") == 0)
			imkit_message_write(call, w, beside->reply, &reply);
		else
			json_write_raw(w, slice.bytes, slice.length);
	}
}

static void
write_times(struct call *call, struct json_writer *w, const struct message *m)
{
	msec_t sent = id_time(m->id);

	imkit_time(call, w, "messageTime", sent);
	imkit_time(call, w, "createdAt", sent);
	imkit_time(call, w, "updatedAt", m->changed == 0 ? sent : m->changed);
	if (m->edited != 0)
		json_put_string(w, "editedAt", imkit_iso(call->arena,
		    m->edited));
}

static void
write_options(struct json_writer *w, const struct message *m)
{
	struct json_slice slice;

	if (m->options == NULL || !stored_member(m->options, "batchID", &slice))
		return;
	json_write_name(w, "batchID");
	json_write_raw(w, slice.bytes, slice.length);
}

void
imkit_message_write(struct call *call, struct json_writer *w,
    const struct message *m, const struct imkit_beside *beside)
{
	char id[ID_HEX + 1];

	id_hex(m->id, m->conv, id);
	json_write_object(w);
	json_put_string(w, "_id", id);
	json_put_string(w, "room", m->room_id);
	json_put_string(w, "messageType", m->type);
	write_sender(call, w, m, beside->sender);
	write_body(call, w, m, beside);
	json_put_string(w, "appID", call->app.name);
	json_put_integer(w, "__v", 0);
	write_times(call, w, m);
	write_options(w, m);
	json_write_name(w, "reactions");
	json_write_raw(w, beside->reactions == NULL ? "[]" :
	    beside->reactions, strlen(beside->reactions == NULL ? "[]" :
	    beside->reactions));
	json_put_integer(w, "reactionCount", (int64_t)beside->reaction_count);
	if (beside->pinned || beside->unpinned) {
		json_put_bool(w, "pinned", beside->pinned);
		json_put_bool(w, "isPined", beside->pinned);
	}
	if (beside->hidden || beside->unhidden)
		json_put_bool(w, "isHidden", beside->hidden);
	if (beside->deleted)
		json_put_bool(w, "isDeleted", true);
	json_put_string(w, "id", id);
	json_write_object_end(w);
}
