/* Tables: a row of cells, a row of dashes, and rows of as many cells. */
#include "arena.h"
#include "md_parser.h"

static size_t
cell(struct md_parser *p, size_t at, struct md_node **node)
{
	struct md_list list = { 0 };
	struct md_node *item;
	size_t end;

	for (;; at = end) {
		if (md_starts(p, at, "\\|")) {
			item = md_plain(p, at + 1, at + 2);
			end = at + 2;
		} else if (md_at(p, at) == '|' ||
		    md_end_of_line(p, at) != NONE ||
		    ((end = md_inline(p, at, &item)) == NONE &&
		    (end = md_any(p, at, &item)) == NONE))
			break;
		md_list_add(p, &list, item);
	}
	if (md_at(p, at) != '|')
		return (NONE);
	*node = md_node_children(p, MD_TABLE_CELL, md_list_end(p, &list));
	return (at + 1);
}

static size_t
row(struct md_parser *p, size_t at, struct md_node **node)
{
	size_t end;

	if (md_at(p, at) != '|' ||
	    (at = md_many(p, cell, MD_TABLE_ROW, at + 1, node)) == NONE)
		return (NONE);
	end = md_end_of_line(p, at);
	return (end == NONE ? at : end);
}

/* The row of dashes; its cells carry the alignments. */
static size_t
alignment(struct md_parser *p, size_t at, struct md_node **node)
{
	bool left, right;
	size_t begin;

	at = md_blanks(p, at);
	left = md_at(p, at) == ':';
	begin = at += left;
	while (md_at(p, at) == '-')
		at++;
	if (at == begin)
		return (NONE);
	right = md_at(p, at) == ':';
	at = md_blanks(p, at + right);
	if (md_at(p, at) != '|')
		return (NONE);
	*node = md_node_new(p, MD_TABLE_CELL);
	(*node)->number = left && right ? MD_ALIGN_CENTER : right ?
	    MD_ALIGN_RIGHT : left ? MD_ALIGN_LEFT : MD_ALIGN_NONE;
	return (at + 1);
}

static size_t
alignments(struct md_parser *p, size_t at, struct md_node **node)
{
	size_t end;

	if (md_at(p, at) != '|' ||
	    (at = md_many(p, alignment, MD_TABLE_ROW, at + 1, node)) == NONE)
		return (NONE);
	end = md_end_of_line(p, at);
	return (end == NONE ? at : end);
}

/* Without the blanks at both ends of a cell. */
static struct md_node *
trim_cell(struct md_node *first)
{
	struct md_node *node, **last;

	if (first != NULL && first->type == MD_PLAIN_TEXT) {
		while (first->text.length > 0 &&
		    md_is_space(first->text.units[0])) {
			first->text.units++;
			first->text.length--;
		}
		if (first->text.length == 0)
			first = first->next;
	}
	if (first == NULL)
		return (NULL);
	for (last = &first; (*last)->next != NULL; last = &(*last)->next)
		;
	node = *last;
	if (node->type != MD_PLAIN_TEXT)
		return (first);
	while (node->text.length > 0 &&
	    md_is_space(node->text.units[node->text.length - 1]))
		node->text.length--;
	if (node->text.length == 0)
		*last = NULL;
	return (first);
}

/* A row with as many cells as the header has. */
static struct md_node *
fit_row(struct md_parser *p, const struct md_node *header,
    const struct md_node *aligns, const struct md_node *cells)
{
	struct md_chain chain = { NULL, NULL };
	struct md_node *made;

	for (; header != NULL; header = header->next) {
		made = md_node_children(p, MD_TABLE_CELL,
		    cells == NULL ? NULL : trim_cell(cells->first));
		made->number = aligns == NULL ? MD_ALIGN_NONE :
		    aligns->number;
		md_chain_add(&chain, made);
		aligns = aligns == NULL ? NULL : aligns->next;
		cells = cells == NULL ? NULL : cells->next;
	}
	return (md_node_children(p, MD_TABLE_ROW, chain.first));
}

size_t
md_table(struct md_parser *p, size_t at, struct md_node **node)
{
	struct md_chain rows = { NULL, NULL };
	struct md_node *header, *aligns, *one;
	size_t start = at, end;

	if ((at = row(p, at, &header)) == NONE ||
	    (at = alignments(p, at, &aligns)) == NONE)
		return (NONE);
	md_chain_add(&rows, fit_row(p, header->first, aligns->first,
	    header->first));
	for (; (end = row(p, at, &one)) != NONE; at = end)
		md_chain_add(&rows, fit_row(p, header->first, aligns->first,
		    one->first));
	*node = md_node_children(p, MD_TABLE, rows.first);
	(*node)->start = start;
	(*node)->end = at;
	return (at);
}
