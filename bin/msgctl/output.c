/* See output.h. */
#include <stdarg.h>
#include <string.h>

#include "arena.h"
#include "msgctl.h"
#include "output.h"

enum { GAP = 2 };	/* blanks between columns */

struct row {
	struct row *next;
	const char **cells;
};

struct table {
	struct arena *arena;
	const struct field *fields;
	size_t count;
	struct row *first, **last;
	size_t rows;
};

struct table *
table_new(struct arena *arena, const struct field *fields, size_t count)
{
	struct table *table = arena_alloc(arena, sizeof(*table));

	table->arena = arena;
	table->fields = fields;
	table->count = count;
	table->last = &table->first;
	return (table);
}

void
table_add(struct table *table, const char *const *cells)
{
	struct row *row = arena_alloc(table->arena, sizeof(*row));

	row->cells = arena_memdup(table->arena, cells,
	    table->count * sizeof(cells[0]));
	*table->last = row;
	table->last = &row->next;
	table->rows++;
}

void
table_add_result(struct table *table, const PGresult *result)
{
	const char **cells = arena_array(table->arena, const char *,
	    table->count);
	size_t row, i;

	for (row = 0; row < db_rows(result); row++) {
		for (i = 0; i < table->count; i++) {
			cells[i] = NULL;
			if (!db_is_null(result, row, table->fields[i].name))
				cells[i] = db_value(result, row,
				    table->fields[i].name);
		}
		table_add(table, cells);
	}
}

size_t
table_rows(const struct table *table)
{

	return (table->rows);
}

static void
put_json_list(struct json_writer *w, struct arena *arena, const char *cell)
{
	const char *text;
	size_t length;

	json_write_array(w);
	for (text = cell; *text != '\0'; text += length) {
		text += *text == ',';
		length = strcspn(text, ",");
		json_write_string(w, arena_strndup(arena, text, length));
	}
	json_write_array_end(w);
}

static void
put_json_value(struct json_writer *w, const struct table *table,
    const struct field *field, const char *cell)
{

	if (cell == NULL)
		json_write_null(w);
	else if (field->kind == FIELD_INTEGER)
		json_write_raw(w, cell, strlen(cell));
	else if (field->kind == FIELD_BOOL)
		json_write_bool(w, cell[0] == 't');
	else if (field->kind == FIELD_LIST)
		put_json_list(w, table->arena, cell);
	else
		json_write_string(w, cell);
}

static void
put_json_members(struct json_writer *w, const struct table *table,
    const struct row *row)
{
	size_t i;

	for (i = 0; i < table->count; i++) {
		json_write_name(w, table->fields[i].name);
		put_json_value(w, table, &table->fields[i], row->cells[i]);
	}
}

/* What people see of a cell. */
static const char *
shown(const struct field *field, const char *cell)
{

	if (cell == NULL || cell[0] == '\0')
		return ("-");
	if (field->kind == FIELD_BOOL)
		return (cell[0] == 't' ? "yes" : "no");
	return (cell);
}

/* Characters, not bytes: those that begin no character are not counted. */
static size_t
width_of(const char *text)
{
	size_t width = 0;

	for (; *text != '\0'; text++)
		if (((unsigned char)*text & 0xC0) != 0x80)
			width++;
	return (width);
}

/* C0 controls, DEL, and the C1 controls (U+0080 to U+009F). */
static void
put_safe(struct buf *out, const char *text)
{
	const unsigned char *c = (const unsigned char *)text;

	for (; *c != '\0'; c++) {
		if (c[0] == 0xC2 && c[1] >= 0x80 && c[1] <= 0x9F) {
			buf_putc(out, '?');
			c++;
		} else
			buf_putc(out, *c < ' ' || *c == 0x7F ? '?' : (char)*c);
	}
}

static void
put_blanks(struct buf *out, size_t count)
{

	while (count-- > 0)
		buf_putc(out, ' ');
}

/* One line; numbers to the right, the last column without blanks behind. */
static void
put_line(struct buf *out, const struct table *table, const char *const *texts,
    const size_t *widths)
{
	size_t i, pad;

	for (i = 0; i < table->count; i++) {
		pad = widths[i] - width_of(texts[i]);
		if (table->fields[i].kind == FIELD_INTEGER)
			put_blanks(out, pad);
		put_safe(out, texts[i]);
		if (i + 1 == table->count)
			break;
		if (table->fields[i].kind != FIELD_INTEGER)
			put_blanks(out, pad);
		put_blanks(out, GAP);
	}
	buf_putc(out, '\n');
}

static void
put_aligned(struct buf *out, const struct table *table)
{
	const char **texts = arena_array(table->arena, const char *,
	    table->count);
	size_t *widths = arena_array(table->arena, size_t, table->count);
	const struct row *row;
	size_t i, width;

	for (i = 0; i < table->count; i++) {
		texts[i] = table->fields[i].title;
		widths[i] = width_of(texts[i]);
		for (row = table->first; row != NULL; row = row->next) {
			width = width_of(shown(&table->fields[i],
			    row->cells[i]));
			if (width > widths[i])
				widths[i] = width;
		}
	}
	put_line(out, table, texts, widths);
	for (row = table->first; row != NULL; row = row->next) {
		for (i = 0; i < table->count; i++)
			texts[i] = shown(&table->fields[i], row->cells[i]);
		put_line(out, table, texts, widths);
	}
}

void
put_table(struct ctl *ctl, const char *name, const struct table *table)
{
	const struct row *row;

	if (!ctl->json) {
		if (table->rows > 0)
			put_aligned(&ctl->out, table);
		return;
	}
	json_write_name(&ctl->w, name);
	json_write_array(&ctl->w);
	for (row = table->first; row != NULL; row = row->next) {
		json_write_object(&ctl->w);
		put_json_members(&ctl->w, table, row);
		json_write_object_end(&ctl->w);
	}
	json_write_array_end(&ctl->w);
}

void
put_record(struct ctl *ctl, const struct table *table)
{
	size_t i, width = 0;

	BUG_UNLESS(table->first != NULL);
	if (ctl->json) {
		put_json_members(&ctl->w, table, table->first);
		return;
	}
	for (i = 0; i < table->count; i++)
		if (width_of(table->fields[i].title) > width)
			width = width_of(table->fields[i].title);
	for (i = 0; i < table->count; i++) {
		buf_puts(&ctl->out, table->fields[i].title);
		put_blanks(&ctl->out, width + GAP -
		    width_of(table->fields[i].title));
		put_safe(&ctl->out, shown(&table->fields[i],
		    table->first->cells[i]));
		buf_putc(&ctl->out, '\n');
	}
}

void
say(struct ctl *ctl, const char *format, ...)
{
	va_list args;

	if (ctl->json)
		return;
	va_start(args, format);
	put_safe(&ctl->out, arena_vformat(ctl->arena, format, args));
	va_end(args);
	buf_putc(&ctl->out, '\n');
}
