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
	struct md_node *node = p->spare;

	if (p->dry)
		node = &p->nobody;
	else if (node == NULL)
		node = arena_calloc(p->arena, 1, sizeof(*node));
	else {
		p->spare = node->next;
		memset(node, 0, sizeof(*node));
	}
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

static enum md_neighbor
neighbor(const struct md_node *node)
{
	size_t i;

	if (node == NULL)
		return (NEIGHBOR_NONE);
	if (node->type != MD_PLAIN_TEXT)
		return (node->type == MD_EMOJI ? NEIGHBOR_EMOJI :
		    NEIGHBOR_NONE);
	for (i = 0; i < node->text.length; i++)
		if (!md_is_space(node->text.units[i]))
			return (NEIGHBOR_WORDS);
	return (NEIGHBOR_NONE);
}

/* As text: an emoticon as it stands, a short code between its colons. */
static void
take_back(struct md_node *emoji)
{

	if (emoji->text.units == emoji->name.units) {
		emoji->text.units--;
		emoji->text.length += 2;
	}
	emoji->type = MD_PLAIN_TEXT;
}

/* Neighbours in the source stay a slice of it; others go into a buffer that
 * doubles. */
static void
join(struct md_parser *p, struct md_list *list, struct md_text text)
{
	struct md_text *sum = &list->plain->text;
	uint16_t *buffer;

	if (list->buffer == NULL && sum->units + sum->length == text.units) {
		sum->length += text.length;
		return;
	}
	if (list->buffer == NULL || sum->length + text.length > list->size) {
		list->size = 2 * (sum->length + text.length) + 16;
		buffer = arena_array(p->arena, uint16_t, list->size);
		memcpy(buffer, sum->units, sum->length * sizeof(*buffer));
		sum->units = list->buffer = buffer;
	}
	memcpy(list->buffer + sum->length, text.units,
	    text.length * sizeof(*list->buffer));
	sum->length += text.length;
}

/* What is held is done: ${behind} comes after it. */
static void
settle(struct md_parser *p, struct md_list *list, enum md_neighbor behind)
{
	struct md_node *node = list->held;
	enum md_neighbor self = neighbor(node);

	if (node == NULL)
		return;
	if (node->type == MD_EMOJI && !node->unicode &&
	    (list->before != NEIGHBOR_NONE || behind != NEIGHBOR_NONE))
		take_back(node);
	list->before = self;
	if (node->type == MD_PLAIN_TEXT && list->plain != NULL) {
		join(p, list, node->text);
		node->next = p->spare;
		p->spare = node;
		return;
	}
	*(list->first == NULL ? &list->first : list->last) = node;
	list->last = &node->next;
	list->plain = node->type == MD_PLAIN_TEXT ? node : NULL;
	list->buffer = NULL;
}

void
md_list_add(struct md_parser *p, struct md_list *list, struct md_node *node)
{
	struct md_node *next;

	if (node->type == MD_FRAGMENT) {
		for (node = node->first; node != NULL; node = next) {
			next = node->next;
			md_list_add(p, list, node);
		}
		return;
	}
	settle(p, list, neighbor(node));
	node->next = NULL;
	list->held = node;
}

struct md_node *
md_list_end(struct md_parser *p, struct md_list *list)
{

	settle(p, list, NEIGHBOR_NONE);
	return (list->first);
}

void
md_number_put(struct md_parser *p, md_numbers *numbers, size_t at,
    uint32_t number)
{
	uint32_t **piece;

	if (*numbers == NULL)
		*numbers = arena_array(p->arena, uint32_t *,
		    p->length / MD_PIECE + 1);
	piece = &(*numbers)[at / MD_PIECE];
	if (*piece == NULL)
		*piece = arena_array(p->arena, uint32_t, MD_PIECE);
	(*piece)[at % MD_PIECE] = number;
}

size_t
md_remember(struct md_parser *p, md_rule *rule, enum md_memo_rule memo,
    size_t at, struct md_node **node)
{
	md_numbers *table = &p->memo[memo][p->flags];
	uint32_t known = md_number(*table, at);
	size_t end;

	if (known == 1)
		return (NONE);
	if (known != 0 && p->dry)
		return (known - 2);
	end = rule(p, at, node);
	if (known == 0)
		md_number_put(p, table, at, end == NONE ? 1 :
		    (uint32_t)end + 2);
	return (end);
}

size_t
md_row_end(struct md_parser *p, md_rule *rule, enum md_memo_rule memo,
    size_t at)
{
	md_numbers *table = &p->row_ends[memo][p->flags];
	struct md_node *node;
	bool dry = p->dry;
	size_t place = at, next, end;

	end = md_number(*table, at);
	if (end != 0)
		return (end - 1);
	p->dry = true;
	while (end == 0 && (next = rule(p, place, &node)) != NONE)
		end = md_number(*table, place = next);
	end = end == 0 ? place : end - 1;
	/* All places on the way end there too. */
	for (place = at; place < end && md_number(*table, place) == 0;
	    place = next) {
		md_number_put(p, table, place, (uint32_t)end + 1);
		if ((next = rule(p, place, &node)) == NONE)
			break;
	}
	p->dry = dry;
	return (end);
}

struct md_node *
md_row(struct md_parser *p, md_rule *rule, size_t at, size_t end)
{
	struct md_list list = { 0 };
	struct md_node *node;

	if (p->dry)
		return (NULL);
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
