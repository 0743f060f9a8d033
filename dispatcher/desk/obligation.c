/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "desk/obligation.h"

#include "desk/registry.h"

enum {
	WORKING_DAYS = 3, /* no deadline in the text of art. 26: the reading's default */
	WORKING_DAYS_MAX = 400,
};

static unsigned int days_asked(const struct resolution *resolution)
{
	if (resolution->plan && resolution->plan->paperwork_days)
		return resolution->plan->paperwork_days;
	if (resolution->authority && resolution->authority->paperwork_days)
		return resolution->authority->paperwork_days;
	return WORKING_DAYS;
}

static unsigned int working_days(const struct resolution *resolution)
{
	unsigned int days = days_asked(resolution);

	return days < WORKING_DAYS_MAX ? days : WORKING_DAYS_MAX;
}

/* Where the year's holidays are not known, Monday to Friday: sooner rather than never. */
static int64_t weekday_after(int64_t day, unsigned int n)
{
	while (n > 0)
		n -= !calendar_is_weekend(++day);
	return day;
}

static struct utc due_of(const struct resolution *resolution, struct utc now)
{
	int64_t today = calendar_day_of(now), day;

	if (calendar_workday_after(desk_calendar(resolution->desk), &day, today,
				   (int)working_days(resolution), NULL) != ERR_OK)
		day = weekday_after(today, working_days(resolution));
	return calendar_end_of(day);
}

/*
 * One obligation for a chain of messages: what follows an urgent notice that was let out joins that
 * one's, whoever lets it out: the duty officer too, where it was held. A correction (更正) belongs
 * to what it puts right, also where that owes nothing.
 */
static bool joins_another(const struct flow *flow)
{
	return flow->key == LANE_KEY_FOLLOWS || flow->judged.key == LANE_KEY_FOLLOWS ||
	       flow->judged.relation == NOTICE_RELATION_CORRECTION;
}

enum err obligation_add(struct desk_batch *batch, const struct resolution *resolution,
			struct fault *why)
{
	const struct flow *flow = desk_batch_flow(batch);
	struct event event = { .kind = EVENT_PAPERWORK_OWED, .at = desk_now() };

	if (flow->lane != LANE_URGENT || flow->paperwork.state != PAPERWORK_NONE ||
	    joins_another(flow))
		return ERR_OK;
	event.paperwork_owed = (struct event_paperwork_owed){
		.department = flow->received.agency,
		.authority = flow->judged.authority,
		.plan = flow->judged.plan,
		.chain = flow->notice,
		.due = due_of(resolution, event.at),
	};
	return desk_batch_event(batch, &event, why);
}
