/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "notice/flow_measure.h"

#include "notice/flow_air.h"
#include "notice/flow_review.h"

/* ---- paperwork (art. 26) ---------------------------------------------------------------- */

enum err flow_measure_paperwork_owed(struct flow *flow, const struct event *event,
				     struct orders *orders, struct fault *why)
{
	const struct event_paperwork_owed *in = &event->paperwork_owed;

	(void)orders;
	if (flow->paperwork.state != PAPERWORK_NONE)
		return err_set(why, ERR_STATE, "art. 26", "notice %llu has its paperwork already",
			       (unsigned long long)flow->notice);
	flow->paperwork = (struct paperwork){
		.state = PAPERWORK_OWED,
		.department = flow_keep(flow, in->department),
		.authority = flow_keep(flow, in->authority),
		.chain = in->chain,
		.due = in->due,
	};
	return ERR_OK;
}

enum err flow_measure_paperwork_reminded(struct flow *flow, const struct event *event,
					 struct orders *orders, struct fault *why)
{
	(void)orders;
	if (flow->paperwork.state != PAPERWORK_OWED && flow->paperwork.state != PAPERWORK_RETURNED)
		return err_set(why, ERR_STATE, "art. 26", "no paperwork is owed");
	flow->paperwork.reminders++;
	flow->paperwork.last_reminder = event->at;
	return ERR_OK;
}

enum err flow_measure_paperwork_filed(struct flow *flow, const struct event *event,
				      struct orders *orders, struct fault *why)
{
	(void)orders;
	if (flow->paperwork.state != PAPERWORK_OWED && flow->paperwork.state != PAPERWORK_RETURNED)
		return err_set(why, ERR_STATE, "art. 26", "no paperwork is owed: it is %s",
			       paperwork_state_name(flow->paperwork.state));
	flow->paperwork.state = PAPERWORK_FILED;
	flow->paperwork.filed_by = flow_keep(flow, event->paperwork_filed.person);
	flow->paperwork.document = event->paperwork_filed.document;
	flow->paperwork.filed_at = event->at;
	flow->paperwork.filings++;
	return ERR_OK;
}

/* Settled is what was read. An event of before this was recorded names no document. */
static enum err judge_document(const struct flow *flow, const struct event *event,
			       struct fault *why)
{
	static const struct digest unset;
	const struct digest *read = &event->paperwork_settled.document;

	if (digest_equal(read, &unset) || digest_equal(read, &flow->paperwork.document))
		return ERR_OK;
	return err_set(why, ERR_CONFLICT, "art. 26",
		       "the paperwork was filed anew meanwhile: read it again, and name its "
		       "`digest`");
}

enum err flow_measure_paperwork_settled(struct flow *flow, const struct event *event,
					struct orders *orders, struct fault *why)
{
	static const enum paperwork_state outcomes[] = {
		PAPERWORK_ACCEPTED,
		PAPERWORK_RETURNED,
		PAPERWORK_NOT_RECOGNISED,
	};

	(void)orders;
	if (flow->paperwork.state != PAPERWORK_FILED)
		return err_set(why, ERR_STATE, "art. 26", "no paperwork is filed: it is %s",
			       paperwork_state_name(flow->paperwork.state));
	if (slice_equal(event->paperwork_settled.person, flow->paperwork.filed_by))
		return err_set(why, ERR_DENIED, "art. 26", "nobody settles what they filed");
	if (judge_document(flow, event, why) != ERR_OK)
		return ERR_CONFLICT;
	for (size_t i = 0; i < sizeof(outcomes) / sizeof(outcomes[0]); i++) {
		if (!slice_is(event->paperwork_settled.outcome, paperwork_state_name(outcomes[i])))
			continue;
		flow->paperwork.state = outcomes[i];
		flow->paperwork.reason = flow_keep(flow, event->paperwork_settled.reason);
		flow->paperwork.settled_at = event->at;
		return ERR_OK;
	}
	return err_set(why, ERR_INPUT, "art. 26", "no outcome of paperwork is called \"%.*s\"",
		       SLICE_PRINT(event->paperwork_settled.outcome));
}

/* ---- nobody is reached ------------------------------------------------------------------ */

/* Who let it go believed otherwise: it is theirs again, and where it is urgent he is paged. */
enum err flow_measure_unreached(struct flow *flow, const struct event *event, struct orders *orders,
				struct fault *why)
{
	if (flow->route_count > 0)
		return err_set(why, ERR_STATE, NULL, "notice %llu has left already",
			       (unsigned long long)flow->notice);
	flow->reach = event->unreached.reach;
	flow->is_unreached = true;
	flow->decision = EVENT_DECISION_NONE;
	flow->lane = flow->judged.lane;
	flow->key = LANE_KEY_NONE;
	flow->ordered_by = (struct slice){ NULL, 0 };
	flow->state = NOTICE_HELD;
	if (flow->lane == LANE_URGENT || flow_review_needs_duty_officer(&flow->judged))
		flow_review_wait_for_duty_officer(flow, orders);
	return ERR_OK;
}

/* ---- withheld --------------------------------------------------------------------------- */

/*
 * Nothing leaves before somebody decides anew; an agreement or an order given before no longer
 * counts, and who decides is who had to when it was judged.
 */
enum err flow_measure_withheld(struct flow *flow, const struct event *event, struct orders *orders,
			       struct fault *why)
{
	(void)why;
	flow->withheld_by = flow_keep(flow, event->withheld.person);
	flow->withheld_reason = flow_keep(flow, event->withheld.reason);
	flow->decision = EVENT_DECISION_NONE;
	flow->lane = flow->judged.lane;
	flow->key = LANE_KEY_NONE;
	flow->ordered_by = (struct slice){ NULL, 0 };
	flow->state = NOTICE_HELD;
	if (flow_review_needs_duty_officer(&flow->judged))
		flow_review_wait_for_duty_officer(flow, orders);
	return ERR_OK;
}

/* ---- prohibited content (art. 15, 32) --------------------------------------------------- */

enum err flow_measure_content_stopped(struct flow *flow, const struct event *event,
				      struct orders *orders, struct fault *why)
{
	const struct event_content_stopped *in = &event->content_stopped;

	if (flow->prohibition.state != PROHIBITION_NONE)
		return err_set(why, ERR_STATE, "art. 32", "notice %llu is stopped already: %s",
			       (unsigned long long)flow->notice,
			       prohibition_state_name(flow->prohibition.state));
	flow->prohibition = (struct prohibition){
		.state = PROHIBITION_REPORT_OWED,
		.stopped_by = flow_keep(flow, in->person),
		.hit = flow_keep(flow, in->hit),
		.reason = flow_keep(flow, in->reason),
		.stopped_at = event->at,
	};
	flow->cancelled_by = flow->prohibition.stopped_by;
	flow->cancel_reason = flow->prohibition.reason;
	flow_air_take_off(flow, event->at, orders);
	return ERR_OK;
}

static enum err report_is_owed(const struct flow *flow, struct fault *why)
{
	if (flow->prohibition.state == PROHIBITION_REPORT_OWED)
		return ERR_OK;
	return err_set(why, ERR_STATE, "art. 32", "notice %llu owes no report: %s",
		       (unsigned long long)flow->notice,
		       prohibition_state_name(flow->prohibition.state));
}

enum err flow_measure_content_reported(struct flow *flow, const struct event *event,
				       struct orders *orders, struct fault *why)
{
	const struct event_content_reported *in = &event->content_reported;
	enum err err = report_is_owed(flow, why);

	(void)orders;
	if (err != ERR_OK)
		return err;
	flow->prohibition.state = PROHIBITION_REPORTED;
	flow->prohibition.reported_by = flow_keep(flow, in->person);
	flow->prohibition.reported_to = flow_keep(flow, in->reported_to);
	flow->prohibition.reference = flow_keep(flow, in->reference);
	flow->prohibition.result = flow_keep(flow, in->result);
	return ERR_OK;
}

enum err flow_measure_content_reminded(struct flow *flow, const struct event *event,
				       struct orders *orders, struct fault *why)
{
	enum err err = report_is_owed(flow, why);

	(void)orders;
	if (err != ERR_OK)
		return err;
	flow->prohibition.reminders++;
	flow->prohibition.last_reminder = event->at;
	return ERR_OK;
}
