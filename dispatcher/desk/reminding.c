/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "desk/reminding.h"

#include <stdio.h>
#include <talloc.h>

#include "desk/batch.h"
#include "desk/registry.h"
#include "net/log.h"

/* ---- whom ------------------------------------------------------------------------------- */

enum { ANYBODY = (1u << PERSON_ROLE_COUNT) - 1 };

static void add_body(const struct desk *desk, char **names, struct slice body)
{
	char *more = body.size ? desk_persons_of(desk, *names, body, ANYBODY) : NULL;

	if (more && *more)
		*names = talloc_asprintf_append(*names, "%s%s", **names ? " " : "", more);
}

/* Escalated: the department, then its superior, then the authority as well. */
static struct slice persons_for_paperwork(const struct desk *desk, const struct flow *flow,
					  void *ctx)
{
	const struct registry_agency *department = registry_agency(desk_registry(desk),
								   flow->paperwork.department);
	char *names = talloc_strdup(ctx, "");

	add_body(desk, &names, flow->paperwork.department);
	if (flow->paperwork.reminders >= 1 && department)
		add_body(desk, &names, department->superior);
	if (flow->paperwork.reminders >= 2)
		add_body(desk, &names, flow->paperwork.authority);
	return slice_of(names);
}

static struct slice persons_for_report(const struct desk *desk, const struct flow *flow, void *ctx)
{
	char *names = talloc_strdup(ctx, "");

	add_body(desk, &names, flow->judged.authority);
	return slice_of(names);
}

/* ---- said and recorded ------------------------------------------------------------------ */

static void say(const struct flow *flow, const struct event *event, const char *what)
{
	const struct event_reminded *reminded = &event->reminded;
	char why[384];

	snprintf(why, sizeof(why), "%s; reminder %u to %.*s", what, reminded->attempt,
		 SLICE_PRINT(reminded->persons.size ? reminded->persons
						    : SLICE_LITERAL("nobody registered")));
	/* The first is a courtesy; after it somebody must act. */
	log_stop(reminded->attempt > 1 ? LOGL_ERROR : LOGL_NOTICE,
		 &(struct log_stop){ .area = LOG_AREA_NOTICE,
				     .notice = flow->notice,
				     .stop = "remind",
				     .outcome = event_kind_name(event->kind),
				     .why = why });
}

struct reminder {
	struct event event;
	char what[80]; /* is owed */
};

/* What is not on record was not said: the scheduler reminds as soon as it can be. */
static void is_reminded(void *data, struct desk_case *c, const struct ledger_outcome *how)
{
	const struct reminder *reminder = data;

	if (how->err == ERR_OK)
		say(c->flow, &reminder->event, reminder->what);
}

static struct reminder *begin(struct desk_batch *batch, enum event_kind kind)
{
	struct reminder *reminder = talloc_zero(desk_batch_ctx(batch), struct reminder);

	reminder->event = (struct event){ .kind = kind, .at = desk_now() };
	return reminder;
}

static void record(struct desk_batch *batch, struct reminder *reminder)
{
	struct fault why;

	if (desk_batch_event(batch, &reminder->event, &why) != ERR_OK)
		desk_batch_abandon(batch);
	else if (desk_batch_settle(batch, is_reminded, reminder, &why) != ERR_OK)
		return; /* the ledger is full or away: a later tick reminds */
}

static void remind_of_paperwork(struct desk *desk, struct desk_case *c, void *data)
{
	struct desk_batch *batch = desk_batch_begin(desk, c, LEDGER_ROUTINE);
	struct reminder *reminder = begin(batch, EVENT_PAPERWORK_REMINDED);
	char due[UTC_TEXT_OCTETS];

	(void)data;
	reminder->event.reminded.persons = persons_for_paperwork(desk, c->flow, reminder);
	reminder->event.reminded.attempt = c->flow->paperwork.reminders + 1;
	snprintf(reminder->what, sizeof(reminder->what), "paperwork is due %s",
		 utc_format(due, c->flow->paperwork.due, UTC_CHINA_OFFSET_MINUTES));
	record(batch, reminder);
}

static void remind_of_report(struct desk *desk, struct desk_case *c, void *data)
{
	struct desk_batch *batch = desk_batch_begin(desk, c, LEDGER_ROUTINE);
	struct reminder *reminder = begin(batch, EVENT_CONTENT_REMINDED);

	(void)data;
	reminder->event.reminded.persons = persons_for_report(desk, c->flow, reminder);
	reminder->event.reminded.attempt = c->flow->prohibition.reminders + 1;
	snprintf(reminder->what, sizeof(reminder->what), "a report on prohibited content is owed");
	record(batch, reminder);
}

/* A queue that is full now is asked again by the next tick. */
void reminding_of_paperwork(struct desk *desk, struct desk_case *c)
{
	if (desk_case_when_idle(desk, c, remind_of_paperwork, NULL, DESK_CASE_LAST) != ERR_OK)
		return;
}

void reminding_of_report(struct desk *desk, struct desk_case *c)
{
	if (desk_case_when_idle(desk, c, remind_of_report, NULL, DESK_CASE_LAST) != ERR_OK)
		return;
}

/* ---- counted ---------------------------------------------------------------------------- */

static void count_one(struct desk *desk, struct desk_case *c, void *data)
{
	struct reminding_counts *counts = data;
	const struct paperwork *paperwork = &c->flow->paperwork;
	bool is_owed = paperwork->state == PAPERWORK_OWED || paperwork->state == PAPERWORK_RETURNED;

	(void)desk;
	counts->paperwork_owed += is_owed;
	counts->paperwork_overdue += is_owed && !utc_before(desk_now(), paperwork->due);
	counts->reports_owed += c->flow->prohibition.state == PROHIBITION_REPORT_OWED;
}

struct reminding_counts reminding_count(struct desk *desk)
{
	struct reminding_counts counts = { 0 };

	desk_cases_visit(desk, count_one, &counts);
	return counts;
}
