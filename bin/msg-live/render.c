/*
 * See render.h.
 *
 * Messages are written by the functions that answer calls, for a call that
 * nobody made: it has an app and no request, and of the session that the
 * Rocket.Chat dialect asks for rules only the app's.
 */
#include <string.h>

#include "arena.h"
#include "buf.h"
#include "clock.h"
#include "db.h"
#include "easemob/message_write.h"
#include "easemob/words.h"
#include "id.h"
#include "imkit/message_list.h"
#include "log.h"
#include "md.h"
#include "render.h"
#include "rocketchat/message_list.h"

struct work {
	struct rendering *rendering;
	struct call call;
	struct session session;
	struct message_view views[FORMS];
	size_t read[FORMS];		/* messages that were met already */
	struct thread_state *threads;
	struct buf out[FORMS];
};

static bool
has_content(const struct row *row)
{

	return (row->event.kind != EVENT_DELETED);
}

static unsigned
forms_of(const struct rendering *rendering)
{
	unsigned forms = 0;
	size_t i;

	for (i = 0; i < rendering->count; i++)
		forms |= rendering->rows[i].forms;
	return (forms);
}

static enum err
read_rules(struct work *work)
{
	struct call *call = &work->call;
	struct db_param params[2] = { db_bigint(call->arena, call->app.id),
	    db_text("rocketchat") };
	struct json_fault wrong;
	const char *text;
	PGresult *r;
	enum err e;

	if ((e = db_query(call->arena, &SQL_app_setting_find, params, 2, &r,
	    &call->fault)) != OK || db_rows(r) == 0)
		return (e);
	text = db_value(r, 0, "value");
	if (json_parse(call->arena, text, strlen(text),
	    &work->session.settings, &wrong) != OK)
		work->session.settings = NULL;
	return (OK);
}

static void
pick(struct work *work, enum form form)
{
	const struct rendering *rendering = work->rendering;
	struct message_view *view = &work->views[form];
	const struct row *row;
	size_t i;

	*view = (struct message_view){ .app = rendering->app,
	    .viewer = rendering->viewer,
	    .picks = arena_array(work->call.arena, struct view_pick,
	    rendering->count) };
	for (i = 0; i < rendering->count; i++) {
		row = &rendering->rows[i];
		if ((row->forms & FORM_BIT(form)) == 0 || !has_content(row))
			continue;
		view->picks[view->pick_count++] = (struct view_pick){
		    .conv = row->event.conv, .id = row->event.id,
		    .room_id = row->event.room_id,
		    .kind = row->event.conversation_kind,
		    .pinned = row->pinned };
	}
}

/* What all are shown may not quote what some of them do not see. */
static void
forget_replies(const struct work *work, struct message_view *view)
{
	size_t i;

	if (work->rendering->viewer != NULL)
		return;
	for (i = 0; i < view->count; i++)
		if (view->messages[i].reply != NULL &&
		    view->messages[i].reply->apart)
			view->messages[i].reply = NULL;
}

static enum err
read_form(struct work *work, enum form form)
{
	struct call *call = &work->call;
	struct message_view *view = &work->views[form];
	struct message_list list = { .count = 0 };
	enum err e = OK;

	pick(work, form);
	if (view->pick_count == 0)
		return (OK);
	if (form == FORM_EASEMOB)
		return (message_view_contents(call->arena, view, VIEW_BYTES,
		    &call->fault));
	if (form == FORM_IMKIT)
		e = imkit_list_view(call, view);
	else if ((e = read_rules(work)) == OK) {
		e = message_list_view(call, view, &list);
		work->threads = list.threads;
	}
	forget_replies(work, view);
	return (e);
}

static bool
is_of(const struct shown *shown, const struct row *row)
{

	return (shown->message.id == row->event.id &&
	    shown->message.conv == row->event.conv);
}

/* All rows, or those up to the last whose content was not too much. */
static size_t
rows_read(const struct work *work)
{
	const struct rendering *rendering = work->rendering;
	const struct message_view *view;
	size_t done = rendering->count, i;
	int form;

	for (form = 0; form < FORMS; form++) {
		view = &work->views[form];
		if (!view->cut || view->count == 0)
			continue;
		for (i = 0; i < done; i++)
			if (is_of(&view->messages[view->count - 1],
			    &rendering->rows[i]))
				done = i + 1;
	}
	return (done);
}

/* The message in the form; NULL: it has gone. */
static struct shown *
next_shown(struct work *work, enum form form, const struct row *row)
{
	struct message_view *view = &work->views[form];
	struct shown *shown;

	if (work->read[form] == view->count)
		return (NULL);
	shown = &view->messages[work->read[form]];
	if (!is_of(shown, row))
		return (NULL);
	work->read[form]++;
	return (shown);
}

/* The room or group, or the other one of the pair. */
static const char *
target_of(struct arena *arena, const struct row *row)
{
	const char *middle, *sender = row->event.sender;
	size_t length;

	if (row->event.conversation_kind != CONVERSATION_USERS ||
	    row->target == NULL ||
	    (middle = strchr(row->target, '\x1f')) == NULL)
		return (row->event.room_id);
	length = (size_t)(middle - row->target);
	if (strlen(sender) == length &&
	    memcmp(sender, row->target, length) == 0)
		return (middle + 1);
	return (arena_strndup(arena, row->target, length));
}

/* Of what is gone, here or in all dialects. */
static void
write_place(struct json_writer *w, const struct row *row, enum form form,
    const char *public_id)
{
	char id[ID_HEX + 1];

	json_write_object(w);
	id_hex(row->event.id, row->event.conv, id);
	if (form == FORM_EASEMOB) {
		json_put_string(w, "id", arena_format(w->out->arena, "%lld",
		    (long long)row->event.id));
		json_put_integer(w, "seq", row->event.seq);
		json_put_bool(w, row->state == MESSAGE_RECALLED ? "recalled" :
		    "deleted", true);
	} else if (form == FORM_IMKIT) {
		json_put_string(w, "_id", id);
		json_put_string(w, "room", row->event.room_id);
		json_put_bool(w, "isDeleted", true);
		json_put_string(w, "id", id);
	} else
		json_put_string(w, "_id", public_id);
	json_write_object_end(w);
}

static void
write_easemob(struct work *work, struct json_writer *w, const struct row *row,
    const struct message *m)
{
	struct arena *arena = work->call.arena;
	struct history_message message = { .id = m->id, .seq = m->seq,
	    .sender = m->sender, .dialect = m->dialect, .type = m->type,
	    .priority = m->priority, .body = m->body, .ext = m->ext,
	    .users = m->users };

	if (m->state != MESSAGE_PLAIN) {
		write_place(w, row, FORM_EASEMOB, NULL);
		return;
	}
	easemob_words(arena, &message);
	easemob_message_write(w, &message, row->event.conversation_kind,
	    target_of(arena, row));
}

/* Instead of a tree that is too large. */
static const struct md_node no_tree = { .type = MD_PARAGRAPH };

static void
write_rocketchat(struct work *work, struct json_writer *w,
    struct shown *shown)
{
	const struct thread_state *thread = &work->threads[shown -
	    work->views[FORM_ROCKETCHAT].messages];

	message_write(&work->call, w, shown, thread, true);
	if (!w->out->overflow)
		return;
	shown->tree = &no_tree;
	w->out->length = 0;
	w->out->overflow = false;
	json_write_begin(w, w->out);
	message_write(&work->call, w, shown, thread, true);
}

static void
write_shown(struct work *work, struct json_writer *w, enum form form,
    const struct row *row, struct shown *shown)
{
	struct imkit_beside beside;

	if (form == FORM_EASEMOB)
		write_easemob(work, w, row, &shown->message);
	else if (form == FORM_IMKIT) {
		beside = imkit_list_beside(shown);
		imkit_message_write(&work->call, w, &shown->message, &beside);
	} else
		write_rocketchat(work, w, shown);
}

/* As of the message whose content is gone. */
static const char *
deleted_id(struct arena *arena, const struct row *row)
{
	struct message m = { .id = row->event.id, .conv = row->event.conv,
	    .options = row->options };

	return (message_public_id(arena, &m));
}

/* false: it has gone. */
static bool
write_form(struct work *work, struct row *row, enum form form)
{
	struct buf *out = &work->out[form];
	struct shown *shown = NULL;
	struct json_writer w;

	out->length = 0;
	out->overflow = false;
	json_write_begin(&w, out);
	if (!has_content(row))
		write_place(&w, row, form, row->event.public_id);
	else if ((shown = next_shown(work, form, row)) == NULL)
		return (false);
	else
		write_shown(work, &w, form, row, shown);
	if (form == FORM_ROCKETCHAT && shown != NULL)
		row->event.public_id = message_public_id(work->call.arena,
		    &shown->message);
	if (out->overflow)
		log_event(LOG_LEVEL_WARNING, "live", "a message is too large");
	else
		row->event.forms[form] = (struct event_text){ out->bytes,
		    out->length };
	return (true);
}

/* Each form is asked, so that all go on to the next message. */
static bool
write_row(struct work *work, struct row *row)
{
	bool there = true;
	int form;

	if (!has_content(row))
		row->event.public_id = deleted_id(work->call.arena, row);
	for (form = 0; form < FORMS; form++)
		if ((row->forms & FORM_BIT(form)) != 0 &&
		    !write_form(work, row, (enum form)form))
			there = false;
	return (there);
}

static void
add_event(struct rendering *rendering, const struct event *parts)
{
	struct event *event = event_make(parts);

	if (rendering->first == NULL)
		rendering->first = event;
	else
		rendering->last->next = event;
	rendering->last = event;
}

enum err
render(struct arena *arena, struct rendering *rendering, struct fault *fault)
{
	struct work *work = arena_alloc(arena, sizeof(*work));
	unsigned forms = forms_of(rendering);
	size_t i;
	int form;
	enum err e;

	BUG_UNLESS(rendering->count <= RENDER_ROWS);
	work->rendering = rendering;
	work->call.arena = arena;
	work->call.conf = rendering->conf;
	work->call.app = *rendering->app;
	work->call.now = clock_now();
	work->call.session = &work->session;
	rendering->first = rendering->last = NULL;
	rendering->done = 0;
	for (form = 0; form < FORMS; form++) {
		if ((forms & FORM_BIT(form)) == 0)
			continue;
		if ((e = read_form(work, (enum form)form)) != OK) {
			*fault = work->call.fault;
			return (e);
		}
		buf_init(&work->out[form], arena, RENDER_BYTES);
	}
	rendering->done = rows_read(work);
	for (i = 0; i < rendering->done; i++)
		if (write_row(work, &rendering->rows[i]))
			add_event(rendering, &rendering->rows[i].event);
	return (OK);
}
