/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "notice/flow.h"

static void sooner(struct flow_timer *timer, enum flow_timer_kind kind, struct utc at)
{
	if (timer->kind == FLOW_TIMER_NONE || utc_before(at, timer->at))
		*timer = (struct flow_timer){ kind, at };
}

bool flow_wants_page(const struct flow *flow)
{
	const unsigned int on_its_way = NOTICE_IN(NOTICE_SENDING) | NOTICE_IN(NOTICE_BROADCASTING);
	const unsigned int seen = NOTICE_IN(NOTICE_RECEIVED) | NOTICE_IN(NOTICE_HELD) |
				  NOTICE_IN(NOTICE_PENDING) | NOTICE_IN(NOTICE_AGREED) |
				  NOTICE_IN(NOTICE_SCHEDULED) | on_its_way;
	unsigned int state = NOTICE_IN(flow->state);

	if (flow->waits_for_duty_officer ||
	    (flow->waits_for_second_person && flow->lane == LANE_URGENT))
		return true;
	if (flow->ends_as != NOTICE_NONE)
		return false;
	return (flow->outside_waits && (state & on_its_way)) ||
	       (flow->judged.tells_duty_officer && flow->pages == 0 && (state & seen));
}

uint32_t flow_stops_refused(const struct flow *flow)
{
	uint32_t count = 0;

	for (uint32_t i = 0; i < flow->delivery_count; i++)
		count += delivery_stop_is_refused(&flow->deliveries[i]);
	return count;
}

static void page_timer(const struct flow *flow, struct flow_timer *timer)
{
	struct span pause = SPAN_MINUTES(FLOW_PAGE_INTERVAL_MINUTES);

	if (!flow_wants_page(flow))
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

/* One a day, however long nobody could be reminded. */
static struct utc remind_at(struct utc first, struct utc last)
{
	return utc_is_set(last) ? utc_add(last, SPAN_DAYS(1)) : first;
}

/* The day before it is due, when it is, and every day after; it never blocks. */
static void paperwork_timer(const struct flow *flow, struct flow_timer *timer)
{
	const struct paperwork *paperwork = &flow->paperwork;

	if (paperwork->state == PAPERWORK_OWED || paperwork->state == PAPERWORK_RETURNED)
		sooner(timer, FLOW_TIMER_REMIND,
		       remind_at(utc_add(paperwork->due, SPAN_DAYS(-1)), paperwork->last_reminder));
}

static void report_timer(const struct flow *flow, struct flow_timer *timer)
{
	const struct prohibition *prohibition = &flow->prohibition;

	if (prohibition->state == PROHIBITION_REPORT_OWED)
		sooner(timer, FLOW_TIMER_REPORT,
		       remind_at(utc_add(prohibition->stopped_at, SPAN_DAYS(1)),
				 prohibition->last_reminder));
}

static void alarm_timer(const struct flow *flow, struct flow_timer *timer)
{
	struct utc at = flow_alarm_at(flow);

	if (utc_is_set(at))
		sooner(timer, FLOW_TIMER_ALARM, at);
}

struct utc flow_repeat_at(const struct flow *flow)
{
	const struct utc none = { 0 };
	struct span slice;

	if ((flow->state != NOTICE_SENDING && flow->state != NOTICE_BROADCASTING) ||
	    flow->ends_as != NOTICE_NONE || flow->lane == LANE_URGENT || flow->route_count == 0 ||
	    flow->route_count >= flow->judged.repeats || flow->route_count == FLOW_ROUTES_MAX)
		return none;
	/* One that was missed is not made up for: nobody is shown it twice in a row. */
	slice.us = utc_since(flow->judged.expires, flow->routes[0].at).us / flow->judged.repeats;
	return utc_add(flow->routes[flow->route_count - 1].at, slice);
}

static void repeat_timer(const struct flow *flow, struct flow_timer *timer)
{
	struct utc at = flow_repeat_at(flow);

	if (utc_is_set(at))
		sooner(timer, FLOW_TIMER_WINDOW, at);
}

struct flow_timer flow_next_timer(const struct flow *flow)
{
	struct flow_timer timer = { FLOW_TIMER_NONE, { 0 } };

	page_timer(flow, &timer);
	if (flow->state == NOTICE_SCHEDULED)
		sooner(&timer, FLOW_TIMER_WINDOW, flow->send_at);
	repeat_timer(flow, &timer);
	expiry_timer(flow, &timer);
	paperwork_timer(flow, &timer);
	report_timer(flow, &timer);
	alarm_timer(flow, &timer);
	return timer;
}
