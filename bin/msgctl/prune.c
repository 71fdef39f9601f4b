/* See prune.h. */
#include <stddef.h>

#include "arena.h"
#include "msgctl.h"
#include "prune.h"

enum {
	PAGE_CONVERSATIONS = 500,	/* looked at in one go */
	PRUNE_ARENA = 32 * 1024 * 1024,	/* bytes, for one page */
};

/* A page of conversations of which messages must go. */
struct page {
	struct ctl *ctl;
	struct arena *arena;	/* ends with the page's work */
	PGresult *rows;
	struct db_param convs, bounds, cleared;
	struct prune_counts *counts;
};

static int
run(struct page *page, const struct sql_statement *sql,
    const struct db_param *params, size_t count, PGresult **result)
{
	enum err e;

	e = db_run(page->ctl->db, page->arena, sql, params, count, result,
	    &page->ctl->fault);
	return (e == OK ? EXIT_DONE : fail_database(page->ctl, e));
}

/* A column of a result as a bigint[], without its NULLs. */
static struct db_param
column(struct arena *arena, const PGresult *r, const char *name)
{
	struct db_array *array;
	size_t i, count = 0;

	for (i = 0; i < db_rows(r); i++)
		count += !db_is_null(r, i, name);
	array = db_array_new(arena, 'I', count);
	for (i = 0; i < db_rows(r); i++)
		if (!db_is_null(r, i, name))
			db_array_integer(array, db_value_bigint(r, i, name));
	return (db_array_end(array));
}

/* Two statements that must happen together or not at all. */
static int
run_both(struct page *page, const struct sql_statement *first,
    const struct db_param *first_params, const struct sql_statement *second,
    const struct db_param *second_params, size_t second_count)
{
	struct ctl *ctl = page->ctl;
	enum err e;

	if ((e = db_batch_begin(ctl->db, &ctl->fault)) != OK)
		return (fail_database(ctl, e));
	db_batch_add(ctl->db, &SQL_begin, NULL, 0);
	db_batch_add(ctl->db, first, first_params, 1);
	db_batch_add(ctl->db, second, second_params, second_count);
	db_batch_add(ctl->db, &SQL_commit, NULL, 0);
	e = db_batch_end(ctl->db, page->arena, NULL, &ctl->fault);
	return (e == OK ? EXIT_DONE : fail_database(ctl, e));
}

/* Delete a piece of the page's messages, with their payloads. */
static int
delete_some(struct page *page, size_t *deleted)
{
	struct db_param params[4] = { page->convs, page->bounds,
	    page->cleared, db_bigint(page->arena, CHUNK_ROWS) };
	struct db_param payloads, messages[2];
	PGresult *r;
	int status;

	if ((status = run(page, &SQL_admin_prune_select, params, 4, &r)) !=
	    EXIT_DONE)
		return (status);
	if ((*deleted = db_rows(r)) == 0)
		return (EXIT_DONE);
	payloads = column(page->arena, r, "payload_id");
	messages[0] = column(page->arena, r, "conv");
	messages[1] = column(page->arena, r, "id");
	status = run_both(page, &SQL_admin_prune_payloads, &payloads,
	    &SQL_admin_prune_messages, messages, 2);
	if (status == EXIT_DONE)
		page->counts->messages += (int64_t)*deleted;
	return (status);
}

/* The conversations themselves, where their app is gone. */
static int
delete_orphans(struct page *page)
{
	struct db_array *array;
	struct db_param convs;
	size_t i, count = 0;
	int status;

	for (i = 0; i < db_rows(page->rows); i++)
		count += db_value_bool(page->rows, i, "orphan");
	if (count == 0)
		return (EXIT_DONE);
	array = db_array_new(page->arena, 'I', count);
	for (i = 0; i < db_rows(page->rows); i++)
		if (db_value_bool(page->rows, i, "orphan"))
			db_array_integer(array, db_value_bigint(page->rows, i,
			    "conv"));
	convs = db_array_end(array);
	status = run_both(page, &SQL_admin_orphan_conversations, &convs,
	    &SQL_admin_orphan_messages, &convs, 1);
	if (status == EXIT_DONE)
		page->counts->conversations += (int64_t)count;
	return (status);
}

/* Work through the page of conversations behind ${after}; 0: the last one. */
static int
prune_page(struct page *page, int64_t *after, int32_t longest)
{
	struct db_param params[3] = {
		db_bigint(page->arena, *after),
		db_bigint(page->arena, PAGE_CONVERSATIONS),
		db_int(page->arena, longest),
	};
	size_t count, deleted;
	int status;

	if ((status = run(page, &SQL_admin_prune_conversations, params, 3,
	    &page->rows)) != EXIT_DONE)
		return (status);
	count = db_rows(page->rows);
	*after = count == 0 ? 0 : db_value_bigint(page->rows, count - 1,
	    "conv");
	if (count == 0)
		return (EXIT_DONE);
	page->convs = column(page->arena, page->rows, "conv");
	page->bounds = column(page->arena, page->rows, "bound");
	page->cleared = column(page->arena, page->rows, "cleared");
	if ((status = delete_some(page, &deleted)) != EXIT_DONE)
		return (status);
	if (deleted == CHUNK_ROWS)
		*after = -1;	/* the same page again, in a fresh arena */
	else
		status = delete_orphans(page);
	return (status);
}

int
prune_messages(struct ctl *ctl, int32_t longest, struct prune_counts *counts)
{
	struct arena *arena = arena_new(PRUNE_ARENA);
	struct page page = { .ctl = ctl, .arena = arena, .counts = counts };
	int64_t begin = 0, after;	/* numbers of conversations are > 0 */
	int status;

	do {
		after = begin;
		status = prune_page(&page, &after, longest);
		arena_reset(arena);
		if (after > 0)
			begin = after;
	} while (status == EXIT_DONE && after != 0);
	arena_free(arena);
	return (status);
}

/* Repeat a statement that deletes a piece until nothing is left. */
static int
repeat(struct ctl *ctl, const struct sql_statement *sql, int64_t *total)
{
	struct arena *arena = arena_new(PRUNE_ARENA);
	struct page page = { .ctl = ctl, .arena = arena };
	struct db_param limit;
	int64_t deleted;
	PGresult *r;
	int status;

	do {
		deleted = 0;
		limit = db_bigint(arena, CHUNK_ROWS);
		if ((status = run(&page, sql, &limit, 1, &r)) == EXIT_DONE)
			deleted = db_value_bigint(r, 0, "deleted");
		*total += deleted;
		arena_reset(arena);
	} while (status == EXIT_DONE && deleted > 0);
	arena_free(arena);
	return (status);
}

/* Several of them: each statement with the count that it adds to. */
struct piece {
	const struct sql_statement *sql;
	size_t count;		/* offset in struct prune_counts */
};

#define PIECE(statement, member)					\
	{ &SQL_admin_ ## statement ## _delete,				\
	    offsetof(struct prune_counts, member) }

static int
repeat_all(struct ctl *ctl, const struct piece *pieces, size_t count,
    struct prune_counts *counts)
{
	size_t i;
	int status;

	for (i = 0; i < count; i++)
		if ((status = repeat(ctl, pieces[i].sql, (int64_t *)(void *)
		    ((char *)counts + pieces[i].count))) != EXIT_DONE)
			return (status);
	return (EXIT_DONE);
}

int
prune_orphans(struct ctl *ctl, struct prune_counts *counts)
{
	static const struct piece pieces[] = {
		PIECE(member, members), PIECE(ban, orphans),
		PIECE(block, orphans),
	};
	int status;

	status = prune_messages(ctl, PRUNE_ORPHANS_ONLY, counts);
	if (status != EXIT_DONE)
		return (status);
	return (repeat_all(ctl, pieces, sizeof(pieces) / sizeof(pieces[0]),
	    counts));
}

int
prune_small(struct ctl *ctl, struct prune_counts *counts)
{
	static const struct piece pieces[] = {
		PIECE(idempotency, results), PIECE(identity, results),
		PIECE(counter, counters), PIECE(ephemeral, notifications),
		PIECE(notification, notifications),
		PIECE(push, notifications), PIECE(batch, batches),
		PIECE(token, tokens), PIECE(reaction, orphans),
		PIECE(hidden, orphans),
	};

	return (repeat_all(ctl, pieces, sizeof(pieces) / sizeof(pieces[0]),
	    counts));
}

void
prune_put_json(struct ctl *ctl, const struct prune_counts *counts)
{

	json_put_integer(&ctl->w, "messages", counts->messages);
	json_put_integer(&ctl->w, "conversations", counts->conversations);
	json_put_integer(&ctl->w, "memberships", counts->members);
	json_put_integer(&ctl->w, "orphans", counts->orphans);
	json_put_integer(&ctl->w, "idempotency_results", counts->results);
	json_put_integer(&ctl->w, "rate_counters", counts->counters);
	json_put_integer(&ctl->w, "notifications", counts->notifications);
	json_put_integer(&ctl->w, "batches", counts->batches);
	json_put_integer(&ctl->w, "tokens", counts->tokens);
}
