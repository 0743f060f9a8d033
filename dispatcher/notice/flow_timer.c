/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "notice/flow.h"

static void sooner(struct flow_timer *timer, enum flow_timer_kind kind, struct utc at)
{
	if (timer->kind == FLOW_TIMER_NONE || utc_before(at, timer->at))
		*timer = (struct flow_timer){ kind, at };
}

static void page_timer(const struct flow *flow, struct flow_timer *timer)
{
	struct span pause = SPAN_MINUTES(FLOW_PAGE_INTERVAL_MINUTES);

	if (!flow->waits_for_duty_officer && !flow->outside_waits)
		return;
	sooner(timer, FLOW_TIMER_PAGE,
	       flow->pages == 0 ? flow->changed : utc_add(flow->last_page, pause));
}

/* A notice that nobody decided lapses when its window passes; a decided one expires. */
static void expiry_timer(const struct flow *flow, struct flow_timer *timer)
{
	bool undecided = flow->state == NOTICE_PENDING || flow->state == NOTICE_HELD ||
			 flow->state == NOTICE_RETURNED || flow->state == NOTICE_ADJUSTING;

	if (!notice_state_is_open(flow->state) || !utc_is_set(flow->judged.expires))
		return;
	if (flow->ends_as != NOTICE_NONE)
		sooner(timer, FLOW_TIMER_CLOSE,
		       utc_add(flow->judged.expires, SPAN_MINUTES(FLOW_CLOSE_GRACE_MINUTES)));
	else
		sooner(timer, undecided ? FLOW_TIMER_LAPSE : FLOW_TIMER_EXPIRE,
		       flow->judged.expires);
}

/* The day before it is due, when it is, and every day after; it never blocks. */
static void paperwork_timer(const struct flow *flow, struct flow_timer *timer)
{
	int64_t days = (int64_t)flow->paperwork.reminders - 1;

	if (flow->paperwork.state == PAPERWORK_OWED || flow->paperwork.state == PAPERWORK_RETURNED)
		sooner(timer, FLOW_TIMER_REMIND, utc_add(flow->paperwork.due, SPAN_DAYS(days)));
}

static void report_timer(const struct flow *flow, struct flow_timer *timer)
{
	int64_t days = (int64_t)flow->prohibition.reminders + 1;

	if (flow->prohibition.state == PROHIBITION_REPORT_OWED)
		sooner(timer, FLOW_TIMER_REPORT,
		       utc_add(flow->prohibition.stopped_at, SPAN_DAYS(days)));
}

struct flow_timer flow_next_timer(const struct flow *flow)
{
	struct flow_timer timer = { FLOW_TIMER_NONE, { 0 } };

	page_timer(flow, &timer);
	if (flow->state == NOTICE_SCHEDULED)
		sooner(&timer, FLOW_TIMER_WINDOW, flow->send_at);
	expiry_timer(flow, &timer);
	paperwork_timer(flow, &timer);
	report_timer(flow, &timer);
	return timer;
}
