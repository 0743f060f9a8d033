/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "desk/measures.h"

#include <talloc.h>

#include "desk/batch.h"
#include "desk/follow.h"
#include "desk/waiting.h"

/* NULL: it was answered. */
static struct desk_case *find(struct desk *desk, struct intake_call *call, uint64_t notice)
{
	struct desk_case *c = waiting_find_case(desk, call, notice);

	return c && waiting_may_decide(desk, call, c) ? c : NULL;
}

static void fold(struct desk *desk, struct desk_case *c, void *data)
{
	struct waiting *waiting = data;
	struct desk_batch *batch = desk_batch_begin(desk, c, LEDGER_ROUTINE);
	struct fault why;

	waiting->event.at = desk_now();
	waiting_commit(waiting, batch, desk_batch_event(batch, &waiting->event, &why), &why);
}

static struct slice person_of(const struct waiting *waiting)
{
	return waiting_copy(waiting, slice_of(intake_call_principal(waiting->call)->person));
}

void measures_withhold(void *data, struct intake_call *call, uint64_t notice, struct slice reason)
{
	struct desk_case *c = find(data, call, notice);
	struct waiting *waiting;

	if (!c)
		return;
	waiting = waiting_new(data, call, notice);
	waiting->event.kind = EVENT_WITHHELD;
	waiting->event.withheld = (struct event_withheld){ person_of(waiting),
							   waiting_copy(waiting, reason) };
	waiting_take_turn(waiting, c, fold);
}

/* ---- prohibited content ----------------------------------------------------------------- */

static void stopped(void *data, enum err err, const struct fault *why)
{
	struct waiting *waiting = data;
	struct desk_case *c;

	if (err != ERR_OK) {
		waiting_answer_fault(waiting, why);
		return;
	}
	/* It stays open as long as its report is owed. */
	c = waiting_find_case(waiting->desk, waiting->call, waiting->notice);
	if (c)
		waiting_answer_flow(waiting, c->flow);
	else
		talloc_free(waiting);
}

void measures_stop_content(void *data, struct intake_call *call,
			   const struct intake_content_stop *stop)
{
	struct desk_case *c = find(data, call, stop->notice);

	if (!c)
		return;
	follow_cancel(data, c,
		      &(struct follow_cancel){
			      .person = slice_of(intake_call_principal(call)->person),
			      .reason = stop->reason,
			      .hit = stop->hit,
		      },
		      stopped, waiting_new(data, call, stop->notice));
}

void measures_report_content(void *data, struct intake_call *call,
			     const struct intake_content_report *report)
{
	struct desk_case *c = find(data, call, report->notice);
	struct waiting *waiting;

	if (!c)
		return;
	waiting = waiting_new(data, call, report->notice);
	waiting->event.kind = EVENT_CONTENT_REPORTED;
	waiting->event.content_reported = (struct event_content_reported){
		.person = person_of(waiting),
		.reported_to = waiting_copy(waiting, report->reported_to),
		.reference = waiting_copy(waiting, report->reference),
		.result = waiting_copy(waiting, report->result),
	};
	waiting_take_turn(waiting, c, fold);
}
