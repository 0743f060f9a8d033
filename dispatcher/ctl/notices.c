/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "ctl/notices.h"

#include <stdio.h>
#include <string.h>

#include "ctl/table.h"

/* ---- tables out of lists of objects -------------------------------------------------------- */

void notices_print_rows(struct remote *remote, const struct notices_columns *columns,
			const json_t *answer)
{
	const char *texts[TABLE_COLUMNS_MAX];
	struct table table;
	const json_t *row;
	size_t i;

	table_init(&table, remote->ctx, columns->titles, columns->count, columns->gives_way);
	json_array_foreach(json_object_get(answer, columns->list), i, row)
	{
		for (size_t c = 0; c < columns->count; c++)
			texts[c] = remote_text(remote, row, columns->members[c]);
		table_add(&table, texts);
	}
	fputs(table_format(&table, TABLE_WIDTH), stdout);
}

static enum ctl_exit get_and_print(struct remote *remote, const char *path,
				   void (*print)(struct remote *remote, const json_t *answer))
{
	struct http_client_ask ask = { .method = "GET", .path = path };
	json_t *answer = NULL;
	enum ctl_exit result;

	if (!path)
		return CTL_USAGE;
	result = remote_ask(remote, &ask, &answer);
	if (result == CTL_DONE && !remote->json)
		print(remote, answer);
	json_decref(answer);
	return result;
}

static void say_there_is_more(const struct remote *remote, const json_t *answer)
{
	if (!remote->json && json_object_get(answer, "cursor"))
		fprintf(stderr, "cbctl: there are more than 1000; only the newest are shown\n");
}

enum ctl_exit notices_print_table(struct remote *remote, const char *path,
				  const struct notices_columns *columns)
{
	struct http_client_ask ask = { .method = "GET", .path = path };
	json_t *answer = NULL;
	enum ctl_exit result = remote_ask(remote, &ask, &answer);

	if (result == CTL_DONE && !remote->json)
		notices_print_rows(remote, columns, answer);
	if (result == CTL_DONE)
		say_there_is_more(remote, answer);
	json_decref(answer);
	return result;
}

static enum ctl_exit run_on_one(int argc, char **argv, const struct remote_form *form,
				const char *rest,
				void (*print)(struct remote *remote, const json_t *answer))
{
	struct remote remote;
	enum ctl_exit result = remote_begin(&remote, argc, argv, form);

	if (result != CTL_DONE)
		return result;
	result = get_and_print(&remote, remote_notice_path(&remote, remote.words[0], rest), print);
	remote_end(&remote);
	return result;
}

/* ---- one notice --------------------------------------------------------------------------- */

static void print_members(struct remote *remote, const json_t *object, int indent);

/* Findings have a printer of their own; lists of texts go as they are. */
static void print_list(struct remote *remote, const char *name, const json_t *list, int indent)
{
	const json_t *item;
	size_t i;

	if (json_array_size(list) == 0 || strcmp(name, "findings") == 0)
		return;
	json_array_foreach(list, i, item)
	{
		printf("%*s%s %zu:\n", indent, "", name, i + 1);
		print_members(remote, item, indent + 2);
	}
}

/* A scalar a line, in the order the server gave; what is nested follows indented. */
static void print_members(struct remote *remote, const json_t *object, int indent)
{
	const char *name;
	json_t *value;
	size_t shown;

	json_object_foreach((json_t *)object, name, value)
	{
		const char *text = remote_text(remote, object, name);
		char *safe;

		print_list(remote, name, value, indent);
		if (json_is_object(value)) {
			printf("%*s%s:\n", indent, "", name);
			print_members(remote, value, indent + 2);
		}
		if (!*text)
			continue;
		shown = strlen(name) < 22 ? 22 - strlen(name) : 1;
		safe = table_cut(remote->ctx, text, 4096);
		printf("%*s%s:%*s%s\n", indent, "", name, (int)shown, "", safe);
	}
}

void notices_print_members(struct remote *remote, const json_t *answer)
{
	print_members(remote, answer, 0);
	remote_print_findings(answer);
}

static void print_show(struct remote *remote, const json_t *answer)
{
	notices_print_members(remote, answer);
	if (json_object_get(answer, "waiting_for"))
		printf("area, criteria and what lies beside it: cbctl review %s\n",
		       remote_text(remote, answer, "notice"));
}

static const struct notices_columns delivery_columns = {
	"deliveries",
	{ "DELIVERY", "CARRIER", "NODE", "STATE", "CELLS", "OK", "FAILED", "CAUSE" },
	{ "delivery", "carrier", "node", "state", "cells", "cells_ok", "cells_failed",
	  "cause_text" },
	8,
	7,
};

static void print_deliveries(struct remote *remote, const json_t *answer)
{
	notices_print_rows(remote, &delivery_columns, answer);
}

enum ctl_exit ctl_show(int argc, char **argv)
{
	const struct remote_form form = { CTL_SHOW_USAGE, REMOTE_DELIVERIES, 1 };
	struct remote remote;
	enum ctl_exit result = remote_begin(&remote, argc, argv, &form);
	const char *id;

	if (result != CTL_DONE)
		return result;
	id = remote.words[0];
	result = get_and_print(&remote, remote_notice_path(&remote, id, ""), print_show);
	if (result == CTL_DONE && remote.deliveries)
		result = get_and_print(&remote, remote_notice_path(&remote, id, "/deliveries"),
				       print_deliveries);
	remote_end(&remote);
	return result;
}

static const struct notices_columns history_columns = {
	"events", { "SEQUENCE", "AT", "EVENT", "HASH" }, { "sequence", "at", "kind", "hash" }, 4, 3,
};

static void print_history(struct remote *remote, const json_t *answer)
{
	notices_print_rows(remote, &history_columns, answer);
}

enum ctl_exit ctl_history(int argc, char **argv)
{
	const struct remote_form form = { CTL_HISTORY_USAGE, 0, 1 };

	return run_on_one(argc, argv, &form, "/history", print_history);
}
