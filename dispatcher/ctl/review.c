/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "ctl/review.h"

#include <stdio.h>
#include <talloc.h>
#include <unistd.h>

#include "ctl/queue.h"
#include "ctl/reach.h"
#include "ctl/table.h"

enum { INDENT = 2, DEEPER = 4 };

static void print_wrapped(struct remote *remote, const char *text, size_t indent)
{
	if (*text)
		fputs(table_wrap(remote->ctx, text, TABLE_WIDTH, indent), stdout);
}

/* One member a line, its text wrapped behind the name. */
static void print_member(struct remote *remote, const char *name, const char *text)
{
	if (*text)
		print_wrapped(remote, talloc_asprintf(remote->ctx, "%s: %s", name, text), INDENT);
}

static const char *text_in(struct remote *remote, const json_t *answer, const char *object,
			   const char *member)
{
	return remote_text(remote, json_object_get(answer, object), member);
}

/* ---- what is agreed to ------------------------------------------------------------------ */

static void print_texts(struct remote *remote, const json_t *answer)
{
	const json_t *shown = json_object_get(
		json_object_get(json_object_get(answer, "criteria"), "content"), "texts");
	const json_t *text;
	size_t i;

	json_array_foreach(json_object_get(answer, "texts"), i, text)
	{
		const json_t *counts = json_array_get(shown, i);

		printf("TEXT %s  characters: %s, pages: %s, identifier: %s\n",
		       remote_text(remote, text, "language"),
		       remote_text(remote, counts, "characters"),
		       remote_text(remote, counts, "pages"),
		       remote_text(remote, counts, "message_identifier"));
		print_wrapped(remote, remote_text(remote, text, "text"), INDENT);
	}
}

void review_print_content(struct remote *remote, const json_t *answer)
{
	printf("NOTICE %s  %s  %s, version %s, %s\n", remote_text(remote, answer, "notice"),
	       remote_text(remote, answer, "acceptance_number"),
	       remote_text(remote, answer, "lane"), remote_text(remote, answer, "version"),
	       remote_text(remote, answer, "state"));
	print_wrapped(remote, remote_text(remote, answer, "title"), INDENT);
	print_member(remote, "from", text_in(remote, answer, "applicant", "name"));
	print_member(remote, "sent by", text_in(remote, answer, "sending_body", "name"));
	print_member(remote, "begins", remote_text(remote, answer, "begins"));
	print_member(remote, "ends", remote_text(remote, answer, "expires"));
	print_member(remote, "area", text_in(remote, answer, "area", "zh"));
	print_texts(remote, answer);
	print_member(remote, "digest", remote_text(remote, answer, "digest"));
}

/* ---- the rest of the sheet -------------------------------------------------------------- */

static void print_clock(struct remote *remote, const json_t *answer)
{
	const json_t *clock = json_object_get(answer, "clock");
	bool is_overdue = json_is_true(json_object_get(clock, "overdue"));

	struct utc now = queue_time_of(remote, clock, "now");
	struct utc since = queue_time_of(remote, clock, "waits_since");

	printf("WAITS FOR %s%s\n", remote_text(remote, clock, "waiting_for"),
	       is_overdue ? "  ! OVERDUE" : "");
	print_wrapped(remote, text_in(remote, clock, "because", "zh"), INDENT);
	print_wrapped(remote, text_in(remote, clock, "because", "en"), INDENT);
	print_member(remote, "now", remote_text(remote, clock, "now"));
	if (utc_is_set(since))
		printf("  waited %s, left %s\n",
		       queue_span_text(remote->ctx, utc_since(now, since)),
		       queue_time_left(remote->ctx, now,
				       queue_time_of(remote, clock, "decide_by")));
	print_member(remote, "decide by", remote_text(remote, clock, "decide_by"));
	print_member(remote, "lapses", remote_text(remote, clock, "lapses"));
	if (json_is_true(json_object_get(answer, "needs_second_person")))
		print_member(remote, "needs", "a second person");
	print_member(remote, "agreed by", remote_text(remote, answer, "decided_by"));
}

static void print_application(struct remote *remote, const json_t *answer)
{
	static const char *const members[] = { "document_number", "signer",	  "category",
					       "purpose",	  "legal_ground", "reason" };
	const json_t *application = json_object_get(answer, "application");

	if (!application)
		return;
	printf("APPLICATION\n");
	for (size_t i = 0; i < sizeof(members) / sizeof(members[0]); i++)
		print_member(remote, members[i], remote_text(remote, application, members[i]));
}

/* "7/30/90 days: 1 / 4 / 9" */
static void print_periods(struct remote *remote, const char *name, const json_t *periods)
{
	printf("  %s, 7/30/90 days: %s / %s / %s\n", name, remote_text(remote, periods, "days_7"),
	       remote_text(remote, periods, "days_30"), remote_text(remote, periods, "days_90"));
}

static void print_willingness(struct remote *remote, const json_t *criteria)
{
	const json_t *willingness = json_object_get(criteria, "willingness");

	printf("WILLINGNESS\n");
	if (json_object_get(willingness, "complaints")) {
		print_periods(remote, "complaints 投诉",
			      json_object_get(willingness, "complaints"));
		print_periods(remote, "opt-outs 退订", json_object_get(willingness, "opt_outs"));
		print_member(remote, "last recorded",
			     remote_text(remote, willingness, "last_recorded"));
	}
	print_wrapped(remote, remote_text(remote, willingness, "zh"), INDENT);
	print_wrapped(remote, remote_text(remote, willingness, "en"), INDENT);
}

static void print_criteria(struct remote *remote, const json_t *answer)
{
	const json_t *criteria = json_object_get(answer, "criteria");
	const json_t *area = json_object_get(criteria, "area");
	const json_t *frequency = json_object_get(criteria, "frequency");
	const json_t *volume = json_object_get(criteria, "volume");

	printf("AREA, as judged\n  %s cells on %s nodes, %s people, %.1f%% of the cells outside\n",
	       remote_text(remote, area, "cells"), remote_text(remote, area, "nodes"),
	       remote_text(remote, area, "people"),
	       json_real_value(json_object_get(area, "share_outside")));
	printf("FREQUENCY (notices sent)\n");
	print_periods(remote, "this body", json_object_get(frequency, "body"));
	print_periods(remote,
		      talloc_asprintf(remote->ctx, "%s %s",
				      remote_text(remote, frequency, "busiest_city_name"),
				      remote_text(remote, frequency, "busiest_city")),
		      json_object_get(frequency, "area"));
	printf("VOLUME (people reached, each time counted)\n");
	print_periods(remote, "this body", json_object_get(volume, "body_people"));
	print_periods(remote, "this authority", json_object_get(volume, "authority_people"));
	print_willingness(remote, criteria);
}

static const char *why_near(const json_t *near)
{
	bool is_duplicate = json_is_true(json_object_get(near, "duplicate"));
	bool is_conflict = json_is_true(json_object_get(near, "conflict"));

	return is_duplicate && is_conflict ? "both" : is_duplicate ? "like it" : "window";
}

static void print_near(struct remote *remote, const json_t *answer)
{
	static const char *const titles[] = { "ID", "WHY", "TEXT", "STATE", "FROM", "TITLE" };
	const json_t *near, *list = json_object_get(answer, "near");
	struct table table;
	size_t i;

	printf("OTHERS in the same area within 24 hours: %zu%s\n", json_array_size(list),
	       json_is_true(json_object_get(answer, "near_is_cut")) ? " (there are more)" : "");
	if (json_array_size(list) == 0)
		return;
	table_init(&table, remote->ctx, titles, sizeof(titles) / sizeof(titles[0]), 5);
	json_array_foreach(list, i, near)
	{
		const char *similarity = remote_text(remote, near, "similarity");

		table_add(&table, (const char *[]){
					  remote_text(remote, near, "notice"),
					  why_near(near),
					  talloc_asprintf(remote->ctx, "%s%%", similarity),
					  remote_text(remote, near, "state"),
					  remote_text(remote, near, "agency"),
					  remote_text(remote, near, "title"),
				  });
	}
	fputs(table_format(&table, TABLE_WIDTH), stdout);
}

static void print_findings(const json_t *answer)
{
	printf("FINDINGS: %zu\n", json_array_size(json_object_get(answer, "findings")));
	remote_print_findings(answer);
}

/* ---- commands --------------------------------------------------------------------------- */

enum ctl_exit review_ask_sheet(struct remote *remote, const char *word, json_t **answer)
{
	struct http_client_ask ask = { .method = "GET",
				       .path = remote_notice_path(remote, word, "/review") };
	bool wants_json = remote->json;
	enum ctl_exit result = CTL_USAGE;

	*answer = NULL;
	remote->json = false;
	if (ask.path)
		result = remote_ask(remote, &ask, answer);
	remote->json = wants_json;
	return result;
}

static void print_sheet(struct remote *remote, const json_t *answer)
{
	review_print_content(remote, answer);
	print_clock(remote, answer);
	print_application(remote, answer);
	print_findings(answer);
	print_criteria(remote, answer);
	reach_print(remote, json_object_get(answer, "audience"));
	print_near(remote, answer);
}

static enum ctl_exit review(struct remote *remote)
{
	json_t *answer = NULL;
	enum ctl_exit result = review_ask_sheet(remote, remote->words[0], &answer);

	if (result == CTL_DONE && remote->json) {
		json_dumpf(answer, stdout, JSON_COMPACT);
		putchar('\n');
	} else if (result == CTL_DONE) {
		print_sheet(remote, answer);
	}
	json_decref(answer);
	return result;
}

enum ctl_exit ctl_review(int argc, char **argv)
{
	return remote_run(argc, argv, &(struct remote_form){ CTL_REVIEW_USAGE, 0, 1 }, review);
}

static enum ctl_exit reply(struct remote *remote)
{
	return remote_print_text(remote, remote_notice_path(remote, remote->words[0], "/reply"));
}

enum ctl_exit ctl_reply(int argc, char **argv)
{
	return remote_run(argc, argv, &(struct remote_form){ CTL_REPLY_USAGE, 0, 1 }, reply);
}

static enum ctl_exit order(struct remote *remote)
{
	return remote_print_text(
		remote, remote_notice_path(remote, remote->words[0], "/coordination-order"));
}

enum ctl_exit ctl_coordination_order(int argc, char **argv)
{
	return remote_run(argc, argv, &(struct remote_form){ CTL_COORDINATION_ORDER_USAGE, 0, 1 },
			  order);
}

static enum ctl_exit attachment(struct remote *remote)
{
	uint64_t number;

	if (!slice_to_u64(slice_of(remote->words[1]), INT64_MAX, &number))
		return ctl_usage(CTL_ATTACHMENT_USAGE);
	if (isatty(STDOUT_FILENO)) {
		fprintf(stderr, "cbctl: an attachment is no text: send it to a file\n");
		return CTL_USAGE;
	}
	return remote_print_octets(
		remote, remote_notice_path(remote, remote->words[0],
					   talloc_asprintf(remote->ctx, "/attachments?n=%llu",
							   (unsigned long long)number)));
}

enum ctl_exit ctl_attachment(int argc, char **argv)
{
	return remote_run(argc, argv, &(struct remote_form){ CTL_ATTACHMENT_USAGE, 0, 2 },
			  attachment);
}
