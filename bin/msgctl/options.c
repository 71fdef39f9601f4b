/*
 * Arguments and options behind a command's words.  One table per command,
 * the same rules everywhere: --name VALUE or --name=VALUE, anywhere, each at
 * most once (but for lists); `--` ends the options.  --json is none of them: main.c has taken
 * it off before.
 */
#include <string.h>

#include "arena.h"
#include "msgctl.h"
#include "number.h"

/* The position of an option in the command's table, or -1. */
static int
position(const struct command *command, const char *name, size_t length)
{
	const struct option_row *row = command->options;
	int i;

	for (i = 0; row != NULL && row[i].name != NULL; i++)
		if (strlen(row[i].name) == length &&
		    memcmp(row[i].name, name, length) == 0)
			return (i);
	return (-1);
}

const char *
option(const struct ctl *ctl, const char *name)
{
	int i = position(ctl->command, name, strlen(name));

	BUG_UNLESS(i >= 0 && i < OPTIONS_MAX);
	return (ctl->options[i]);
}

int
option_integer(struct ctl *ctl, const char *name, int64_t least, int64_t most,
    int64_t *value)
{
	const char *text = option(ctl, name);

	if (text == NULL || parse_integer(text, least, most, value))
		return (EXIT_DONE);
	return (fail(ctl, EXIT_USAGE,
	    "%s takes a whole number from %lld to %lld, not \"%s\"", name,
	    (long long)least, (long long)most, text));
}

int
option_switch(struct ctl *ctl, const char *name, bool *value)
{
	const char *text = option(ctl, name);

	if (text == NULL)
		return (EXIT_DONE);
	if (strcmp(text, "on") != 0 && strcmp(text, "off") != 0)
		return (fail(ctl, EXIT_USAGE,
		    "%s takes on or off, not \"%s\"", name, text));
	*value = (strcmp(text, "on") == 0);
	return (EXIT_DONE);
}

static bool
has_control_character(const char *text)
{

	for (; *text != '\0'; text++)
		if ((unsigned char)*text < ' ' || *text == 0x7F)
			return (true);
	return (false);
}

/* Whether an option may be given several times: its value's words say so. */
static bool
is_list(const struct option_row *row)
{
	size_t length = row->value == NULL ? 0 : strlen(row->value);

	return (length > 3 && strcmp(row->value + length - 3, "...") == 0);
}

const char **
option_lines(struct ctl *ctl, const char *name, size_t *count)
{
	const char *text = option(ctl, name), **lines;
	size_t most = 1, i, length;

	*count = 0;
	if (text == NULL)
		return (NULL);
	for (i = 0; text[i] != '\0'; i++)
		most += text[i] == '\n';
	lines = arena_array(ctl->arena, const char *, most);
	for (;; text += length + 1) {
		length = strcspn(text, "\n");
		lines[*count] = arena_strndup(ctl->arena, text, length);
		for (i = 0; strcmp(lines[i], lines[*count]) != 0; i++)
			continue;
		*count += i == *count;
		if (text[length] == '\0')
			return (lines);
	}
}

/* Put a value at the end of a list. */
static int
take_line(struct ctl *ctl, int at, const char *value)
{
	const char *before = ctl->options[at];

	if (*value == '\0' || has_control_character(value))
		return (fail(ctl, EXIT_USAGE, "%s is empty or has control "
		    "characters", ctl->command->options[at].name));
	ctl->options[at] = before == NULL ? value :
	    arena_format(ctl->arena, "%s\n%s", before, value);
	return (EXIT_DONE);
}

/* Take argv[*i], an option, and its value. */
static int
take_option(struct ctl *ctl, int argc, char **argv, int *i)
{
	const char *word = argv[*i], *value;
	size_t length = strcspn(word, "=");
	int at;

	if ((at = position(ctl->command, word, length)) < 0)
		return (fail(ctl, EXIT_USAGE, "\"%s\" has no option %s; see: "
		    "msgctl %s --help", ctl->command->words, word,
		    ctl->command->words));
	if (ctl->options[at] != NULL && !is_list(&ctl->command->options[at]))
		return (fail(ctl, EXIT_USAGE, "%.*s is given twice",
		    (int)length, word));
	value = word[length] == '=' ? word + length + 1 : NULL;
	if (ctl->command->options[at].value == NULL) {
		if (value != NULL)
			return (fail(ctl, EXIT_USAGE, "%.*s takes no value",
			    (int)length, word));
		value = "";
	} else if (value == NULL) {
		if (*i + 1 >= argc)
			return (fail(ctl, EXIT_USAGE, "%s needs a value: %s %s",
			    word, word, ctl->command->options[at].value));
		value = argv[++*i];
	}
	if (is_list(&ctl->command->options[at]))
		return (take_line(ctl, at, value));
	ctl->options[at] = value;
	return (EXIT_DONE);
}

int
arguments_parse(struct ctl *ctl, int argc, char **argv)
{
	const struct command *command = ctl->command;
	bool ended = false;
	int i, status;

	for (i = 0; i < argc; i++) {
		if (!ended && strcmp(argv[i], "--") == 0) {
			ended = true;
		} else if (!ended && strncmp(argv[i], "--", 2) == 0) {
			if ((status = take_option(ctl, argc, argv, &i)) !=
			    EXIT_DONE)
				return (status);
		} else if (ctl->argument_count == command->most) {
			return (fail(ctl, EXIT_USAGE, "too many arguments; "
			    "usage: msgctl %s %s", command->words,
			    command->arguments));
		} else if (argv[i][0] == '\0' ||
		    has_control_character(argv[i])) {
			return (fail(ctl, EXIT_USAGE,
			    "an argument is empty or has control characters"));
		} else
			ctl->arguments[ctl->argument_count++] = argv[i];
	}
	if (ctl->argument_count < command->least)
		return (fail(ctl, EXIT_USAGE, "arguments are missing; usage: "
		    "msgctl %s %s", command->words, command->arguments));
	return (EXIT_DONE);
}
