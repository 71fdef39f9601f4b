/* msgctl app setting, app permission: the rules of the Rocket.Chat dialect that
 * an app has of its own. */
#include <string.h>

#include "arena.h"
#include "msgctl.h"
#include "output.h"
#include "session.h"

enum {
	NAME_MAX_BYTES = 100,
	VALUE_MAX = 16 * 1024,		/* bytes of a setting */
	ROLES_MAX = 16, ROLE_MAX = 64,
};

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))

static const struct field setting_fields[] = {
	{ "name", "SETTING", FIELD_TEXT },
	{ "value", "VALUE", FIELD_TEXT },
};

static const struct field permission_fields[] = {
	{ "name", "PERMISSION", FIELD_TEXT },
	{ "roles", "ROLES", FIELD_LIST },
};

/* What the settings that count must be; others have no effect.  The names are
 * those that cgi/rocketchat looks at (tests/t/0602-docs-rocketchat). */
static const struct known {
	const char *name;
	enum json_type types[2];	/* one of these */
	const char *words;
} known[] = {
#define FLAG { json_type_boolean, json_type_boolean }, "true or false"
#define NUMBER { json_type_int, json_type_int }, "a whole number"
#define TEXT { json_type_string, json_type_string }, "a text in double quotes"
	{ "Compatibility_Version", NUMBER },
	{ "Custom_Emoji", { json_type_array, json_type_array }, "an array" },
	{ "E2E_Allow_Unencrypted_Messages", FLAG },
	{ "E2E_Enable", FLAG },
	{ "HexColorPreview_Enabled", FLAG },
	{ "Katex_Dollar_Syntax", FLAG },
	{ "Katex_Enabled", FLAG },
	{ "Katex_Parenthesis_Syntax", FLAG },
	{ "Message_AllowBadWordsFilter", FLAG },
	{ "Message_AllowDeleting", FLAG },
	{ "Message_AllowDeleting_BlockDeleteInMinutes", NUMBER },
	{ "Message_AllowEditing", FLAG },
	{ "Message_AllowEditing_BlockEditInMinutes", NUMBER },
	{ "Message_BadWordsFilterList", TEXT },
	{ "Message_CustomDomain_AutoLink", TEXT },
	{ "Message_CustomFields", { json_type_string, json_type_object },
	    "a text in double quotes, or an object" },
	{ "Message_CustomFields_Enabled", FLAG },
	{ "Message_MaxAll", NUMBER },
	{ "Message_MaxAllowedSize", NUMBER },
	{ "Message_QuoteChainLimit", NUMBER },
	{ "Message_ShowDeletedStatus", FLAG },
	{ "Notifications_Max_Room_Members", NUMBER },
	{ "Silent_Errors", FLAG },
	{ "Store_Last_Message", FLAG },
	{ "Threads_enabled", FLAG },
	{ "UI_Use_Real_Name", FLAG },
#undef FLAG
#undef NUMBER
#undef TEXT
};

/* Members of ${setting}: that of ${name}, or all (NULL). */
static int
read_rules(struct ctl *ctl, const PGresult *app, const char *setting,
    const char *name, PGresult **result)
{
	struct db_param params[3] = {
		db_bigint(ctl->arena, app_number(app)), db_text(setting),
		db_text(name) };

	return (statement(ctl, &SQL_admin_rule_list, params, 3, result));
}

/* ${json} NULL: remove it. */
static int
set_rule(struct ctl *ctl, const PGresult *app, const char *setting,
    const char *json)
{
	struct db_param params[4] = {
		db_bigint(ctl->arena, app_number(app)), db_text(setting),
		db_text(ctl->arguments[2]), db_text(json) };
	PGresult *r;

	return (statement(ctl, &SQL_admin_rule_set, params, 4, &r));
}

/* One that no call looks at is stored all the same: the next version may. */
static int
check_value(struct ctl *ctl, const char *name, struct json_object *value)
{
	size_t i;

	for (i = 0; i < COUNT(known); i++)
		if (strcmp(known[i].name, name) == 0)
			break;
	if (i == COUNT(known)) {
		caution("%s has no effect; docs/rocketchat.md has the "
		    "settings that count", name);
		return (EXIT_DONE);
	}
	if (!json_is(value, known[i].types[0]) &&
	    !json_is(value, known[i].types[1]))
		return (fail(ctl, EXIT_USAGE, "%s is %s", name,
		    known[i].words));
	return (EXIT_DONE);
}

static int
check_setting(struct ctl *ctl, const char *name, const char *json)
{
	static const char allowed[] = "abcdefghijklmnopqrstuvwxyz"
	    "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_.-";
	struct json_object *value;
	struct json_fault fault;
	size_t length = strlen(name);

	if (length == 0 || length > NAME_MAX_BYTES ||
	    strspn(name, allowed) != length)
		return (fail(ctl, EXIT_USAGE, "a setting is named as "
		    "Rocket.Chat names it, such as Message_MaxAllowedSize; not "
		    "\"%s\"", name));
	if (json == NULL)
		return (EXIT_DONE);
	if (strlen(json) > VALUE_MAX)
		return (fail(ctl, EXIT_USAGE, "a setting has at most %d bytes",
		    VALUE_MAX));
	if (json_parse(ctl->arena, json, strlen(json), &value, &fault) != OK)
		return (fail(ctl, EXIT_USAGE, "the value must be JSON: a "
		    "number, true, false, or a text in double quotes (and in "
		    "single ones, for the shell); not %s", json));
	return (check_value(ctl, name, value));
}

static int
app_setting(struct ctl *ctl)
{
	struct table *table = table_new(ctl->arena, setting_fields,
	    COUNT(setting_fields));
	const bool unset = option(ctl, "--unset") != NULL;
	const char *name = ctl->arguments[2], *json = ctl->arguments[3];
	PGresult *app, *r;
	int status;

	if (unset && (name == NULL || json != NULL))
		return (fail(ctl, EXIT_USAGE, "--unset goes with the name of a "
		    "setting, and with no value"));
	if ((name != NULL && (status = check_setting(ctl, name, json)) !=
	    EXIT_DONE) || (status = app_row(ctl, &app)) != EXIT_DONE)
		return (status);
	if ((json != NULL || unset) && (status = set_rule(ctl, app,
	    "rocketchat", json)) != EXIT_DONE)
		return (status);
	if ((status = read_rules(ctl, app, "rocketchat", name, &r)) !=
	    EXIT_DONE)
		return (status);
	table_add_result(table, r);
	put_table(ctl, "settings", table);
	if (table_rows(table) == 0)
		say(ctl, "%s is not set: the default of docs/rocketchat.md "
		    "holds.", name != NULL ? name : "Any setting");
	return (EXIT_DONE);
}

/* Roles with commas, or none, as a JSON array. */
static int
roles_json(struct ctl *ctl, const char *text, const char **json)
{
	struct json_writer w;
	struct buf out;
	size_t count = 0, length;
	const char *role;

	buf_init(&out, ctl->arena, VALUE_MAX);
	json_write_begin(&w, &out);
	json_write_array(&w);
	if (strcmp(text, "none") == 0)
		text = "";
	for (; *text != '\0'; text += length + (text[length] == ',')) {
		length = strcspn(text, ",");
		if (length == 0 || length > ROLE_MAX || ++count > ROLES_MAX)
			return (fail(ctl, EXIT_USAGE, "roles are up to %d "
			    "words of at most %d bytes with commas between "
			    "them, such as admin,owner; or none", ROLES_MAX,
			    ROLE_MAX));
		role = arena_strndup(ctl->arena, text, length);
		role_caution(role, true);
		json_write_string(&w, role);
	}
	json_write_array_end(&w);
	*json = out.bytes;
	return (EXIT_DONE);
}

static const char *
join(struct ctl *ctl, const char *const *roles)
{
	const char *text = "";

	for (; *roles != NULL; roles++)
		text = *text == '\0' ? *roles : arena_format(ctl->arena,
		    "%s,%s", text, *roles);
	return (text);
}

static int
app_permission(struct ctl *ctl)
{
	struct table *table = table_new(ctl->arena, permission_fields,
	    COUNT(permission_fields));
	const bool unset = option(ctl, "--unset") != NULL;
	const char *name = ctl->arguments[2], *roles = ctl->arguments[3];
	const char *json = NULL, *cells[2] = { name };
	PGresult *app, *r;
	int status;

	if (permission_roles(name) == NULL)
		return (fail(ctl, EXIT_USAGE, "there is no permission %s; see "
		    "docs/rocketchat.md", name));
	if (unset && roles != NULL)
		return (fail(ctl, EXIT_USAGE, "--unset takes no roles"));
	if ((roles != NULL && (status = roles_json(ctl, roles, &json)) !=
	    EXIT_DONE) || (status = app_row(ctl, &app)) != EXIT_DONE)
		return (status);
	if ((json != NULL || unset) && (status = set_rule(ctl, app,
	    "permissions", json)) != EXIT_DONE)
		return (status);
	if ((status = read_rules(ctl, app, "permissions", name, &r)) !=
	    EXIT_DONE)
		return (status);
	cells[1] = db_rows(r) > 0 && !db_is_null(r, 0, "roles") ?
	    db_value(r, 0, "roles") : join(ctl, permission_roles(name));
	table_add(table, cells);
	put_record(ctl, table);
	return (EXIT_DONE);
}

static const struct option_row setting_options[] = {
	{ "--unset", NULL, "back to what holds for every app" },
	{ NULL, NULL, NULL },
};

static const struct command rows[] = {
	{ "app setting", "ORG APP [NAME [JSON]]", 2, 4, setting_options,
	    "show or change settings of the Rocket.Chat dialect", "NAME is one "
	    "of Rocket.Chat's own settings, such as Message_MaxAllowedSize; "
	    "docs/rocketchat.md has those that count.", app_setting },
	{ "app permission", "ORG APP PERMISSION [ROLE,...]", 3, 4,
	    setting_options, "show or change which roles have a permission",
	    "PERMISSION is one of Rocket.Chat's own, such as post-readonly; "
	    "ROLE is user, admin, bot, app, guest, anonymous, or what a user "
	    "is in a room: owner, moderator; \"none\" is nobody.",
	    app_permission },
};

const struct command_table rule_commands = { rows, COUNT(rows) };
