/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "desk/amend.h"

#include <talloc.h>

#include "desk/batch.h"
#include "desk/record.h"
#include "wire/finding_json.h"

/* A version on its way. */
struct amending {
	struct waiting *waiting;
	bool is_adjusted; /* waiting->event is the decision that brings it */
	struct intake_document document;
	struct resolution *resolution;
};

static void answer_findings(struct amending *amending, unsigned int status)
{
	struct waiting *waiting = amending->waiting;
	struct text json;

	text_init(&json, amending);
	text_printf(&json,
		    "{\"notice\":\"%llu\",\"findings\":", (unsigned long long)waiting->notice);
	finding_json_write_all(&json, &amending->resolution->findings);
	text_puts(&json, "}");
	intake_answer_json(waiting->call, status, text_slice(&json));
	talloc_free(waiting);
}

/* ---- the batch -------------------------------------------------------------------------- */

static enum err add_amended(struct amending *amending, struct desk_batch *batch, struct fault *why)
{
	const struct resolution *r = amending->resolution;
	const struct flow *flow = desk_batch_flow(batch);
	struct event
		event = { .kind = EVENT_AMENDED,
			  .at = desk_now(),
			  .amended = {
				  .person = slice_of(
					  intake_call_principal(amending->waiting->call)->person),
				  .version = flow->version + 1,
				  .keeps_filing_date = r->keeps_filing,
				  .is_adjusted = amending->is_adjusted,
			  } };

	event.amended.document = desk_batch_document(batch, "application",
						     amending->document.octets);
	event.amended.attachments = record_attachments(batch, r, &event.amended.attachment_count);
	return desk_batch_event(batch, &event, why);
}

static enum err add_events(struct amending *amending, struct desk_batch *batch, struct fault *why)
{
	enum err err = ERR_OK;

	amending->waiting->event.at = desk_now();
	if (amending->is_adjusted)
		err = desk_batch_event(batch, &amending->waiting->event, why);
	if (err == ERR_OK)
		err = add_amended(amending, batch, why);
	if (err == ERR_OK)
		err = record_judged(batch, amending->resolution, why);
	/* What comes back as an emergency that a plan covers waits no longer (art. 26). */
	if (err == ERR_OK && desk_batch_flow(batch)->state == NOTICE_RECEIVED)
		err = record_departure(batch, amending->resolution, why);
	return err;
}

static void fold(struct desk *desk, struct desk_case *c, void *data)
{
	struct waiting *waiting = data;
	struct desk_batch *batch = desk_batch_begin(desk, c, LEDGER_URGENT);
	struct fault why;

	waiting_commit(waiting, batch, add_events(waiting->more, batch, &why), &why);
}

/* ---- resolving -------------------------------------------------------------------------- */

/* An adjustment makes no emergency, and takes none away. */
static void answer_other_lane(struct amending *amending, const struct flow *flow)
{
	struct fault why;

	err_set(&why, ERR_CONFLICT, "art. 25-27",
		"the adjusted version would be on the lane %s, the application is on %s: return "
		"it instead",
		lane_name(amending->resolution->judged.lane), lane_name(flow->lane));
	waiting_answer_fault(amending->waiting, &why);
}

static void resolved(void *data, struct resolution *resolution)
{
	struct amending *amending = data;
	struct waiting *waiting = amending->waiting;
	struct desk_case *c = waiting_find_case(waiting->desk, waiting->call, waiting->notice);

	amending->resolution = resolution;
	if (!c)
		talloc_free(waiting);
	else if (resolution->has_failed)
		waiting_answer_fault(waiting, &resolution->failure);
	else if (!resolution->is_readable || resolution->judged.verdict == EFFECT_REFUSE)
		answer_findings(amending, 422);
	else if (amending->is_adjusted && resolution->judged.lane != c->flow->lane)
		answer_other_lane(amending, c->flow);
	else
		waiting_take_turn(waiting, c, fold);
}

static void begin(struct waiting *waiting, const struct desk_case *c, struct slice octets,
		  bool is_adjusted)
{
	struct amending *amending = talloc_zero(waiting, struct amending);
	struct intake_principal applicant = *intake_call_principal(waiting->call);

	amending->waiting = waiting;
	amending->is_adjusted = is_adjusted;
	amending->document = (struct intake_document){
		.format = INTAKE_FORMAT_APPLICATION,
		.octets = waiting_copy(waiting, octets),
		.source = "http",
		.received = desk_now(),
	};
	waiting->more = amending;
	/* The adjusted version is the applicant's all the same: it is judged as theirs. */
	if (is_adjusted)
		applicant.body = c->flow->received.agency.at;
	resolve_document(waiting->desk, amending,
			 &(struct resolve_question){ .document = &amending->document,
						     .principal = &applicant,
						     .amends = c->flow,
						     .is_adjusted = is_adjusted },
			 resolved, amending);
}

void amend_adjusted(struct waiting *waiting, const struct desk_case *c, struct slice application)
{
	begin(waiting, c, application, true);
}

static enum err may_amend(const struct desk_case *c, struct fault *why)
{
	if (!slice_is(c->flow->received.format, "application"))
		return err_set(why, ERR_STATE, "CAP 1.2 3.2.1",
			       "notice %llu came as CAP: send an Update",
			       (unsigned long long)c->flow->notice);
	if (c->flow->state == NOTICE_RETURNED || c->flow->state == NOTICE_ADJUSTING)
		return ERR_OK;
	return err_set(why, ERR_STATE, "art. 27",
		       "notice %llu is %s: only a returned application takes a new version",
		       (unsigned long long)c->flow->notice, notice_state_name(c->flow->state));
}

void amend_version(void *data, struct intake_call *call, uint64_t notice,
		   const struct intake_document *document)
{
	struct desk *desk = data;
	struct desk_case *c = waiting_find_case(desk, call, notice);
	struct fault why;

	if (!c || !waiting_may_act(desk, call, c))
		return;
	if (may_amend(c, &why) != ERR_OK)
		intake_answer_fault(call, &why);
	else
		begin(waiting_new(desk, call, notice), c, document->octets, false);
}
