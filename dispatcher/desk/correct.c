/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "desk/correct.h"

#include <talloc.h>

#include "desk/batch.h"
#include "desk/follow.h"
#include "desk/record.h"
#include "desk/routing.h"
#include "ledger/query.h"
#include "wire/finding_json.h"

struct correcting {
	struct waiting *waiting;
	uint64_t notice; /* of the correction */
	struct slice reason;
	struct resolve_correction what;
	struct intake_document original; /* where its area and channels stand */
	struct intake_document document; /* the correction, as it is kept */
	struct resolution *resolution;	 /* NULL: the original cannot be read any more */
};

/* ---- the answer ------------------------------------------------------------------------- */

static const char *state_of(struct desk *desk, uint64_t notice)
{
	const struct desk_case *c = desk_case_find(desk, notice);

	return notice_state_name(c ? c->flow->state : NOTICE_CANCELLED);
}

/* What became of both: a correction that was refused never kept the cancel. */
static void answer(struct correcting *correcting, const char *state)
{
	struct waiting *waiting = correcting->waiting;
	struct text json;

	text_init(&json, correcting);
	text_printf(&json,
		    "{\"notice\":\"%llu\",\"state\":\"%s\",\"correction\":{\"notice\":\"%llu\","
		    "\"state\":\"%s\",\"findings\":",
		    (unsigned long long)waiting->notice, state_of(waiting->desk, waiting->notice),
		    (unsigned long long)correcting->notice, state);
	if (correcting->resolution)
		finding_json_write_all(&json, &correcting->resolution->findings);
	else
		text_puts(&json, "[]");
	text_puts(&json, "}}");
	intake_answer_json(waiting->call, 200, text_slice(&json));
	talloc_free(waiting);
}

/* ---- the correction as a notice --------------------------------------------------------- */

static enum err add_departure(const struct correcting *correcting, struct desk_batch *batch,
			      struct fault *why)
{
	struct event event = { .kind = EVENT_AUTHORISED,
			       .at = desk_now(),
			       .authorised = { .key = LANE_KEY_FOLLOWS } };
	enum err err = desk_batch_event(batch, &event, why);

	if (err != ERR_OK)
		return err;
	return routing_add(batch, correcting->resolution,
			   correcting->what.everywhere ? ROUTING_ALL : ROUTING_INSIDE, why);
}

static enum err add_events(const struct correcting *correcting, struct desk_batch *batch,
			   struct fault *why)
{
	enum err err = record_received(batch, correcting->resolution, &correcting->document, why);

	if (err == ERR_OK)
		err = record_judged(batch, correcting->resolution, why);
	if (err == ERR_OK && desk_batch_flow(batch)->state == NOTICE_RECEIVED)
		err = add_departure(correcting, batch, why);
	return err;
}

static void recorded(void *data, struct desk_case *c, const struct ledger_outcome *how)
{
	answer(data, how->err == ERR_OK ? notice_state_name(c->flow->state) : "failed");
}

static void record(struct correcting *correcting)
{
	struct desk *desk = correcting->waiting->desk;
	struct desk_case *c = desk_case_new(desk, correcting->notice);
	struct desk_batch *batch;
	struct fault why;

	if (!c) {
		answer(correcting, "failed");
		return;
	}
	batch = desk_batch_begin(desk, c, LEDGER_URGENT);
	if (add_events(correcting, batch, &why) != ERR_OK) {
		desk_batch_abandon(batch);
		desk_case_free(desk, c);
		answer(correcting, "failed");
	} else if (desk_batch_commit(batch, recorded, correcting, &why) != ERR_OK) {
		desk_case_free(desk, c);
		answer(correcting, "failed");
	}
}

/* ---- the cancel, which waits for nothing of the above ----------------------------------- */

static void cancelled(void *data, enum err err, const struct fault *why)
{
	struct correcting *correcting = data;

	if (err != ERR_OK)
		waiting_answer_fault(correcting->waiting, why);
	else if (!correcting->resolution || !correcting->resolution->is_readable)
		answer(correcting, "failed");
	else
		record(correcting);
}

static void cancel(struct correcting *correcting)
{
	struct waiting *waiting = correcting->waiting;
	struct desk_case *c = waiting_find_open(waiting->desk, waiting->call, waiting->notice);

	if (!c) {
		talloc_free(waiting);
		return;
	}
	follow_cancel(waiting->desk, c,
		      &(struct follow_cancel){
			      .person = slice_of(intake_call_principal(waiting->call)->person),
			      .reason = correcting->reason,
			      .correction = correcting->notice,
		      },
		      cancelled, correcting);
}

/* ---- what it goes out with -------------------------------------------------------------- */

static void resolved(void *data, struct resolution *resolution)
{
	struct correcting *correcting = data;

	correcting->resolution = resolution;
	cancel(correcting);
}

static void have_original(void *data, const struct ledger_answer *found)
{
	struct correcting *correcting = data;
	struct waiting *waiting = correcting->waiting;
	struct intake_principal principal = *intake_call_principal(waiting->call);

	if (found->err != ERR_OK) {
		cancel(correcting);
		return;
	}
	correcting->original.octets = waiting_copy(waiting, found->document);
	resolve_document(waiting->desk, correcting,
			 &(struct resolve_question){ .document = &correcting->original,
						     .principal = &principal,
						     .corrects = &correcting->what },
			 resolved, correcting);
}

/* Kept as {"correction_of":"81","text":"..."}: the area and channels are those of the notice. */
static struct slice write_document(struct correcting *correcting)
{
	struct text json;

	text_init(&json, correcting);
	text_printf(&json, "{\"correction_of\":\"%llu\",\"text\":",
		    (unsigned long long)correcting->waiting->notice);
	text_put_json(&json, correcting->what.text);
	text_puts(&json, "}");
	return text_slice(&json);
}

static struct resolve_correction what_of(const struct waiting *waiting, const struct flow *flow,
					 struct slice text)
{
	return (struct resolve_correction){
		.notice = flow->notice,
		.text = waiting_copy(waiting, text),
		.lane = flow->lane,
		.plan = waiting_copy(waiting, flow->judged.plan),
		.expires = flow->judged.expires,
		.everywhere = flow->key == LANE_KEY_MECHANISM || flow->route_count > 1,
	};
}

void correct_begin(struct waiting *waiting, const struct desk_case *c,
		   const struct intake_cancel_request *request)
{
	struct correcting *correcting = talloc_zero(waiting, struct correcting);
	struct desk *desk = waiting->desk;
	struct fault why;

	waiting->more = correcting;
	correcting->waiting = waiting;
	correcting->notice = ++desk->last_notice;
	correcting->reason = waiting_copy(waiting, request->reason);
	correcting->what = what_of(waiting, c->flow, request->correction);
	correcting->original.received = c->flow->received_at;
	correcting->document = (struct intake_document){ .format = INTAKE_FORMAT_CORRECTION,
							 .octets = write_document(correcting),
							 .source = "http",
							 .received = desk_now() };
	if (!intake_format_from_name(c->flow->received.format, &correcting->original.format) ||
	    ledger_query_document(desk->ledger, &c->flow->received.document, have_original,
				  correcting, &why) != ERR_OK)
		cancel(correcting);
}
