/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "ctl/statistics.h"

#include <stdio.h>
#include <talloc.h>

#include "ctl/length.h"
#include "ctl/notices.h"
#include "notice/period.h"

struct view {
	const char *heading;
	struct notices_columns columns;
};

#define COUNT_TITLES  "NOTICES", "SENT", "REFUSED", "DECLINED", "CANCELLED", "OPEN"
#define COUNT_MEMBERS "notices", "sent", "refused", "declined", "cancelled", "open"

static const struct view views[] = {
	{ "By lane 通道",
	  { "by_lane", { "LANE", COUNT_TITLES }, { "lane", COUNT_MEMBERS }, 7, 0 } },
	{ "By class of emergency 类别",
	  { "by_class", { "CLASS", COUNT_TITLES }, { "class", COUNT_MEMBERS }, 7, 0 } },
	{ "By body 单位",
	  { "by_body",
	    { "BODY", "NAME", COUNT_TITLES },
	    { "body", "name", COUNT_MEMBERS },
	    8,
	    1 } },
	{ "By carrier 相关企业: deliveries and cells",
	  { "by_carrier",
	    { "CARRIER", "NOTICES", "DELIVERIES", "ACCEPTED", "FAILED", "UNKNOWN", "STOPPED",
	      "CELLS", "ON" },
	    { "carrier", "notices", "deliveries", "accepted", "failed", "unknown", "stopped",
	      "cells", "cells_ok" },
	    9,
	    0 } },
	{ "Complaints 投诉 and opt-outs 退订",
	  { "complaints",
	    { "BODY", "NAME", "RECORDS", "COMPLAINTS", "OPT-OUTS" },
	    { "body", "name", "records", "complaints", "opt_outs" },
	    5,
	    1 } },
	{ "Refusals by rule 不予发送的原因",
	  { "refusals_by_rule", { "RULE", "NOTICES" }, { "rule", "notices" }, 2, 0 } },
};

/* ---- times ------------------------------------------------------------------------------- */

static const char *length_at(struct remote *remote, const json_t *row, const char *member)
{
	return length_text(remote->ctx, json_integer_value(json_object_get(row, member)));
}

static void print_times(struct remote *remote, const json_t *answer)
{
	static const char *const titles[] = { "FROM TO", "LANE",      "NOTICES",
					      "MEDIAN",	 "95 IN 100", "LONGEST" };
	const json_t *rows = json_object_get(answer, "times"), *row;
	struct table table;
	size_t i;

	if (json_array_size(rows) == 0)
		return;
	table_init(&table, remote->ctx, titles, 6, 0);
	json_array_foreach(rows, i, row)
	{
		table_add(&table, (const char *const[]){ remote_text(remote, row, "measure"),
							 remote_text(remote, row, "lane"),
							 remote_text(remote, row, "notices"),
							 length_at(remote, row, "median_ms"),
							 length_at(remote, row, "p95_ms"),
							 length_at(remote, row, "max_ms") });
	}
	printf("\nTimes 用时\n%s", table_format(&table, TABLE_WIDTH));
}

/* ---- tables ----------------------------------------------------------------------------- */

static void print_view(struct remote *remote, const json_t *answer, const struct view *view)
{
	if (json_array_size(json_object_get(answer, view->columns.list)) == 0)
		return;
	printf("\n%s\n", view->heading);
	notices_print_rows(remote, &view->columns, answer);
}

static void print_paperwork(struct remote *remote, const json_t *answer)
{
	static const struct view overdue = {
		"Overdue 逾期未补办",
		{ "overdue_notices",
		  { "NOTICE", "BODY", "DUE" },
		  { "notice", "body", "due" },
		  3,
		  1 },
	};
	const json_t *paper = json_object_get(answer, "paperwork");

	printf("\nPaperwork 补办手续: owed %s, filed %s, returned %s, accepted %s,\n"
	       "not recognised %s, overdue %s\n",
	       remote_text(remote, paper, "owed"), remote_text(remote, paper, "filed"),
	       remote_text(remote, paper, "returned"), remote_text(remote, paper, "accepted"),
	       remote_text(remote, paper, "not_recognised"), remote_text(remote, paper, "overdue"));
	print_view(remote, paper, &overdue);
}

static void print(struct remote *remote, const json_t *answer)
{
	const json_t *all = json_object_get(answer, "all");
	const char *authority = remote_text(remote, answer, "authority");

	printf("%s: %.10s to before %.10s%s%s\n", remote_text(remote, answer, "period"),
	       remote_text(remote, answer, "from"), remote_text(remote, answer, "until"),
	       *authority ? ", bodies of " : "", authority);
	printf("notices %s, sent %s, refused %s, declined %s, cancelled %s, open %s\n",
	       remote_text(remote, all, "notices"), remote_text(remote, all, "sent"),
	       remote_text(remote, all, "refused"), remote_text(remote, all, "declined"),
	       remote_text(remote, all, "cancelled"), remote_text(remote, all, "open"));
	for (size_t i = 0; i < sizeof(views) / sizeof(views[0]); i++)
		print_view(remote, answer, &views[i]);
	print_times(remote, answer);
	print_paperwork(remote, answer);
}

/* ---- the command ------------------------------------------------------------------------ */

static enum ctl_exit show(struct remote *remote)
{
	bool for_people = !remote->json && !remote->csv;
	const char *period = remote->period;
	struct http_client_ask ask = {
		.method = "GET",
		.path = talloc_asprintf(remote->ctx, "/v1/statistics?format=%s%s%s",
					remote->csv ? "csv" : "json", period ? "&period=" : "",
					period ? period : ""),
	};
	struct period unused;
	struct fault why;
	json_t *answer = NULL;
	enum ctl_exit result;

	/* What is no period is no part of a path either. */
	if (period && period_read(&unused, slice_of(period), &why) != ERR_OK)
		return ctl_fail("--period", &why);
	remote->json = !for_people;
	result = remote_ask(remote, &ask, &answer);
	if (result == CTL_DONE && for_people)
		print(remote, answer);
	json_decref(answer);
	return result;
}

enum ctl_exit ctl_statistics(int argc, char **argv)
{
	static const struct remote_form form = { CTL_STATISTICS_USAGE, REMOTE_PERIOD | REMOTE_CSV,
						 0 };

	return remote_run(argc, argv, &form, show);
}
