/* msgctl config: every setting, its value and what it means. */
#include "arena.h"
#include "conf.h"
#include "dsn.h"
#include "msgctl.h"
#include "output.h"

static int
config(struct ctl *ctl)
{
	static const struct field fields[] = {
		{ "name", "NAME", FIELD_TEXT },
		{ "value", "VALUE", FIELD_TEXT },
		{ "default", "DEFAULT", FIELD_TEXT },
		{ "documentation", "MEANING", FIELD_TEXT },
	};
	struct table *table = table_new(ctl->arena, fields, 4);
	struct conf_row row;
	size_t i;

	for (i = 0; conf_describe(ctl->conf, i, ctl->arena, &row); i++)
		table_add(table, (const char *[]){ row.name, row.secret ?
		    dsn_masked(ctl->arena, row.value) : row.value,
		    row.initial, row.words });
	put_table(ctl, "settings", table);
	return (EXIT_DONE);
}

static const struct command rows[] = {
	{ "config", "", 0, 0, NULL, "print the configuration",
	    "From the defaults, the file that MSG_CONF names, and MSG_... in "
	    "the environment;\npasswords are masked.", config },
};
const struct command_table config_commands = { rows, 1 };
