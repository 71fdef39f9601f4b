/* See mention.h. */
#include <ctype.h>
#include <string.h>

#include "account.h"
#include "arena.h"
#include "buf.h"
#include "db.h"
#include "mention.h"

enum { DOMAINS_MAX = 50, JSON_MAX = 128 * 1024 };

/* "a.example, b.example" */
static void
read_domains(struct call *call, struct md_options *options)
{
	const char *list = json_string(json_get(rocketchat_session(call)->
	    settings, "Message_CustomDomain_AutoLink"));
	const char **domains;
	size_t length, end;

	if (list == NULL)
		return;
	domains = arena_array(call->arena, const char *, DOMAINS_MAX);
	for (; *list != '\0' && options->domain_count < DOMAINS_MAX;
	    list += length + (list[length] == ',')) {
		length = strcspn(list, ",");
		while (length > 0 && isspace((unsigned char)*list))
			list++, length--;
		for (end = length; end > 0 &&
		    isspace((unsigned char)list[end - 1]); end--)
			;
		if (end > 0)
			domains[options->domain_count++] = arena_strndup(
			    call->arena, list, end);
	}
	options->domains = domains;
}

struct md_options
tree_options(struct call *call)
{
	const struct session *session = rocketchat_session(call);
	struct md_options options = { .colors = true, .emoticons = true,
	    .katex_parenthesis = true };
	bool katex;

	if (session == NULL)
		return (options);
	katex = session_flag(session, "Katex_Enabled", true);
	options.colors = session_flag(session, "HexColorPreview_Enabled",
	    true);
	options.katex_dollar = katex && session_flag(session,
	    "Katex_Dollar_Syntax", false);
	options.katex_parenthesis = katex && session_flag(session,
	    "Katex_Parenthesis_Syntax", true);
	read_domains(call, &options);
	return (options);
}

/* Each once, in their order. */
void
names_add(struct names *names, size_t most, const char *text)
{
	size_t i;

	for (i = 0; i < names->count; i++)
		if (strcmp(names->texts[i], text) == 0)
			return;
	if (names->count < most)
		names->texts[names->count++] = text;
}

void
mentions_add_user(struct mentions *mentions, const char *name)
{

	if (strcmp(name, "all") == 0)
		mentions->all = true;
	else if (strcmp(name, "here") == 0)
		mentions->here = true;
	else
		names_add(&mentions->users, MENTIONS_MAX, name);
}

/* The tree's depth is bounded by the grammar (md.h). */
static void
walk(struct arena *arena, struct mentions *mentions,
    const struct md_node *node)
{

	for (; node != NULL; node = node->next) {
		if (node->type == MD_MENTION_USER)
			mentions_add_user(mentions, md_utf8(arena, node->text));
		else if (node->type == MD_MENTION_CHANNEL)
			names_add(&mentions->rooms, MENTIONS_MAX,
			    md_utf8(arena, node->text));
		else if (node->type == MD_LINK)
			names_add(&mentions->links, LINKS_MAX,
			    md_utf8(arena, node->text));
		walk(arena, mentions, node->first);
	}
}

static void
begin(struct call *call, struct mentions *mentions)
{

	mentions->users.texts = arena_array(call->arena, const char *,
	    MENTIONS_MAX);
	mentions->rooms.texts = arena_array(call->arena, const char *,
	    MENTIONS_MAX);
	mentions->links.texts = arena_array(call->arena, const char *,
	    LINKS_MAX);
}

void
mentions_beside(struct call *call, struct json_object *object,
    struct mentions *mentions)
{
	struct json_object *users = json_get(object, "e2eUserMentions"),
	    *rooms = json_get(object, "e2eChannelMentions");
	const char *name;
	size_t i;

	begin(call, mentions);
	for (i = 0; json_is(users, json_type_array) &&
	    i < json_object_array_length(users); i++) {
		name = json_string(json_object_array_get_idx(users, i));
		if (name != NULL && *name == '@')
			mentions_add_user(mentions, name + 1);
	}
	for (i = 0; json_is(rooms, json_type_array) &&
	    i < json_object_array_length(rooms); i++) {
		name = json_string(json_object_array_get_idx(rooms, i));
		if (name != NULL && *name == '#')
			names_add(&mentions->rooms, MENTIONS_MAX, name + 1);
	}
}

void
mentions_read(struct call *call, const char *text, struct mentions *mentions)
{
	struct md_options options = tree_options(call);

	begin(call, mentions);
	if (rocketchat_version(call) < 8) {
		mentions_scan(call, text, mentions);
		return;
	}
	mentions->tree = md_parse(call->arena, text, strlen(text), &options);
	walk(call->arena, mentions, mentions->tree);
}

/* The row of ${kind} and ${name}, or -1. */
static int
row_of(const PGresult *r, const char *kind, const char *name, bool fold)
{
	const char *value;
	size_t i;

	for (i = 0; i < db_rows(r); i++) {
		value = db_value(r, i, "name");
		if (strcmp(db_value(r, i, "kind"), kind) == 0 &&
		    (fold ? strcasecmp(value, name) : strcmp(value, name)) ==
		    0)
			return ((int)i);
	}
	return (-1);
}

static void
write_group(struct json_writer *w, const char *name)
{

	json_write_object(w);
	json_put_string(w, "_id", name);
	json_put_string(w, "username", name);
	json_write_object_end(w);
}

static void
write_users(struct call *call, struct mentions *mentions, const PGresult *r)
{
	struct account account = { .username = NULL };
	struct json_writer w;
	struct buf out;
	size_t i;
	int row;

	buf_init(&out, call->arena, JSON_MAX);
	json_write_begin(&w, &out);
	json_write_array(&w);
	if (mentions->all)
		write_group(&w, "all");
	if (mentions->here)
		write_group(&w, "here");
	for (i = 0; i < mentions->users.count; i++) {
		row = row_of(r, "user", mentions->users.texts[i], false);
		if (row < 0)
			continue;
		account.username = db_value(r, (size_t)row, "name");
		account.uuid = db_value(r, (size_t)row, "id");
		account.nickname = db_value_or_null(r, (size_t)row,
		    "nickname");
		json_write_object(&w);
		rocketchat_user_members(call->arena, &w, &account,
		    account.username);
		json_put_string(&w, "type", "user");
		json_write_object_end(&w);
		mentions->usernames[mentions->username_count++] =
		    account.username;
	}
	json_write_array_end(&w);
	mentions->users_json = out.bytes;
}

static void
write_rooms(struct call *call, struct mentions *mentions, const PGresult *r)
{
	struct json_writer w;
	struct buf out;
	size_t i;
	int row;

	buf_init(&out, call->arena, JSON_MAX);
	json_write_begin(&w, &out);
	json_write_array(&w);
	for (i = 0; i < mentions->rooms.count; i++) {
		row = row_of(r, "room", mentions->rooms.texts[i], true);
		if (row < 0)
			continue;
		json_write_object(&w);
		json_put_string(&w, "_id", db_value(r, (size_t)row, "id"));
		json_put_string(&w, "name", db_value(r, (size_t)row, "name"));
		json_put_string(&w, "fname", db_value(r, (size_t)row,
		    "name"));
		json_write_object_end(&w);
	}
	json_write_array_end(&w);
	mentions->rooms_json = out.bytes;
}

static struct db_param
folded(struct call *call, const struct names *names)
{
	const char **texts = arena_array(call->arena, const char *,
	    names->count + 1);
	size_t i;

	for (i = 0; i < names->count; i++)
		texts[i] = username_fold(call->arena, names->texts[i]);
	return (db_text(db_array_literal(call->arena, texts, names->count)));
}

enum err
mentions_resolve(struct call *call, struct mentions *mentions)
{
	struct db_param params[5];
	PGresult *r = NULL;
	enum err e;

	mentions->usernames = arena_array(call->arena, const char *,
	    MENTIONS_MAX);
	if (mentions->users.count + mentions->rooms.count > 0) {
		params[0] = db_bigint(call->arena, call->app.id);
		params[1] = db_text(db_array_literal(call->arena,
		    mentions->users.texts, mentions->users.count));
		params[2] = folded(call, &mentions->rooms);
		params[3] = db_text(db_array_literal(call->arena,
		    mentions->rooms.texts, mentions->rooms.count));
		params[4] = db_text(rocketchat_session(call)->
		    account.username);
		if ((e = db_query(call->arena, &SQL_mention_find, params, 5,
		    &r, &call->fault)) != OK)
			return (e);
	}
	write_users(call, mentions, r);
	write_rooms(call, mentions, r);
	return (OK);
}
