/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "notice/held.h"

enum {
	SLACK_S = 10,	   /* periods are rounded up, and begin when the node is ready */
	PAUSE_S = 60,	   /* the first; each is twice the one before */
	PAUSE_MAX_S = 480, /* but not longer */
};

bool held_is_meant(const struct route_message *message)
{
	return utc_is_set(message->held_from) && message->page_count > 0;
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

struct utc held_next(const struct route *route, struct utc after)
{
	struct utc at = { 0 };

	for (size_t i = 0; i < route->message_count; i++) {
		const struct route_message *message = &route->messages[i];

		if (!held_is_meant(message))
			continue;
		sooner(&at, next_from(message->held_from, message->repetition_period_s, after));
		sooner(&at, next_from(message->held_until, message->repetition_period_s, after));
	}
	return utc_is_set(at) && utc_before(at, route->expires) ? at : (struct utc){ 0 };
}
