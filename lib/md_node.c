/* Nodes, lists of them, and what the parser remembers; see md_parser.h. */
#include <string.h>

#include "arena.h"
#include "md_parser.h"

struct md_text
md_slice(const struct md_parser *p, size_t at, size_t end)
{

	return ((struct md_text){ p->text + at, end - at });
}

struct md_text
md_ascii(struct arena *arena, const char *ascii)
{
	size_t i, length = strlen(ascii);
	uint16_t *units = arena_array(arena, uint16_t, length + 1);

	for (i = 0; i < length; i++)
		units[i] = (unsigned char)ascii[i];
	return ((struct md_text){ units, length });
}

struct md_text
md_join(struct arena *arena, struct md_text a, struct md_text b)
{
	uint16_t *units = arena_array(arena, uint16_t,
	    a.length + b.length + 1);

	memcpy(units, a.units, a.length * sizeof(*units));
	memcpy(units + a.length, b.units, b.length * sizeof(*units));
	return ((struct md_text){ units, a.length + b.length });
}

struct md_node *
md_node_new(struct md_parser *p, enum md_type type)
{
	struct md_node *node = arena_calloc(p->arena, 1, sizeof(*node));

	node->type = type;
	return (node);
}

struct md_node *
md_node_text(struct md_parser *p, enum md_type type, size_t at, size_t end)
{
	struct md_node *node = md_node_new(p, type);

	node->text = md_slice(p, at, end);
	return (node);
}

struct md_node *
md_plain(struct md_parser *p, size_t at, size_t end)
{

	return (md_node_text(p, MD_PLAIN_TEXT, at, end));
}

struct md_node *
md_node_children(struct md_parser *p, enum md_type type,
    struct md_node *first)
{
	struct md_node *node = md_node_new(p, type);

	node->first = first;
	return (node);
}

void
md_list_add(struct md_parser *p, struct md_list *list, struct md_node *node)
{
	struct md_node **nodes;

	if (node->type == MD_FRAGMENT) {
		for (node = node->first; node != NULL; node = node->next)
			md_list_add(p, list, node);
		return;
	}
	if (list->count == list->size) {
		list->size = list->size == 0 ? 8 : 2 * list->size;
		nodes = arena_array(p->arena, struct md_node *, list->size);
		if (list->count > 0)
			memcpy(nodes, list->nodes,
			    list->count * sizeof(*nodes));
		list->nodes = nodes;
	}
	/* A copy: what is remembered may become part of several lists. */
	list->nodes[list->count] = arena_memdup(p->arena, node,
	    sizeof(*node));
	list->nodes[list->count++]->next = NULL;
}

static bool
is_words(const struct md_node *node)
{
	size_t i;

	if (node == NULL || node->type != MD_PLAIN_TEXT)
		return (false);
	for (i = 0; i < node->text.length; i++)
		if (!md_is_space(node->text.units[i]))
			return (true);
	return (false);
}

/* An emoji that touches another one or words is text again. */
static bool
is_taken_back(const struct md_node *before, const struct md_node *node,
    const struct md_node *behind)
{

	if (node->type != MD_EMOJI || node->unicode)
		return (false);
	return ((before != NULL && before->type == MD_EMOJI) ||
	    (behind != NULL && behind->type == MD_EMOJI) ||
	    is_words(before) || is_words(behind));
}

/* As text: an emoticon as it stands, a short code between its colons. */
static struct md_node *
take_back(struct md_parser *p, const struct md_node *emoji)
{
	struct md_node *node = md_node_new(p, MD_PLAIN_TEXT);

	node->text = emoji->text;
	if (emoji->text.units == emoji->name.units) {
		node->text.units--;
		node->text.length += 2;
	}
	return (node);
}

/* Plain texts that are joined as they come: those that are neighbours in the
 * source stay a slice of it, others go into a buffer that doubles. */
struct joining {
	struct md_node *last;		/* NULL: no plain text came last */
	uint16_t *buffer;		/* of last; NULL: a slice */
	size_t size;
};

static void
join(struct md_parser *p, struct joining *j, struct md_text text)
{
	struct md_text *sum = &j->last->text;
	uint16_t *buffer;

	if (j->buffer == NULL && sum->units + sum->length == text.units) {
		sum->length += text.length;
		return;
	}
	if (j->buffer == NULL || sum->length + text.length > j->size) {
		j->size = 2 * (sum->length + text.length) + 16;
		buffer = arena_array(p->arena, uint16_t, j->size);
		memcpy(buffer, sum->units, sum->length * sizeof(*buffer));
		sum->units = j->buffer = buffer;
	}
	memcpy(j->buffer + sum->length, text.units,
	    text.length * sizeof(*j->buffer));
	sum->length += text.length;
}

struct md_node *
md_list_end(struct md_parser *p, struct md_list *list)
{
	struct md_node *first = NULL, **last = &first, *node;
	struct joining j = { NULL, NULL, 0 };
	size_t i;

	for (i = 0; i < list->count; i++) {
		node = list->nodes[i];
		if (is_taken_back(i > 0 ? list->nodes[i - 1] : NULL, node,
		    i + 1 < list->count ? list->nodes[i + 1] : NULL))
			node = take_back(p, node);
		if (node->type == MD_PLAIN_TEXT && j.last != NULL) {
			join(p, &j, node->text);
			continue;
		}
		/* The original must stay what its neighbours see. */
		if (node == list->nodes[i] && node->type == MD_PLAIN_TEXT)
			node = arena_memdup(p->arena, node, sizeof(*node));
		*last = node;
		last = &node->next;
		j = (struct joining){
			node->type == MD_PLAIN_TEXT ? node : NULL, NULL, 0 };
	}
	return (first);
}

size_t
md_remember(struct md_parser *p, md_rule *rule, enum md_memo_rule memo,
    size_t at, struct md_node **node)
{
	struct md_memo **table = &p->memo[memo][p->flags], *known;
	struct md_node *made = NULL;
	size_t end;

	if (*table == NULL)
		*table = arena_calloc(p->arena, p->length + 1,
		    sizeof(**table));
	known = &(*table)[at];
	if (known->end == 0) {
		end = rule(p, at, &made);
		known->node = made;
		known->end = end == NONE ? 1 : (uint32_t)end + 2;
	}
	if (known->end == 1)
		return (NONE);
	if (node != NULL)
		*node = known->node;
	return (known->end - 2);
}

size_t
md_row_end(struct md_parser *p, md_rule *rule, enum md_memo_rule memo,
    size_t at)
{
	uint32_t **table = &p->row_ends[memo][p->flags];
	struct md_node *node;
	size_t place = at, next, end;

	if (*table == NULL)
		*table = arena_calloc(p->arena, p->length + 1,
		    sizeof(**table));
	while ((*table)[place] == 0 &&
	    (next = rule(p, place, &node)) != NONE)
		place = next;
	end = (*table)[place] == 0 ? place : (*table)[place] - 1;
	/* All places on the way end there too. */
	for (place = at; (*table)[place] == 0; place = next) {
		(*table)[place] = (uint32_t)end + 1;
		if ((next = rule(p, place, &node)) == NONE)
			break;
	}
	return (end);
}

struct md_node *
md_row(struct md_parser *p, md_rule *rule, size_t at, size_t end)
{
	struct md_list list = { NULL, 0, 0 };
	struct md_node *node;

	while (at < end && (at = rule(p, at, &node)) != NONE)
		md_list_add(p, &list, node);
	return (md_list_end(p, &list));
}

void
md_chain_add(struct md_chain *chain, struct md_node *node)
{

	if (chain->last == NULL)
		chain->last = &chain->first;
	*chain->last = node;
	chain->last = &node->next;
}

size_t
md_many(struct md_parser *p, md_rule *rule, enum md_type type, size_t at,
    struct md_node **node)
{
	struct md_chain chain = { NULL, NULL };
	struct md_node *one;
	size_t end;

	for (; (end = rule(p, at, &one)) != NONE; at = end)
		md_chain_add(&chain, one);
	if (chain.first == NULL)
		return (NONE);
	*node = md_node_children(p, type, chain.first);
	return (at);
}
