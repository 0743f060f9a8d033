/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "notice/flow_review.h"

#include <talloc.h>

#include "notice/flow_air.h"

/* ---- who -------------------------------------------------------------------------------- */

static bool is_submitter(const struct flow *flow, struct slice person)
{
	struct slice rest = flow->submitters, one;

	while (slice_word(&rest, "\n", &one))
		if (slice_equal(one, person))
			return true;
	return false;
}

void flow_review_note_submitter(struct flow *flow, struct slice person)
{
	char *whole;

	if (person.size == 0 || is_submitter(flow, person))
		return;
	whole = talloc_asprintf(flow->texts, "%.*s%s%.*s", SLICE_PRINT(flow->submitters),
				flow->submitters.size ? "\n" : "", SLICE_PRINT(person));
	flow->submitters = slice_of(whole);
}

/* Art. 27 par. 2: nobody decides what they submitted, in whichever version. */
static enum err is_another_person(const struct flow *flow, struct slice person, struct fault *why)
{
	if (!is_submitter(flow, person))
		return ERR_OK;
	return err_set(why, ERR_DENIED, "art. 27", "nobody decides what they submitted");
}

/* What is agreed is what was in front of the person. */
static enum err same_content(const struct flow *flow, const struct digest *content,
			     struct fault *why)
{
	if (digest_equal(content, &flow->judged.content))
		return ERR_OK;
	return err_set(why, ERR_CONFLICT, "art. 27",
		       "the content of notice %llu is not the one named: look at it again",
		       (unsigned long long)flow->notice);
}

/* ---- decisions -------------------------------------------------------------------------- */

void flow_review_may_leave(struct flow *flow, struct orders *orders)
{
	flow->state = NOTICE_AGREED;
	flow->waits_for_duty_officer = flow->waits_for_second_person = false;
	orders_add(orders, (struct order){ .kind = ORDER_ROUTE });
}

/* Art. 26: critical without a key never waits in the review queue, it pages. */
bool flow_review_needs_duty_officer(const struct event_judged *judged)
{
	return judged->verdict == EFFECT_DUTY_OFFICER ||
	       (judged->lane == LANE_URGENT && judged->key == LANE_KEY_NONE);
}

void flow_review_wait_for_duty_officer(struct flow *flow, struct orders *orders)
{
	flow->state = NOTICE_HELD;
	flow->waits_for_duty_officer = true;
	orders_add(orders, (struct order){ .kind = ORDER_PAGE });
}

/* What the plan or its size asks two persons for leaves with the second one. */
static void agreed_by_one(struct flow *flow, struct orders *orders)
{
	if (flow->lane == LANE_URGENT)
		flow->key = flow->judged.key;
	if (!flow->judged.needs_second_person) {
		flow_review_may_leave(flow, orders);
		return;
	}
	flow->state = NOTICE_HELD;
	flow->waits_for_second_person = true;
}

static const enum notice_state state_after_decision[EVENT_DECISION_COUNT] = {
	[EVENT_DECISION_AGREE] = NOTICE_AGREED,
	[EVENT_DECISION_AGREE_ADJUSTED] = NOTICE_ADJUSTING,
	[EVENT_DECISION_UNSUITABLE] = NOTICE_UNSUITABLE,
	[EVENT_DECISION_OUT_OF_SCOPE] = NOTICE_OUT_OF_SCOPE,
	[EVENT_DECISION_RETURN] = NOTICE_RETURNED,
	[EVENT_DECISION_ORDER_URGENT] = NOTICE_AGREED,
};

/* The part outside the jurisdiction is on its way once the duty officer orders it. */
static enum err decide_outside(struct flow *flow, const struct event_decided *decided,
			       struct orders *orders, struct fault *why)
{
	if (!flow->outside_waits)
		return err_set(why, ERR_STATE, "art. 26", "notice %llu is already %s",
			       (unsigned long long)flow->notice, notice_state_name(flow->state));
	if (decided->decision != EVENT_DECISION_ORDER_URGENT &&
	    decided->decision != EVENT_DECISION_UNSUITABLE)
		return err_set(
			why, ERR_STATE, "art. 26",
			"the part outside can be ordered (order-urgent) or left (unsuitable)");
	flow->outside_waits = false;
	if (decided->decision == EVENT_DECISION_ORDER_URGENT)
		orders_add(orders, (struct order){ .kind = ORDER_ROUTE });
	else
		flow_air_release(flow, orders); /* it goes no further */
	return ERR_OK;
}

static void keep_decision(struct flow *flow, const struct event *event)
{
	const struct event_decided *decided = &event->decided;

	flow->decision = decided->decision;
	flow->decided_by = flow_keep(flow, decided->person);
	flow->decided_at = event->at;
	flow->situation = flow_keep(flow, decided->situation);
	flow->reason = flow_keep(flow, decided->reason);
	flow->public_interest = decided->public_interest;
}

/* Art. 26 (b): the mechanism's key is the duty officer's own order. */
static void take_key(struct flow *flow, struct slice person)
{
	flow->lane = LANE_URGENT;
	flow->key = LANE_KEY_MECHANISM;
	flow->ordered_by = flow_keep(flow, person);
	flow->outside_waits = false;
}

/* Art. 26: what is urgent and has no key leaves by the duty officer's order, and by nothing else.
 */
static bool needs_an_order(const struct flow *flow)
{
	return flow->waits_for_duty_officer ||
	       (flow->lane == LANE_URGENT && flow->judged.key == LANE_KEY_NONE);
}

static enum err may_be_agreed_to(const struct flow *flow, const struct event_decided *decided,
				 struct fault *why)
{
	if (decided->decision != EVENT_DECISION_AGREE &&
	    decided->decision != EVENT_DECISION_AGREE_ADJUSTED)
		return ERR_OK;
	if (needs_an_order(flow))
		return err_set(why, ERR_STATE, "art. 26",
			       "notice %llu waits for the duty officer: it is ordered "
			       "(order-urgent), not agreed to",
			       (unsigned long long)flow->notice);
	if (flow->judged.waits_for_calendar)
		return err_set(why, ERR_STATE, "art. 27",
			       "notice %llu waits for the notice on holidays of a year: whether it "
			       "is in time is not known yet",
			       (unsigned long long)flow->notice);
	return ERR_OK;
}

static enum err may_decide(const struct flow *flow, const struct event_decided *decided,
			   struct fault *why)
{
	enum err err = same_content(flow, &decided->content, why);

	if (err == ERR_OK && flow->state != NOTICE_SENDING && flow->state != NOTICE_BROADCASTING)
		err = may_be_agreed_to(flow, decided, why);

	if (err == ERR_OK)
		err = is_another_person(flow, decided->person, why);
	if (err == ERR_OK && flow->judged.relation == NOTICE_RELATION_CANCEL)
		err = err_set(why, ERR_STATE, "CAP 1.2 3.2.1",
			      "notice %llu is a Cancel that waits for its alert: there is nothing "
			      "to decide",
			      (unsigned long long)flow->notice);
	return err;
}

enum err flow_review_decided(struct flow *flow, const struct event *event, struct orders *orders,
			     struct fault *why)
{
	const struct event_decided *decided = &event->decided;
	enum err err = may_decide(flow, decided, why);

	if (err != ERR_OK)
		return err;
	if (flow->state == NOTICE_SENDING || flow->state == NOTICE_BROADCASTING) {
		err = decide_outside(flow, decided, orders, why);
		if (err == ERR_OK)
			keep_decision(flow, event);
		return err;
	}
	if (decided->decision == EVENT_DECISION_ORDER_URGENT)
		take_key(flow, decided->person);
	keep_decision(flow, event);
	flow->waits_for_duty_officer = flow->waits_for_second_person = false;
	flow->withheld_by = flow->withheld_reason = (struct slice){ NULL, 0 };
	flow->is_unreached = false;
	flow->state = state_after_decision[decided->decision];
	if (decided->decision == EVENT_DECISION_AGREE)
		agreed_by_one(flow, orders);
	else if (flow->state == NOTICE_AGREED)
		flow_review_may_leave(flow, orders);
	return ERR_OK;
}

enum err flow_review_seconded(struct flow *flow, const struct event *event, struct orders *orders,
			      struct fault *why)
{
	struct slice person = event->by_person.person;
	enum err err = same_content(flow, &event->by_person.content, why);

	if (err != ERR_OK)
		return err;
	if (!flow->waits_for_second_person)
		return err_set(why, ERR_STATE, NULL, "notice %llu needs no second person",
			       (unsigned long long)flow->notice);
	if (is_submitter(flow, person))
		return err_set(why, ERR_DENIED, "art. 27", "nobody seconds what they submitted");
	if (slice_equal(person, flow->decided_by))
		return err_set(why, ERR_DENIED, NULL,
			       "the second person must be another one: nobody seconds their own "
			       "decision");
	if (flow->lane == LANE_URGENT)
		flow->key = flow->judged.key;
	flow->authorised_at = event->at;
	flow_review_may_leave(flow, orders);
	return ERR_OK;
}

/* ---- the applicant ---------------------------------------------------------------------- */

enum err flow_review_confirmed(struct flow *flow, const struct event *event, struct orders *orders,
			       struct fault *why)
{
	struct slice person = event->by_person.person;
	enum err err = same_content(flow, &event->by_person.content, why);

	if (err != ERR_OK)
		return err;
	if (person.size > 0 && slice_equal(person, flow->decided_by))
		return err_set(why, ERR_DENIED, "art. 27", "nobody confirms what they adjusted");
	flow_review_note_submitter(flow, person);
	agreed_by_one(flow, orders);
	return ERR_OK;
}

/* Only the version that the reviewer's own decision brought waits to be confirmed. */
static enum err take_adjusted(const struct flow *flow, const struct event_amended *amended,
			      struct fault *why)
{
	if (flow->decision == EVENT_DECISION_AGREE_ADJUSTED && flow->state == NOTICE_ADJUSTING &&
	    slice_equal(amended->person, flow->decided_by))
		return ERR_OK;
	return err_set(why, ERR_STATE, "art. 27",
		       "an adjusted version comes with the decision agree-adjusted");
}

static void take_amended(struct flow *flow, const struct event_amended *amended)
{
	flow->decision = EVENT_DECISION_NONE;
	flow->received.person = flow_keep(flow, amended->person);
	flow_review_note_submitter(flow, amended->person);
}

enum err flow_review_amended(struct flow *flow, const struct event *event, struct orders *orders,
			     struct fault *why)
{
	const struct event_amended *amended = &event->amended;
	enum err err;

	(void)orders;
	if (amended->version != flow->version + 1)
		return err_set(why, ERR_CONFLICT, NULL, "version %u does not follow version %u",
			       amended->version, flow->version);
	err = amended->is_adjusted ? take_adjusted(flow, amended, why) : ERR_OK;
	if (err != ERR_OK)
		return err;
	if (!amended->is_adjusted)
		take_amended(flow, amended);
	flow->version = amended->version;
	flow->received.document = amended->document;
	flow_keep_attachments(flow, amended->attachments, amended->attachment_count);
	/* 补正: the first filing date stands unless text, area, time or body changed. */
	if (!amended->keeps_filing_date)
		flow->received_at = event->at;
	flow->state = NOTICE_RECEIVED;
	return ERR_OK;
}

/* ---- alarms ----------------------------------------------------------------------------- */

enum err flow_review_alarmed(struct flow *flow, const struct event *event, struct orders *orders,
			     struct fault *why)
{
	(void)event;
	(void)orders;
	if (flow_waiting_for(flow) == NOTICE_WAIT_NONE)
		return err_set(why, ERR_STATE, NULL, "notice %llu waits for nobody",
			       (unsigned long long)flow->notice);
	flow->alarms++;
	return ERR_OK;
}
