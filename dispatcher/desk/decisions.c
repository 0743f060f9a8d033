/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "desk/decisions.h"

#include <jansson.h>
#include <talloc.h>

#include "desk/amend.h"
#include "desk/batch.h"
#include "desk/criteria.h"
#include "desk/review.h"
#include "wire/fields.h"

enum {
	TEXT_OCTETS_MAX = 6000,	    /* of a situation or a reason: 2,000 Chinese characters */
	CRITERIA_OCTETS_MAX = 4096, /* of what the reviewer's own program adds */
};

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
	event.by_person = (struct event_person){ decided->decided.person, decided->decided.content,
						 decided->decided.criteria };
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

/*
 * Without a digest a decision is about the content of this moment. Where there was another before,
 * nobody can tell which of them was looked at.
 */
static enum err judge_digest(const struct flow *flow, enum event_decision decision,
			     struct slice digest, struct fault *why)
{
	if (digest.size > 0 || flow->version < 2 || decision != EVENT_DECISION_AGREE)
		return ERR_OK;
	return err_set(why, ERR_CONFLICT, "art. 27",
		       "this is version %u of notice %llu: look at it, and name its `digest`",
		       flow->version, (unsigned long long)flow->notice);
}

static enum err judge_sizes(const struct intake_decision_request *request, struct fault *why)
{
	if (request->situation.size > TEXT_OCTETS_MAX || request->reason.size > TEXT_OCTETS_MAX)
		return err_set(why, ERR_LIMIT, NULL,
			       "`situation` and `reason` have at most %d octets each",
			       TEXT_OCTETS_MAX);
	if (request->criteria.size > CRITERIA_OCTETS_MAX)
		return err_set(why, ERR_LIMIT, NULL, "`criteria` has at most %d octets",
			       CRITERIA_OCTETS_MAX);
	return ERR_OK;
}

/* The reviewer's mark: does it serve the public interest 公益性 (art. 42)? */
static enum err read_mark(struct event_decided *out, struct slice criteria, struct fault *why)
{
	json_t *whole = NULL;
	const json_t *mark;
	enum err err = ERR_OK;

	if (criteria.size == 0)
		return ERR_OK;
	if (fields_parse(&whole, criteria, why) != ERR_OK)
		return err_prefix(why, ERR_INPUT, "criteria");
	mark = json_object_get(whole, "public_interest");
	if (mark && !json_is_boolean(mark))
		err = err_set(why, ERR_INPUT, "art. 42",
			      "`criteria.public_interest` is true or false");
	else if (mark)
		out->public_interest = json_is_true(mark) ? EVENT_MARK_YES : EVENT_MARK_NO;
	json_decref(whole);
	return err;
}

/* Art. 42: what is not in the public interest is no 公益性短信息, and cannot be agreed to. */
static enum err judge_mark(const struct event_decided *decided, struct fault *why)
{
	if (decided->public_interest != EVENT_MARK_NO ||
	    (decided->decision != EVENT_DECISION_AGREE &&
	     decided->decision != EVENT_DECISION_AGREE_ADJUSTED))
		return ERR_OK;
	return err_set(why, ERR_INPUT, "art. 42",
		       "it is marked as not in the public interest: that is `unsuitable` or "
		       "`out-of-scope`, not `%s`",
		       event_decision_name(decided->decision));
}

static enum err read_decision(struct waiting *waiting, const struct flow *flow,
			      const struct intake_decision_request *request, struct fault *why)
{
	struct event_decided *out = &waiting->event.decided;
	enum err err;

	if (!event_decision_from_name(slice_of(intake_decision_name(request->decision)),
				      &out->decision))
		return err_set(why, ERR_INPUT, NULL, "no such decision");
	/* Art. 27 par. 2: the situation and the reasons are told, for all but agree. */
	if (out->decision != EVENT_DECISION_AGREE &&
	    (slice_says_nothing(request->situation) || slice_says_nothing(request->reason)))
		return err_set(why, ERR_INPUT, "art. 27", "%s needs `situation` and `reason`",
			       event_decision_name(out->decision));
	if ((out->decision == EVENT_DECISION_AGREE_ADJUSTED) != (request->application.size > 0))
		return err_set(why, ERR_INPUT, "art. 27",
			       "`application`, the adjusted version, comes with agree-adjusted and "
			       "with nothing else");
	err = judge_digest(flow, out->decision, request->digest, why);
	if (err == ERR_OK)
		err = judge_sizes(request, why);
	if (err == ERR_OK)
		err = read_mark(out, request->criteria, why);
	if (err == ERR_OK)
		err = judge_mark(out, why);
	if (err != ERR_OK)
		return err;
	out->situation = waiting_copy(waiting, request->situation);
	out->reason = waiting_copy(waiting, request->reason);
	out->criteria = waiting_copy(waiting, request->criteria);
	out->content = flow->judged.content;
	return read_digest(&out->content, request->digest, why);
}

/* ---- the numbers of the moment ---------------------------------------------------------- */

static void go_on(struct waiting *waiting, struct desk_case *c)
{
	const struct slice *application = waiting->more;

	if (application)
		amend_adjusted(waiting, c, *application);
	else
		waiting_take_turn(waiting, c, fold_decision);
}

/* Art. 27 par. 2: what was in front of the reviewer stands beside the decision for ever. */
static void have_numbers(void *data, const struct ledger_answer *answer)
{
	struct waiting *waiting = data;
	struct desk_case *c = waiting_find_case(waiting->desk, waiting->call, waiting->notice);
	struct criteria_case about = { waiting->desk, c ? c->flow : NULL, answer->review };
	struct event_decided *decided = &waiting->event.decided;

	if (!c) {
		talloc_free(waiting);
		return;
	}
	if (answer->err != ERR_OK)
		about.review = NULL;
	decided->criteria = criteria_of_decision(waiting, &about, decided->criteria,
						 answer->why.text);
	go_on(waiting, c);
}

/*
 * The duty officer's order is not weighed by art. 27, and waits for no reader. Numbers that
 * cannot be had keep nobody from deciding: the record says that they were missing.
 */
static void weigh(struct waiting *waiting, struct desk_case *c)
{
	struct event_decided *decided = &waiting->event.decided;
	struct criteria_case about = { waiting->desk, c->flow, NULL };
	struct fault why;

	if (decided->decision == EVENT_DECISION_ORDER_URGENT) {
		go_on(waiting, c);
		return;
	}
	if (review_ask(waiting->desk, c->flow, have_numbers, waiting, &why) == ERR_OK)
		return;
	decided->criteria = criteria_of_decision(waiting, &about, decided->criteria, why.text);
	go_on(waiting, c);
}

static void keep_application(struct waiting *waiting, struct slice application)
{
	struct slice *copy;

	if (application.size == 0)
		return;
	copy = talloc_zero(waiting, struct slice);
	*copy = waiting_copy(waiting, application);
	waiting->more = copy;
}

void decisions_decide(void *data, struct intake_call *call,
		      const struct intake_decision_request *request)
{
	struct desk *desk = data;
	struct desk_case *c = waiting_find_case(desk, call, request->notice);
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
	keep_application(waiting, request->application);
	weigh(waiting, c);
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
	struct desk_case *c = waiting_find_case(desk, call, notice);
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
