/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "notice/held.h"

#include "notice/cbs.h"

enum {
	SLACK_S = 10,	   /* periods are rounded up, and begin when the node is ready */
	PAUSE_S = 60,	   /* the first; each is twice the one before */
	PAUSE_MAX_S = 480, /* but not longer */
};

struct utc held_count_end(const struct held_question *question, const struct route_message *message)
{
	uint32_t period_s = message->repetition_period_s;
	struct utc end;

	if (question->rhythm_s > 0 && question->rhythm_s < period_s)
		period_s = question->rhythm_s;
	end = utc_add(question->begun, cbs_longest(period_s, message->page_count));
	return utc_before(end, question->route->expires) ? end : (struct utc){ 0 };
}

bool held_is_meant(const struct held_question *question, const struct route_message *message)
{
	return message->page_count > 0 &&
	       (utc_is_set(message->held_from) || utc_is_set(held_count_end(question, message)));
}

/* The last broadcast begins before that end, and takes one period (TS 48.049 8.2.9). */
static struct utc next_from(struct utc end, uint32_t period_s, struct utc after)
{
	struct utc at = utc_add(end, SPAN_SECONDS((int64_t)period_s + SLACK_S));
	struct span pause = SPAN_SECONDS(PAUSE_S);

	while (!utc_before(after, at)) {
		at = utc_add(at, pause);
		pause.us *= pause.us * 2 > SPAN_SECONDS(PAUSE_MAX_S).us ? 1 : 2;
	}
	return at;
}

static void sooner(struct utc *at, struct utc other)
{
	if (!utc_is_set(*at) || utc_before(other, *at))
		*at = other;
}

static void look_at(struct utc *at, const struct held_question *question,
		    const struct route_message *message, struct utc after)
{
	const struct utc ends[] = { message->held_from, message->held_until,
				    held_count_end(question, message) };

	for (size_t i = 0; i < sizeof(ends) / sizeof(ends[0]); i++)
		if (utc_is_set(ends[i]))
			sooner(at, next_from(ends[i], message->repetition_period_s, after));
}

struct utc held_next(const struct held_question *question, struct utc after)
{
	const struct route *route = question->route;
	struct utc at = { 0 };

	for (size_t i = 0; i < route->message_count; i++)
		if (held_is_meant(question, &route->messages[i]))
			look_at(&at, question, &route->messages[i], after);
	return utc_is_set(at) && utc_before(at, route->expires) ? at : (struct utc){ 0 };
}
