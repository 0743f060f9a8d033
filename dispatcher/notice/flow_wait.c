/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "notice/flow.h"

/* A Cancel that came before its alert is held, but there is nothing in it to decide. */
static enum notice_wait wait_while_held(const struct flow *flow)
{
	if (flow->waits_for_duty_officer)
		return NOTICE_WAIT_DUTY_OFFICER;
	if (flow->waits_for_second_person)
		return NOTICE_WAIT_SECOND_PERSON;
	return flow->judged.relation == NOTICE_RELATION_CANCEL ? NOTICE_WAIT_NONE
							       : NOTICE_WAIT_REVIEW;
}

enum notice_wait flow_waiting_for(const struct flow *flow)
{
	switch (flow->state) {
	case NOTICE_PENDING:
		return NOTICE_WAIT_REVIEW;
	case NOTICE_HELD:
		return wait_while_held(flow);
	case NOTICE_ADJUSTING:
		return NOTICE_WAIT_CONFIRMATION;
	case NOTICE_RETURNED:
		return NOTICE_WAIT_AMENDMENT;
	case NOTICE_SENDING:
	case NOTICE_BROADCASTING:
		return flow->outside_waits ? NOTICE_WAIT_OUTSIDE : NOTICE_WAIT_NONE;
	default:
		return NOTICE_WAIT_NONE;
	}
}

struct utc flow_decide_by(const struct flow *flow)
{
	enum notice_wait wait = flow_waiting_for(flow);

	if (wait == NOTICE_WAIT_NONE)
		return (struct utc){ 0 };
	if (wait == NOTICE_WAIT_DUTY_OFFICER || wait == NOTICE_WAIT_OUTSIDE)
		return utc_add(flow->waits_since, SPAN_MINUTES(FLOW_PAGE_INTERVAL_MINUTES));
	return utc_before(flow->received_at, flow->judged.begins) ? flow->judged.begins
								  : flow->judged.expires;
}

/* The duty officer is paged instead. */
static bool may_alarm(const struct flow *flow)
{
	enum notice_wait wait = flow_waiting_for(flow);

	return wait == NOTICE_WAIT_REVIEW || wait == NOTICE_WAIT_SECOND_PERSON ||
	       wait == NOTICE_WAIT_CONFIRMATION || wait == NOTICE_WAIT_AMENDMENT;
}

/*
 * Once at half of the time that was left when the wait began, and once a working day before the
 * end, in whichever order they come. What had less than a working day from the beginning alarms
 * at the half only.
 */
struct utc flow_alarm_at(const struct flow *flow)
{
	struct utc by = flow_decide_by(flow), last = flow->judged.last_call, half;
	bool has_last = utc_before(flow->waits_since, last) && utc_before(last, by);
	struct utc first;

	if (!may_alarm(flow) || !utc_before(flow->waits_since, by))
		return (struct utc){ 0 };
	half = utc_add(flow->waits_since, (struct span){ (by.us - flow->waits_since.us) / 2 });
	first = has_last && utc_before(last, half) ? last : half;
	if (flow->alarms == 0)
		return first;
	if (flow->alarms == 1 && has_last)
		return first.us == half.us ? last : half;
	return (struct utc){ 0 };
}
