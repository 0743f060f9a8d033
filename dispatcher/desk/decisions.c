/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "desk/decisions.h"

#include "desk/amend.h"
#include "desk/batch.h"

/* ---- what is folded --------------------------------------------------------------------- */

static enum err judge_order(const struct flow *flow, const struct event_decided *decided,
			    struct fault *why)
{
	if (decided->decision != EVENT_DECISION_ORDER_URGENT ||
	    flow->judged.class_of_emergency != LANE_CLASS_NONE)
		return ERR_OK;
	return err_set(why, ERR_STATE, "art. 26",
		       "notice %llu is no emergency: it cannot be ordered urgent",
		       (unsigned long long)flow->notice);
}

/* Agreeing where a second person is waited for is the seconding. */
static struct event what_happens(const struct flow *flow, const struct event *decided)
{
	struct event event = *decided;

	if (!flow->waits_for_second_person || decided->decided.decision != EVENT_DECISION_AGREE)
		return event;
	event.kind = EVENT_SECONDED;
	event.by_person = (struct event_person){ decided->decided.person,
						 decided->decided.content };
	return event;
}

static enum err decide(struct waiting *waiting, struct desk_batch *batch, struct fault *why)
{
	const struct flow *flow = desk_batch_flow(batch);
	struct event event = what_happens(flow, &waiting->event);
	enum err err = judge_order(flow, &waiting->event.decided, why);

	return err == ERR_OK ? desk_batch_event(batch, &event, why) : err;
}

static void fold_decision(struct desk *desk, struct desk_case *c, void *data)
{
	struct waiting *waiting = data;
	struct desk_batch *batch = desk_batch_begin(desk, c, LEDGER_URGENT);
	struct fault why;

	waiting->event.at = desk_now();
	waiting_commit(waiting, batch, decide(waiting, batch, &why), &why);
}

/* ---- what is asked ---------------------------------------------------------------------- */

static enum err read_digest(struct digest *out, struct slice hex, struct fault *why)
{
	if (hex.size == 0 || digest_from_hex(out->octets, DIGEST_OCTETS, hex))
		return ERR_OK;
	return err_set(why, ERR_INPUT, NULL, "digest: 64 hexadecimal digits");
}

static enum err read_decision(struct waiting *waiting, const struct flow *flow,
			      const struct intake_decision_request *request, struct fault *why)
{
	struct event_decided *out = &waiting->event.decided;

	if (!event_decision_from_name(slice_of(intake_decision_name(request->decision)),
				      &out->decision))
		return err_set(why, ERR_INPUT, NULL, "no such decision");
	/* Art. 27 par. 2: the situation and the reasons are told, for all but agree. */
	if (out->decision != EVENT_DECISION_AGREE &&
	    (request->situation.size == 0 || request->reason.size == 0))
		return err_set(why, ERR_INPUT, "art. 27", "%s needs `situation` and `reason`",
			       event_decision_name(out->decision));
	if ((out->decision == EVENT_DECISION_AGREE_ADJUSTED) != (request->application.size > 0))
		return err_set(why, ERR_INPUT, "art. 27",
			       "`application`, the adjusted version, comes with agree-adjusted and "
			       "with nothing else");
	out->situation = waiting_copy(waiting, request->situation);
	out->reason = waiting_copy(waiting, request->reason);
	out->criteria = waiting_copy(waiting, request->criteria);
	out->content = flow->judged.content;
	return read_digest(&out->content, request->digest, why);
}

void decisions_decide(void *data, struct intake_call *call,
		      const struct intake_decision_request *request)
{
	struct desk *desk = data;
	struct desk_case *c = waiting_find_open(desk, call, request->notice);
	struct waiting *waiting;
	struct fault why;

	if (!c || !waiting_may_decide(desk, call, c))
		return;
	waiting = waiting_new(desk, call, request->notice);
	waiting->event.kind = EVENT_DECIDED;
	if (read_decision(waiting, c->flow, request, &why) != ERR_OK) {
		waiting_answer_fault(waiting, &why);
		return;
	}
	waiting->event.decided.person = waiting_copy(waiting,
						     slice_of(intake_call_principal(call)->person));
	if (request->application.size > 0)
		amend_adjusted(waiting, c, request->application);
	else
		waiting_take_turn(waiting, c, fold_decision);
}

/* ---- the applicant's answer ------------------------------------------------------------- */

static void fold_confirmation(struct desk *desk, struct desk_case *c, void *data)
{
	struct waiting *waiting = data;
	struct desk_batch *batch = desk_batch_begin(desk, c, LEDGER_ROUTINE);
	struct fault why;

	waiting->event.at = desk_now();
	waiting_commit(waiting, batch, desk_batch_event(batch, &waiting->event, &why), &why);
}

void decisions_confirm(void *data, struct intake_call *call, uint64_t notice, struct slice digest)
{
	struct desk *desk = data;
	struct desk_case *c = waiting_find_open(desk, call, notice);
	struct waiting *waiting;
	struct fault why;

	if (!c || !waiting_may_act(desk, call, c))
		return;
	waiting = waiting_new(desk, call, notice);
	waiting->event.kind = EVENT_CONFIRMED;
	waiting->event.by_person.person = waiting_copy(
		waiting, slice_of(intake_call_principal(call)->person));
	waiting->event.by_person.content = c->flow->judged.content;
	if (read_digest(&waiting->event.by_person.content, digest, &why) != ERR_OK)
		waiting_answer_fault(waiting, &why);
	else
		waiting_take_turn(waiting, c, fold_confirmation);
}
