/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "notice/flow.h"

#include <stdlib.h>
#include <talloc.h>

#include "notice/flow_air.h"
#include "notice/flow_measure.h"

struct flow *flow_new(void *ctx, void *texts, uint64_t notice)
{
	struct flow *flow = talloc_zero(ctx, struct flow);

	if (!flow)
		abort();
	flow->texts = texts;
	flow->notice = notice;
	return flow;
}

/* Agreed notices whose window is still to come wait; the desk then adds EVENT_SCHEDULED. */
static void may_leave(struct flow *flow, struct orders *orders)
{
	flow->state = NOTICE_AGREED;
	flow->waits_for_duty_officer = false;
	orders_add(orders, (struct order){ .kind = ORDER_ROUTE });
}

static enum err on_received(struct flow *flow, const struct event *event, struct orders *orders,
			    struct fault *why)
{
	const struct event_received *in = &event->received;

	(void)orders;
	(void)why;
	flow->received = *in;
	flow->received.agency = flow_keep(flow, in->agency);
	flow->received.person = flow_keep(flow, in->person);
	flow->received.source = flow_keep(flow, in->source);
	flow->received.format = flow_keep(flow, in->format);
	flow->received_at = event->at;
	flow->version = 1;
	flow->state = NOTICE_RECEIVED;
	return ERR_OK;
}

static void keep_judged(struct flow *flow, const struct event_judged *in)
{
	struct event_judged *out = &flow->judged;

	*out = *in;
	out->event_type = flow_keep(flow, in->event_type);
	out->title = flow_keep(flow, in->title);
	out->grounds = flow_keep(flow, in->grounds);
	out->profile = flow_keep(flow, in->profile);
	out->plan = flow_keep(flow, in->plan);
	out->authority = flow_keep(flow, in->authority);
	out->sending_body = flow_keep(flow, in->sending_body);
	out->alert_sender = flow_keep(flow, in->alert_sender);
	out->alert_identifier = flow_keep(flow, in->alert_identifier);
	out->alert_first = flow_keep(flow, in->alert_first);
	out->reference = flow_keep(flow, in->reference);
	out->refused_by = flow_keep(flow, in->refused_by);
}

/* Art. 26: critical without a key never waits in the review queue, it pages. */
static bool needs_duty_officer(const struct event_judged *judged)
{
	return judged->verdict == EFFECT_DUTY_OFFICER ||
	       (judged->lane == LANE_URGENT && judged->key == LANE_KEY_NONE);
}

static void wait_for_duty_officer(struct flow *flow, struct orders *orders)
{
	flow->state = NOTICE_HELD;
	flow->waits_for_duty_officer = true;
	orders_add(orders, (struct order){ .kind = ORDER_PAGE });
}

static enum err on_judged(struct flow *flow, const struct event *event, struct orders *orders,
			  struct fault *why)
{
	const struct event_judged *judged = &event->judged;

	(void)why;
	keep_judged(flow, judged);
	flow->lane = judged->lane;
	flow->outside_waits = judged->part_is_outside && judged->lane == LANE_URGENT &&
			      judged->verdict < EFFECT_HOLD;
	if (judged->verdict == EFFECT_REFUSE)
		flow->state = NOTICE_REFUSED;
	else if (judged->relation == NOTICE_RELATION_CANCEL)
		/* What it cancels carries on with CANCEL_REQUESTED; one too early waits for it. */
		flow->state = judged->follows ? NOTICE_DONE : NOTICE_HELD;
	else if (needs_duty_officer(judged))
		wait_for_duty_officer(flow, orders);
	else if (judged->verdict == EFFECT_HOLD)
		flow->state = NOTICE_HELD;
	else if (flow->decision == EVENT_DECISION_AGREE_ADJUSTED)
		flow->state = NOTICE_ADJUSTING;
	else if (judged->key == LANE_KEY_NONE)
		flow->state = NOTICE_PENDING;
	else if (judged->needs_second_person) {
		flow->state = NOTICE_HELD;
		flow->waits_for_second_person = true;
	}
	if (flow->outside_waits)
		orders_add(orders, (struct order){ .kind = ORDER_PAGE });
	return ERR_OK;
}

static enum err on_paged(struct flow *flow, const struct event *event, struct orders *orders,
			 struct fault *why)
{
	(void)orders;
	if (!flow->waits_for_duty_officer && !flow->outside_waits)
		return err_set(why, ERR_STATE, "art. 26", "notice %llu waits for no duty officer",
			       (unsigned long long)flow->notice);
	flow->pages++;
	flow->last_page = event->at;
	return ERR_OK;
}

/* Only what it was judged to have lets it out without a person (art. 26 a). */
static enum err has_key(const struct flow *flow, const struct event_authorised *authorised,
			struct fault *why)
{
	const struct event_judged *judged = &flow->judged;
	bool is_plan = judged->key == LANE_KEY_PLAN && judged->lane == LANE_URGENT &&
		       judged->plan.size > 0;
	bool is_follows = judged->key == LANE_KEY_FOLLOWS && judged->follows > 0;

	if (authorised->key == judged->key && (is_plan || is_follows))
		return ERR_OK;
	return err_set(why, ERR_DENIED, "art. 26", "notice %llu has no key %s: it was judged %s",
		       (unsigned long long)flow->notice, lane_key_name(authorised->key),
		       lane_key_name(judged->key));
}

static enum err on_authorised(struct flow *flow, const struct event *event, struct orders *orders,
			      struct fault *why)
{
	enum err err = has_key(flow, &event->authorised, why);

	if (err != ERR_OK)
		return err;
	flow->key = event->authorised.key;
	flow->ordered_by = flow_keep(flow, event->authorised.person);
	flow->decided_at = event->at;
	may_leave(flow, orders);
	return ERR_OK;
}

static const enum notice_state state_after_decision[EVENT_DECISION_COUNT] = {
	[EVENT_DECISION_AGREE] = NOTICE_AGREED,
	[EVENT_DECISION_AGREE_ADJUSTED] = NOTICE_ADJUSTING,
	[EVENT_DECISION_UNSUITABLE] = NOTICE_UNSUITABLE,
	[EVENT_DECISION_OUT_OF_SCOPE] = NOTICE_OUT_OF_SCOPE,
	[EVENT_DECISION_RETURN] = NOTICE_RETURNED,
	[EVENT_DECISION_ORDER_URGENT] = NOTICE_AGREED,
};

/* Section 3, "Digest": what is agreed is what was in front of the person. */
static enum err same_content(const struct flow *flow, const struct digest *content,
			     struct fault *why)
{
	if (digest_equal(content, &flow->judged.content))
		return ERR_OK;
	return err_set(why, ERR_CONFLICT, "art. 27",
		       "the content of notice %llu is not the one named: look at it again",
		       (unsigned long long)flow->notice);
}

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
	return ERR_OK;
}

static void keep_decision(struct flow *flow, const struct event_decided *decided)
{
	flow->decision = decided->decision;
	flow->decided_by = flow_keep(flow, decided->person);
	flow->situation = flow_keep(flow, decided->situation);
	flow->reason = flow_keep(flow, decided->reason);
}

/* Art. 27 par. 2: nobody decides what they submitted. */
static enum err is_another_person(const struct flow *flow, struct slice person, struct fault *why)
{
	if (person.size == 0 || !slice_equal(person, flow->received.person))
		return ERR_OK;
	return err_set(why, ERR_DENIED, "art. 27", "nobody decides what they submitted");
}

static enum err on_decided(struct flow *flow, const struct event *event, struct orders *orders,
			   struct fault *why)
{
	const struct event_decided *decided = &event->decided;
	enum err err = same_content(flow, &decided->content, why);

	if (err == ERR_OK)
		err = is_another_person(flow, decided->person, why);
	if (err == ERR_OK && flow->judged.relation == NOTICE_RELATION_CANCEL)
		err = err_set(why, ERR_STATE, "CAP 1.2 3.2.1",
			      "a Cancel that waits for its alert is not decided");
	if (err != ERR_OK)
		return err;
	if (flow->state == NOTICE_SENDING || flow->state == NOTICE_BROADCASTING) {
		err = decide_outside(flow, decided, orders, why);
		if (err == ERR_OK)
			keep_decision(flow, decided);
		return err; /* of a part alone: it was decided when it left */
	}
	if (decided->decision == EVENT_DECISION_ORDER_URGENT) {
		flow->lane = LANE_URGENT;
		flow->key = LANE_KEY_MECHANISM;
		flow->ordered_by = flow_keep(flow, decided->person);
		flow->outside_waits = false;
	}
	keep_decision(flow, decided);
	flow->decided_at = event->at;
	flow->waits_for_duty_officer = flow->waits_for_second_person = false;
	flow->withheld_by = flow->withheld_reason = (struct slice){ NULL, 0 };
	flow->state = state_after_decision[decided->decision];
	if (decided->decision == EVENT_DECISION_AGREE && flow->judged.needs_second_person) {
		flow->state = NOTICE_HELD;
		flow->waits_for_second_person = true;
	}
	if (flow->state == NOTICE_AGREED)
		may_leave(flow, orders);
	return ERR_OK;
}

static enum err on_seconded(struct flow *flow, const struct event *event, struct orders *orders,
			    struct fault *why)
{
	enum err err = same_content(flow, &event->by_person.content, why);

	if (err != ERR_OK)
		return err;
	if (!flow->waits_for_second_person)
		return err_set(why, ERR_STATE, NULL, "notice %llu needs no second person",
			       (unsigned long long)flow->notice);
	if (slice_equal(event->by_person.person, flow->received.person) ||
	    slice_equal(event->by_person.person, flow->decided_by))
		return err_set(why, ERR_DENIED, NULL, "the second person must be another one");
	flow->waits_for_second_person = false;
	flow->decided_at = event->at;
	if (flow->lane == LANE_URGENT)
		flow->key = flow->judged.key;
	may_leave(flow, orders);
	return ERR_OK;
}

static enum err on_confirmed(struct flow *flow, const struct event *event, struct orders *orders,
			     struct fault *why)
{
	enum err err = same_content(flow, &event->by_person.content, why);

	if (err == ERR_OK)
		may_leave(flow, orders);
	return err;
}

static enum err on_amended(struct flow *flow, const struct event *event, struct orders *orders,
			   struct fault *why)
{
	(void)orders;
	if (event->amended.version != flow->version + 1)
		return err_set(why, ERR_CONFLICT, NULL, "version %u does not follow version %u",
			       event->amended.version, flow->version);
	flow->version = event->amended.version;
	flow->received.document = event->amended.document;
	/* Only the version that a reviewer's own decision brought still waits to be confirmed. */
	if (!slice_equal(event->amended.person, flow->decided_by)) {
		flow->decision = EVENT_DECISION_NONE;
		flow->decided_at = (struct utc){ 0 };
	}
	flow->received.person = flow_keep(flow, event->amended.person);
	/* 补正: the first filing date stands unless text, area, time or body changed. */
	if (!event->amended.keeps_filing_date)
		flow->received_at = event->at;
	flow->state = NOTICE_RECEIVED;
	return ERR_OK;
}

static enum err on_scheduled(struct flow *flow, const struct event *event, struct orders *orders,
			     struct fault *why)
{
	(void)orders;
	(void)why;
	flow->send_at = event->scheduled.send_at;
	flow->state = NOTICE_SCHEDULED;
	return ERR_OK;
}

static enum err on_lapsed(struct flow *flow, const struct event *event, struct orders *orders,
			  struct fault *why)
{
	(void)event;
	(void)orders;
	(void)why;
	flow->state = NOTICE_LAPSED;
	flow->waits_for_duty_officer = flow->waits_for_second_person = false;
	return ERR_OK;
}

enum {
	UNDECIDED = NOTICE_IN(NOTICE_HELD) | NOTICE_IN(NOTICE_PENDING),
	ON_ITS_WAY = NOTICE_IN(NOTICE_SENDING) | NOTICE_IN(NOTICE_BROADCASTING),
	WITH_CARRIERS = ON_ITS_WAY | NOTICE_IN(NOTICE_CANCELLING),
	BEFORE_SENDING = UNDECIDED | NOTICE_IN(NOTICE_RECEIVED) | NOTICE_IN(NOTICE_AGREED) |
			 NOTICE_IN(NOTICE_ADJUSTING) | NOTICE_IN(NOTICE_RETURNED) |
			 NOTICE_IN(NOTICE_SCHEDULED),
	ANY = (1u << NOTICE_STATE_COUNT) - 1 - NOTICE_IN(NOTICE_NONE),
};

static const struct {
	unsigned int allowed_in;
	enum err (*on)(struct flow *flow, const struct event *event, struct orders *orders,
		       struct fault *why);
} steps[EVENT_KIND_COUNT] = {
	[EVENT_RECEIVED] = { NOTICE_IN(NOTICE_NONE), on_received },
	[EVENT_JUDGED] = { NOTICE_IN(NOTICE_RECEIVED), on_judged },
	[EVENT_PAGED] = { UNDECIDED | ON_ITS_WAY, on_paged },
	[EVENT_AUTHORISED] = { NOTICE_IN(NOTICE_RECEIVED) | UNDECIDED, on_authorised },
	[EVENT_DECIDED] = { UNDECIDED | ON_ITS_WAY, on_decided },
	[EVENT_SECONDED] = { NOTICE_IN(NOTICE_HELD), on_seconded },
	[EVENT_CONFIRMED] = { NOTICE_IN(NOTICE_ADJUSTING), on_confirmed },
	[EVENT_AMENDED] = { NOTICE_IN(NOTICE_RETURNED) | NOTICE_IN(NOTICE_ADJUSTING), on_amended },
	[EVENT_SCHEDULED] = { NOTICE_IN(NOTICE_AGREED), on_scheduled },
	[EVENT_ROUTED] = { NOTICE_IN(NOTICE_AGREED) | NOTICE_IN(NOTICE_SCHEDULED) | ON_ITS_WAY,
			   flow_air_routed },
	[EVENT_PAPERWORK_OWED] = { ANY, flow_measure_paperwork_owed },
	[EVENT_RECEIPTS] = { WITH_CARRIERS, flow_air_receipts },
	[EVENT_RESTARTED] = { WITH_CARRIERS | NOTICE_IN(NOTICE_AGREED), flow_air_restarted },
	[EVENT_SUPERSEDED] = { WITH_CARRIERS | BEFORE_SENDING, flow_air_superseded },
	[EVENT_CANCEL_REQUESTED] = { ON_ITS_WAY | BEFORE_SENDING, flow_air_cancel_requested },
	[EVENT_EXPIRED] = { ON_ITS_WAY | BEFORE_SENDING, flow_air_expired },
	[EVENT_LAPSED] = { UNDECIDED | NOTICE_IN(NOTICE_RETURNED) | NOTICE_IN(NOTICE_ADJUSTING),
			   on_lapsed },
	[EVENT_CLOSED] = { WITH_CARRIERS, flow_air_closed },
	[EVENT_PAPERWORK_REMINDED] = { ANY, flow_measure_paperwork_reminded },
	[EVENT_PAPERWORK_FILED] = { ANY, flow_measure_paperwork_filed },
	[EVENT_PAPERWORK_SETTLED] = { ANY, flow_measure_paperwork_settled },
	[EVENT_WITHHELD] = { BEFORE_SENDING, flow_measure_withheld },
	[EVENT_CONTENT_STOPPED] = { BEFORE_SENDING | WITH_CARRIERS, flow_measure_content_stopped },
	[EVENT_CONTENT_REPORTED] = { ANY, flow_measure_content_reported },
	[EVENT_CONTENT_REMINDED] = { ANY, flow_measure_content_reminded },
};

enum err flow_step(struct flow *flow, const struct event *event, struct orders *orders,
		   struct fault *why)
{
	enum err err;

	if (!event_kind_is_of_notice(event->kind) || event->notice != flow->notice)
		return err_set(why, ERR_STATE, NULL, "event %s of notice %llu is not for %llu",
			       event_kind_name(event->kind), (unsigned long long)event->notice,
			       (unsigned long long)flow->notice);
	if (!(steps[event->kind].allowed_in & NOTICE_IN(flow->state)))
		return err_set(why, ERR_STATE, NULL, "notice %llu is %s: %s is not possible now",
			       (unsigned long long)flow->notice, notice_state_name(flow->state),
			       event_kind_name(event->kind));
	err = steps[event->kind].on(flow, event, orders, why);
	if (err != ERR_OK)
		return err;
	flow->changed = event->at;
	flow->event_count++;
	return ERR_OK;
}

bool flow_is_open(const struct flow *flow)
{
	return notice_state_is_open(flow->state) ||
	       flow->prohibition.state == PROHIBITION_REPORT_OWED ||
	       flow->paperwork.state == PAPERWORK_OWED ||
	       flow->paperwork.state == PAPERWORK_FILED ||
	       flow->paperwork.state == PAPERWORK_RETURNED;
}
