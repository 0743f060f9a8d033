/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "notice/flow.h"

#include <stdlib.h>
#include <talloc.h>

#include "notice/flow_air.h"
#include "notice/flow_measure.h"
#include "notice/flow_review.h"
#include "notice/flow_room.h"

struct flow *flow_new(void *ctx, void *texts, uint64_t notice)
{
	struct flow *flow = talloc_zero(ctx, struct flow);

	if (!flow)
		abort();
	flow->texts = texts;
	flow->notice = notice;
	return flow;
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
	flow_keep_attachments(flow, in->attachments, in->attachment_count);
	flow->received_at = flow->accepted_at = event->at;
	flow_review_note_submitter(flow, in->person);
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
	out->level = flow_keep(flow, in->level);
	out->plan = flow_keep(flow, in->plan);
	out->authority = flow_keep(flow, in->authority);
	out->sending_body = flow_keep(flow, in->sending_body);
	out->alert_sender = flow_keep(flow, in->alert_sender);
	out->alert_identifier = flow_keep(flow, in->alert_identifier);
	out->alert_first = flow_keep(flow, in->alert_first);
	out->reference = flow_keep(flow, in->reference);
	out->rules_pack = flow_keep(flow, in->rules_pack);
	out->sender_code = flow_keep(flow, in->sender_code);
	out->refused_by = flow_keep(flow, in->refused_by);
	/* Who was paged for the version before has not seen this one. */
	flow->pages = 0;
	flow->last_page = (struct utc){ 0 };
	if (flow->decision == EVENT_DECISION_AGREE_ADJUSTED)
		return; /* the authority's version */
	flow->own_filed = in->filed;
	flow->own_sending_body = out->sending_body;
}

/* What nobody but the duty officer lets out, or no calendar covers yet, is not adjusted into. */
static enum err may_be_adjusted(const struct flow *flow, const struct event_judged *judged,
				struct fault *why)
{
	if (flow->decision != EVENT_DECISION_AGREE_ADJUSTED)
		return ERR_OK;
	if (flow_review_needs_duty_officer(judged))
		return err_set(why, ERR_STATE, "art. 26",
			       "as adjusted, notice %llu would be the duty officer's to order: "
			       "return it instead",
			       (unsigned long long)flow->notice);
	if (judged->waits_for_calendar)
		return err_set(why, ERR_STATE, "art. 27",
			       "as adjusted, notice %llu would wait for the notice on holidays of "
			       "a year: return it instead",
			       (unsigned long long)flow->notice);
	return ERR_OK;
}

static enum err on_judged(struct flow *flow, const struct event *event, struct orders *orders,
			  struct fault *why)
{
	const struct event_judged *judged = &event->judged;
	enum err err = may_be_adjusted(flow, judged, why);

	if (err != ERR_OK)
		return err;
	/* What was judged is judged once, unless it waits for a calendar to be judged by. */
	if (flow->state == NOTICE_HELD && !flow->judged.waits_for_calendar)
		return err_set(why, ERR_STATE, NULL, "notice %llu is judged already",
			       (unsigned long long)flow->notice);
	keep_judged(flow, judged);
	flow->lane = judged->lane;
	flow->waits_for_duty_officer = flow->waits_for_second_person = false;
	flow->outside_waits = judged->part_is_outside && judged->lane == LANE_URGENT &&
			      judged->verdict < EFFECT_HOLD;
	if (judged->verdict == EFFECT_REFUSE)
		flow->state = NOTICE_REFUSED;
	else if (judged->relation == NOTICE_RELATION_CANCEL)
		/* What it cancels carries on with CANCEL_REQUESTED; one too early waits for it. */
		flow->state = judged->follows ? NOTICE_DONE : NOTICE_HELD;
	else if (flow->decision == EVENT_DECISION_AGREE_ADJUSTED)
		/* Held or not: its author was the reviewer, so the applicant is asked. */
		flow->state = NOTICE_ADJUSTING;
	else if (flow_review_needs_duty_officer(judged))
		flow_review_wait_for_duty_officer(flow, orders);
	else if (judged->verdict == EFFECT_HOLD)
		flow->state = NOTICE_HELD;
	else if (judged->key == LANE_KEY_NONE)
		flow->state = NOTICE_PENDING;
	else if (judged->needs_second_person && judged->relation != NOTICE_RELATION_CORRECTION) {
		flow->state = NOTICE_HELD;
		flow->waits_for_second_person = true;
	}
	if (!flow->waits_for_duty_officer && (flow->outside_waits || flow_wants_page(flow)))
		orders_add(orders, (struct order){ .kind = ORDER_PAGE });
	return ERR_OK;
}

static enum err on_paged(struct flow *flow, const struct event *event, struct orders *orders,
			 struct fault *why)
{
	(void)orders;
	if (!flow_wants_page(flow) && flow_stops_refused(flow) == 0)
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
	flow->authorised_at = event->at;
	flow_review_may_leave(flow, orders);
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
	flow->outside_waits = false;
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
	[EVENT_JUDGED] = { NOTICE_IN(NOTICE_RECEIVED) | NOTICE_IN(NOTICE_HELD), on_judged },
	[EVENT_PAGED] = { ANY, on_paged }, /* flow_wants_page() knows when */
	[EVENT_AUTHORISED] = { NOTICE_IN(NOTICE_RECEIVED), on_authorised },
	[EVENT_DECIDED] = { UNDECIDED | ON_ITS_WAY, flow_review_decided },
	[EVENT_SECONDED] = { NOTICE_IN(NOTICE_HELD), flow_review_seconded },
	[EVENT_CONFIRMED] = { NOTICE_IN(NOTICE_ADJUSTING), flow_review_confirmed },
	[EVENT_AMENDED] = { NOTICE_IN(NOTICE_RETURNED) | NOTICE_IN(NOTICE_ADJUSTING),
			    flow_review_amended },
	[EVENT_SCHEDULED] = { NOTICE_IN(NOTICE_AGREED), on_scheduled },
	[EVENT_ROUTED] = { NOTICE_IN(NOTICE_AGREED) | NOTICE_IN(NOTICE_SCHEDULED) | ON_ITS_WAY,
			   flow_air_routed },
	[EVENT_PAPERWORK_OWED] = { ANY, flow_measure_paperwork_owed },
	[EVENT_RECEIPTS] = { WITH_CARRIERS, flow_air_receipts },
	[EVENT_RESTARTED] = { WITH_CARRIERS | NOTICE_IN(NOTICE_AGREED), flow_air_restarted },
	[EVENT_SUPERSEDED] = { WITH_CARRIERS | BEFORE_SENDING, flow_air_superseded },
	[EVENT_PREEMPTED] = { ON_ITS_WAY, flow_room_preempted },
	[EVENT_CANCEL_REQUESTED] = { ON_ITS_WAY | BEFORE_SENDING, flow_air_cancel_requested },
	[EVENT_EXPIRED] = { ON_ITS_WAY | BEFORE_SENDING, flow_air_expired },
	[EVENT_LAPSED] = { UNDECIDED | NOTICE_IN(NOTICE_RETURNED) | NOTICE_IN(NOTICE_ADJUSTING),
			   on_lapsed },
	[EVENT_CLOSED] = { WITH_CARRIERS, flow_air_closed },
	[EVENT_PAPERWORK_REMINDED] = { ANY, flow_measure_paperwork_reminded },
	[EVENT_PAPERWORK_FILED] = { ANY, flow_measure_paperwork_filed },
	[EVENT_PAPERWORK_SETTLED] = { ANY, flow_measure_paperwork_settled },
	[EVENT_UNREACHED] = { NOTICE_IN(NOTICE_AGREED) | NOTICE_IN(NOTICE_SCHEDULED),
			      flow_measure_unreached },
	[EVENT_WITHHELD] = { NOTICE_IN(NOTICE_PENDING) | NOTICE_IN(NOTICE_AGREED) |
				     NOTICE_IN(NOTICE_SCHEDULED),
			     flow_measure_withheld },
	[EVENT_CONTENT_STOPPED] = { BEFORE_SENDING | WITH_CARRIERS, flow_measure_content_stopped },
	[EVENT_CONTENT_REPORTED] = { ANY, flow_measure_content_reported },
	[EVENT_CONTENT_REMINDED] = { ANY, flow_measure_content_reminded },
	[EVENT_ALARMED] = { UNDECIDED | NOTICE_IN(NOTICE_RETURNED) | NOTICE_IN(NOTICE_ADJUSTING),
			    flow_review_alarmed },
};

/* The reviewer's clock begins again with each judgement and each new thing waited for. */
static void note_wait(struct flow *flow, const struct event *event, enum notice_wait before)
{
	if (event->kind != EVENT_JUDGED && flow_waiting_for(flow) == before)
		return;
	flow->waits_since = event->at;
	flow->alarms = 0;
}

enum err flow_step(struct flow *flow, const struct event *event, struct orders *orders,
		   struct fault *why)
{
	enum notice_wait before = flow_waiting_for(flow);
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
	note_wait(flow, event, before);
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
