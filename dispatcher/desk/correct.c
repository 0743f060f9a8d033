/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "desk/correct.h"

#include <talloc.h>

#include "desk/batch.h"
#include "desk/correction.h"
#include "desk/follow.h"
#include "desk/record.h"
#include "desk/routing.h"
#include "ledger/query.h"
#include "net/log.h"
#include "wire/correction_json.h"
#include "wire/finding_json.h"

struct correcting {
	struct waiting *waiting;
	uint64_t notice; /* of the correction */
	struct slice text;
	struct resolve_correction what;
	struct intake_document original; /* where area and channels stand, once it is read */
	struct intake_document document; /* the correction, as it is kept */
	struct resolution *resolution;
};

/* ---- the answer ------------------------------------------------------------------------- */

static const char *state_of(struct desk *desk, uint64_t notice)
{
	const struct desk_case *c = desk_case_find(desk, notice);

	return notice_state_name(c ? c->flow->state : NOTICE_CANCELLED);
}

static void put_outcome(struct text *json, const struct correcting *correcting, const char *state,
			const struct fault *why)
{
	text_printf(json,
		    "{\"notice\":\"%llu\",\"state\":\"%s\",\"correction\":{\"notice\":\"%llu\","
		    "\"state\":\"%s\"",
		    (unsigned long long)correcting->waiting->notice,
		    state_of(correcting->waiting->desk, correcting->waiting->notice),
		    (unsigned long long)correcting->notice, state);
	if (why) {
		text_puts(json, ",\"why\":");
		text_put_json(json, slice_of(why->text));
	}
	text_puts(json, ",\"findings\":");
	if (correcting->resolution)
		finding_json_write_all(json, &correcting->resolution->findings);
	else
		text_puts(json, "[]");
	text_puts(json, "}}");
}

/* What became of both; the original is off, or on its way off, by now. */
static void answer(struct correcting *correcting, const char *state, const struct fault *why)
{
	struct waiting *waiting = correcting->waiting;
	struct text json;

	text_init(&json, correcting);
	put_outcome(&json, correcting, state, why);
	intake_answer_json(waiting->call, 200, text_slice(&json));
	talloc_free(waiting);
}

/* Nothing says to the public what was wrong: somebody must. */
static void fail(struct correcting *correcting, const struct fault *why)
{
	log_stop(LOGL_ERROR, &(struct log_stop){ .area = LOG_AREA_NOTICE,
						 .notice = correcting->waiting->notice,
						 .stop = "correction",
						 .outcome = "failed",
						 .why = why->text });
	answer(correcting, "failed", why);
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
	if (how->err == ERR_OK)
		answer(data, notice_state_name(c->flow->state), NULL);
	else if (how->err == ERR_IN_DOUBT) /* it may go out yet: not to be sent a second time */
		answer(data, "in-doubt", &how->why);
	else
		fail(data, &how->why);
}

static void record(struct correcting *correcting)
{
	struct desk *desk = correcting->waiting->desk;
	struct desk_case *c = desk_case_new(desk, correcting->notice);
	struct desk_batch *batch;
	struct fault why;

	if (!c) {
		err_set(&why, ERR_FULL, NULL, "%d notices are open", DESK_CASES_MAX);
		fail(correcting, &why);
		return;
	}
	desk_case_set_origin(desk, c, correcting->resolution->applicant->identifier,
			     &correcting->resolution->judged);
	batch = desk_batch_begin(desk, c, LEDGER_URGENT);
	if (add_events(correcting, batch, &why) != ERR_OK)
		desk_batch_abandon(batch);
	else if (desk_batch_commit(batch, recorded, correcting, &why) == ERR_OK)
		return;
	desk_case_free(desk, c);
	fail(correcting, &why);
}

/* ---- what it goes out with -------------------------------------------------------------- */

static void resolved(void *data, struct resolution *resolution)
{
	struct correcting *correcting = data;
	struct fault why;

	correcting->resolution = resolution;
	if (resolution->has_failed) {
		fail(correcting, &resolution->failure);
		return;
	}
	if (resolution->is_readable) {
		record(correcting);
		return;
	}
	err_set(&why, ERR_INPUT, NULL, "the original cannot be read any more");
	fail(correcting, &why);
}

static void have_original(void *data, const struct ledger_answer *found)
{
	struct correcting *correcting = data;
	struct waiting *waiting = correcting->waiting;

	if (found->err != ERR_OK) {
		fail(correcting, &found->why);
		return;
	}
	correcting->original.octets = waiting_copy(waiting, found->document);
	resolve_document(
		waiting->desk, correcting,
		&(struct resolve_question){ .document = &correcting->original,
					    .principal = intake_call_principal(waiting->call),
					    .corrects = &correcting->what },
		resolved, correcting);
}

static enum err ask_for_original(struct correcting *correcting, const struct flow *original,
				 struct fault *why)
{
	struct desk *desk = correcting->waiting->desk;

	correcting->what = correction_of(correcting, original, correcting->text);
	correcting->original.format = intake_format_of(original->received.format);
	correcting->original.received = original->received_at;
	if (original->route_count == 0)
		return err_set(why, ERR_STATE, NULL,
			       "nothing of notice %llu was sent: there is nothing to correct",
			       (unsigned long long)original->notice);
	if (correcting->original.format == INTAKE_FORMAT_CORRECTION)
		return err_set(why, ERR_STATE, NULL,
			       "notice %llu is a correction itself and has no area of its own: "
			       "send an alert",
			       (unsigned long long)original->notice);
	return ledger_query_document(desk->ledger, &original->received.document, have_original,
				     correcting, why);
}

static void fail_gone(struct correcting *correcting)
{
	struct fault why;

	err_set(&why, ERR_STATE, NULL, "notice %llu has ended: what it reached is not known here",
		(unsigned long long)correcting->waiting->notice);
	fail(correcting, &why);
}

/* The cancel is committed: only now, when nothing more of it can be sent, is anything looked up. */
static void cancelled(void *data, enum err err, const struct fault *why)
{
	struct correcting *correcting = data;
	const struct waiting *waiting = correcting->waiting;
	const struct desk_case *c = desk_case_find(waiting->desk, waiting->notice);
	struct fault fault;

	if (err != ERR_OK)
		waiting_answer_fault(correcting->waiting, why);
	else if (!c)
		fail_gone(correcting);
	else if (ask_for_original(correcting, c->flow, &fault) != ERR_OK)
		fail(correcting, &fault);
}

/* Kept as {"correction_of":"81","text":"..."}: the area and channels are those of the notice. */
static struct slice write_document(struct correcting *correcting)
{
	struct correction said = { .text = correcting->text };
	struct text json;

	said.correction_of = slice_of(talloc_asprintf(
		correcting, "%llu", (unsigned long long)correcting->waiting->notice));
	text_init(&json, correcting);
	fields_write(&json, &correction_json, &said);
	return text_slice(&json);
}

void correct_begin(struct waiting *waiting, struct desk_case *c,
		   const struct intake_cancel_request *request)
{
	struct correcting *correcting = talloc_zero(waiting, struct correcting);
	struct desk *desk = waiting->desk;

	correcting->waiting = waiting;
	correcting->notice = ++desk->last_notice;
	correcting->text = waiting_copy(waiting, request->correction);
	correcting->document = (struct intake_document){ .format = INTAKE_FORMAT_CORRECTION,
							 .octets = write_document(correcting),
							 .source = "http",
							 .received = desk_now() };
	follow_cancel(desk, c,
		      &(struct follow_cancel){
			      .person = slice_of(intake_call_principal(waiting->call)->person),
			      .reason = request->reason,
			      .correction = correcting->notice,
		      },
		      cancelled, correcting);
}
