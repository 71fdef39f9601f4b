/*
 * What is stored of a message as its body: the members that came and are
 * known, to the letter, but for what the server fills in (contract
 * rocketchat, 1.3 (c)): msg, tmid, tshow, urls, mentions, channels.  The id and
 * the time that a client gave are options, which no edit changes.
 */
#include <string.h>

#include "arena.h"
#include "buf.h"
#include "json_string.h"
#include "post.h"

static const char *const kept[] = { "t", "bot", "content", "e2e",
    "e2eMentions", "customFields", "federation", "groupable", "sentByEmail",
    "alias", "emoji", "avatar", "blocks" };

static bool
is_kept(struct json_slice name, struct json_slice value)
{
	size_t i;

	if (value.length == 4 && memcmp(value.bytes, "null", 4) == 0)
		return (false);
	for (i = 0; i < sizeof(kept) / sizeof(kept[0]); i++)
		if (json_literal_is(name, kept[i]))
			return (true);
	return (false);
}

/* Whether a preview of ${url} is wanted, as far as the client says. */
static bool
is_previewed(const struct post *post, const char *url)
{
	const char *wanted;
	size_t i;

	if (post->previews == NULL)
		return (true);
	for (i = 0; i < json_object_array_length(post->previews); i++) {
		wanted = json_string(json_object_array_get_idx(
		    post->previews, i));
		if (wanted != NULL && strcmp(wanted, url) == 0)
			return (true);
	}
	return (false);
}

static void
write_links(struct call *call, const struct post *post,
    struct json_writer *w)
{
	const struct names *links = &post->mentions.links;
	size_t i;

	json_write_name(w, "urls");
	json_write_array(w);
	for (i = 0; i < links->count && !post->plain_urls; i++) {
		json_write_object(w);
		json_put_string(w, "url", links->texts[i]);
		json_write_name(w, "meta");
		json_write_raw(w, "{}", 2);
		if ((post->quoted != NULL && post->quoted[i]) ||
		    (!is_previewed(post, links->texts[i]) &&
		    !post_link_is_own(call, links->texts[i])))
			json_put_bool(w, "ignoreParse", true);
		json_write_object_end(w);
	}
	json_write_array_end(w);
}

/* The client's, and those of the links to messages. */
static void
write_attachments(struct call *call, const struct post *post,
    struct json_writer *w)
{
	const struct message_input *input = &post->input;
	struct json_slice array = { "", 0 }, element;
	const char *at;
	struct buf piece;
	size_t i;

	if (json_member(input->source.bytes, input->source.length,
	    "attachments", &array) && *array.bytes != '[')
		array.length = 0;
	if (array.length == 0 && post->quote_count == 0)
		return;
	json_write_name(w, "attachments");
	json_write_array(w);
	at = array.length == 0 ? NULL : array.bytes;
	while (at != NULL && (at = json_element(at, &element)) != NULL) {
		buf_init(&piece, call->arena, MESSAGE_BODY_MAX);
		json_compact(&piece, element);
		w->out->overflow |= piece.overflow;
		json_write_raw(w, piece.bytes, piece.length);
	}
	for (i = 0; i < post->quote_count; i++)
		json_write_raw(w, post->quotes[i], strlen(post->quotes[i]));
	json_write_array_end(w);
}

static void
write_raw(struct json_writer *w, const char *name, const char *json)
{

	json_write_name(w, name);
	json_write_raw(w, json, strlen(json));
}

const char *
post_options(struct call *call, const struct message_input *input)
{
	struct json_writer w;
	struct buf out;

	if (input->id == NULL && input->at == 0)
		return (NULL);
	buf_init(&out, call->arena, 8 * MESSAGE_ID_MAX);
	json_write_begin(&w, &out);
	json_write_object(&w);
	json_write_name(&w, "rocketchat");
	json_write_object(&w);
	if (input->id != NULL)
		json_put_string(&w, "_id", input->id);
	if (input->at != 0)
		json_put_integer(&w, "ts", input->at);
	json_write_object_end(&w);
	json_write_object_end(&w);
	return (out.bytes);
}

void
post_body_write(struct call *call, const struct post *post, struct buf *out)
{
	const char *at = post->input.source.bytes;
	struct json_slice name, value;
	struct json_writer w;
	struct buf piece;

	json_write_begin(&w, out);
	json_write_object(&w);
	json_put_string(&w, "msg", post->text);
	while ((at = json_next(at, &name, &value)) != NULL) {
		if (!is_kept(name, value))
			continue;
		buf_init(&piece, call->arena, MESSAGE_BODY_MAX);
		json_compact(&piece, value);
		out->overflow |= piece.overflow;
		json_write_raw(&w, name.bytes, name.length);
		buf_putc(out, ':');
		w.comma = false;
		json_write_raw(&w, piece.bytes, piece.length);
	}
	if (post->thread != NULL)
		json_put_string(&w, "tmid", post->thread);
	if (post->input.show)
		json_put_bool(&w, "tshow", true);
	write_attachments(call, post, &w);
	write_links(call, post, &w);
	write_raw(&w, "mentions", post->mentions.users_json);
	write_raw(&w, "channels", post->mentions.rooms_json);
	json_write_object_end(&w);
}
