/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "ctl/report_print.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>
#include <talloc.h>

#include "ctl/length.h"
#include "ctl/table.h"

enum { INDENT = 2, STOP_COLUMNS = 20 };

static void print_wrapped(struct remote *remote, const char *text, size_t indent)
{
	if (*text)
		fputs(table_wrap(remote->ctx, text, TABLE_WIDTH, indent), stdout);
}

static json_int_t number(const json_t *object, const char *member)
{
	return json_integer_value(json_object_get(object, member));
}

/* "2026-03-02T09:00:00.058+08:00": the date, and the time of day. */
static const char *day_of(struct remote *remote, const char *at)
{
	return talloc_strndup(remote->ctx, at, 10);
}

static const char *hour_of(struct remote *remote, const char *at)
{
	const char *from = strchr(at, 'T');
	size_t size = from ? strcspn(from + 1, "+Z") : 0;

	return from ? talloc_strndup(remote->ctx, from + 1, size) : at;
}

/* ---- the head --------------------------------------------------------------------------- */

static void print_head(struct remote *remote, const json_t *report)
{
	const char *carrier = remote_text(remote, report, "only_carrier");
	const char *received = remote_text(remote, report, "received");
	bool is_final = json_is_true(json_object_get(report, "final"));

	printf("第%s号 NOTICE %s  %s  %s\n", remote_text(remote, report, "notice"),
	       remote_text(remote, report, "notice"), remote_text(remote, report, "lane"),
	       remote_text(remote, report, "state"));
	print_wrapped(remote, remote_text(remote, report, "title"), INDENT);
	printf("  %s %s  %s %s\n", day_of(remote, received), hour_of(remote, received),
	       table_cut(remote->ctx, remote_text(remote, report, "agency"), 20),
	       table_cut(remote->ctx, remote_text(remote, report, "agency_name"), 30));
	if (*carrier)
		printf("  仅此企业 only carrier: %s\n", table_cut(remote->ctx, carrier, 50));
	if (!is_final)
		print_wrapped(
			remote,
			"尚未结束，以下数字仍会变化。 It is not over: figures may still change.",
			INDENT);
}

/* ---- who was not warned ----------------------------------------------------------------- */

static const char *people_of(struct remote *remote, const json_t *sum)
{
	json_int_t unknown = number(sum, "cells_of_unknown_people");

	if (unknown == 0)
		return remote_text(remote, sum, "people");
	return talloc_asprintf(remote->ctx, "%s + ?", remote_text(remote, sum, "people"));
}

static const char *sum_of(struct remote *remote, const json_t *sum)
{
	const char *subscribers = remote_text(remote, sum, "subscribers");

	return talloc_asprintf(remote->ctx, "%s cells, %s people%s%s",
			       remote_text(remote, sum, "cells"), people_of(remote, sum),
			       *subscribers ? ", subscribers " : "", subscribers);
}

static void print_sum(struct remote *remote, const json_t *sum)
{
	static const char *const titles[] = { "OUTCOME", "CELLS", "PEOPLE", "" };
	const json_t *row;
	struct table table;
	size_t i;

	if (json_array_size(json_object_get(sum, "rows")) == 0)
		return;
	table_init(&table, remote->ctx, titles, 4, 3);
	json_array_foreach(json_object_get(sum, "rows"), i, row)
	{
		const char *texts[] = { remote_text(remote, row, "outcome"),
					remote_text(remote, row, "cells"), people_of(remote, row),
					talloc_asprintf(remote->ctx, "%s %s",
							remote_text(remote, row, "zh"),
							remote_text(remote, row, "en")) };

		table_add(&table, texts);
	}
	fputs(table_format(&table, TABLE_WIDTH), stdout);
	if (number(sum, "cells_of_unknown_people") > 0)
		printf("  ?: 其中%s个小区人数未知 people are not known of %s cells\n",
		       remote_text(remote, sum, "cells_of_unknown_people"),
		       remote_text(remote, sum, "cells_of_unknown_people"));
}

static void print_not_warned(struct remote *remote, const json_t *report)
{
	const json_t *sum = json_object_get(report, "not_warned");

	printf("\n未覆盖 NOT WARNED: %s\n", sum_of(remote, sum));
	print_sum(remote, sum);
	if (number(report, "deliveries") == 0)
		print_wrapped(remote, "没有发送。 Nothing was sent.", INDENT);
	else if (json_array_size(json_object_get(sum, "rows")) == 0)
		print_wrapped(
			remote,
			"所发均已被接受。 All that was sent was accepted; whether anybody has "
			"read it is not known.",
			INDENT);
}

/* ---- the log ---------------------------------------------------------------------------- */

static void print_line(struct remote *remote, const json_t *line)
{
	const char *at = hour_of(remote, remote_text(remote, line, "at"));
	const char *stop = remote_text(remote, line, "stop");

	if (json_object_get(line, "after_ms"))
		printf("%s  %-*s +%s\n", at, STOP_COLUMNS, stop,
		       length_text(remote->ctx, number(line, "after_ms")));
	else
		printf("%s  %s\n", at, stop);
	print_wrapped(remote, remote_text(remote, line, "zh"), INDENT);
	print_wrapped(remote, remote_text(remote, line, "en"), INDENT);
}

static void print_log(struct remote *remote, const json_t *report)
{
	const char *left_out = remote_text(remote, report, "log_left_out"), *before = "";
	const json_t *line;
	size_t i;

	printf("\n经过 LOG (+ since the stop before)\n");
	json_array_foreach(json_object_get(report, "log"), i, line)
	{
		const char *day = day_of(remote, remote_text(remote, line, "at"));

		if (strcmp(day, before) != 0)
			printf("%s\n", day);
		before = day;
		print_line(remote, line);
	}
	if (*left_out)
		printf("  另有%s行 %s lines more are left out\n", left_out, left_out);
}

/* ---- nodes ------------------------------------------------------------------------------ */

/* "refused 2, unknown 1": what was not taken. */
static const char *bad_cells(struct remote *remote, const json_t *delivery)
{
	char *out = talloc_strdup(remote->ctx, "");
	const char *outcome;
	json_t *count;

	json_object_foreach(json_object_get(delivery, "outcomes"), outcome, count)
	{
		if (strcmp(outcome, "accepted") == 0 || strcmp(outcome, "on-air") == 0)
			continue;
		out = talloc_asprintf_append_buffer(out, "%s%s %" JSON_INTEGER_FORMAT,
						    *out ? ", " : "", outcome,
						    json_integer_value(count));
	}
	return *out ? out : "lost";
}

static const char *cause_of(struct remote *remote, const json_t *delivery)
{
	const char *zh = remote_text(remote, delivery, "cause_zh");
	const char *en = remote_text(remote, delivery, "cause_text");

	return strcmp(zh, en) == 0 ? en : talloc_asprintf(remote->ctx, "%s %s", zh, en);
}

static void print_nodes(struct remote *remote, const json_t *report)
{
	static const char *const titles[] = { "NODE", "STATE", "CELLS", "NOT TAKEN", "CAUSE" };
	const json_t *nodes = json_object_get(report, "nodes"), *row;
	size_t i, bad = 0;
	struct table table;

	table_init(&table, remote->ctx, titles, 5, 4);
	json_array_foreach(json_object_get(nodes, "deliveries"), i, row)
	{
		const char *texts[] = { remote_text(remote, row, "node"),
					remote_text(remote, row, "state"),
					remote_text(remote, row, "cells"), bad_cells(remote, row),
					cause_of(remote, row) };

		if (!json_is_true(json_object_get(row, "problem")))
			continue;
		if (bad++ < REPORT_PRINT_NODES_MAX)
			table_add(&table, texts);
	}
	printf("\n有问题的节点 NODES WITH A PROBLEM: %zu\n", bad);
	if (bad > 0)
		fputs(table_format(&table, TABLE_WIDTH), stdout);
	if (bad > REPORT_PRINT_NODES_MAX || json_object_get(nodes, "left_out"))
		printf("  其余见 --csv 或 --json; the others are in --csv and --json\n");
}

/* ---- sums ------------------------------------------------------------------------------- */

static void print_delays(struct remote *remote, const json_t *report)
{
	static const char *const titles[] = { "用时 TIMES", "DELIVERIES", "MEDIAN", "WORST",
					      "WORST NODE" };
	const json_t *rows = json_object_get(report, "delays"), *row;
	struct table table;
	size_t i;

	if (json_array_size(rows) == 0)
		return;
	table_init(&table, remote->ctx, titles, 5, 4);
	json_array_foreach(rows, i, row)
	{
		const char *texts[] = { remote_text(remote, row, "measure"),
					remote_text(remote, row, "deliveries"),
					length_text(remote->ctx, number(row, "p50_ms")),
					length_text(remote->ctx, number(row, "worst_ms")),
					remote_text(remote, row, "worst_node") };

		table_add(&table, texts);
	}
	printf("\n%s", table_format(&table, TABLE_WIDTH));
}

static void print_sums(struct remote *remote, const json_t *report)
{
	const json_t *warned = json_object_get(report, "warned");
	const json_t *documents = json_object_get(report, "documents");

	printf("\n合计 SUMS: deliveries %s, accepted %s, failed %s, unknown %s, stopped %s\n",
	       remote_text(remote, report, "deliveries"),
	       remote_text(remote, report, "deliveries_accepted"),
	       remote_text(remote, report, "deliveries_failed"),
	       remote_text(remote, report, "deliveries_unknown"),
	       remote_text(remote, report, "deliveries_stopped"));
	printf("已接受或播出 TAKEN BY NODES: %s\n", sum_of(remote, warned));
	print_sum(remote, warned);
	print_delays(remote, report);
	if (strcmp(remote_text(remote, documents, "route"), "purged") == 0 ||
	    strcmp(remote_text(remote, documents, "content"), "purged") == 0)
		print_wrapped(remote,
			      "部分文件已按保存期限清除。 Documents were purged: content "
			      "or cells cannot be named any more.",
			      0);
}

void report_print(struct remote *remote, const json_t *report)
{
	print_head(remote, report);
	print_not_warned(remote, report);
	print_log(remote, report);
	print_nodes(remote, report);
	print_sums(remote, report);
}
