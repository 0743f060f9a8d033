/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "desk/renewal.h"

#include "desk/backlog.h"
#include "net/log.h"

static uint32_t fastest_rhythm(const struct desk *desk)
{
	uint32_t fastest = 0;

	for (size_t i = 0; i < desk->config->link_count; i++) {
		uint32_t rhythm = desk->config->links[i].link.rhythm_s;

		if (rhythm > 0 && (fastest == 0 || rhythm < fastest))
			fastest = rhythm;
	}
	return fastest;
}

struct held_question renewal_question(const struct desk *desk, const struct desk_case *c,
				      const struct route *route)
{
	size_t index = (size_t)(route - c->routes);

	return (struct held_question){
		route,
		utc_is_set(route->begins) ? route->begins : c->flow->routes[index].at,
		fastest_rhythm(desk),
	};
}

void renewal_plan(const struct desk *desk, struct desk_case *c)
{
	struct utc now = desk_now();

	c->renewal = (struct utc){ 0 };
	for (uint32_t r = 0; r < c->flow->route_count; r++) {
		struct held_question question = renewal_question(desk, c, &c->routes[r]);
		struct utc at = held_next(&question, now);

		if (utc_is_set(at) && (!utc_is_set(c->renewal) || utc_before(at, c->renewal)))
			c->renewal = at;
	}
}

static bool is_held(const struct desk *desk, const struct desk_case *c, uint32_t delivery)
{
	const struct route_delivery *row;
	struct held_question question;
	const struct route *route;

	if (!delivery_must_be_on(&c->flow->deliveries[delivery]) ||
	    !desk_case_delivery(c, delivery, &route, &row))
		return false;
	question = renewal_question(desk, c, route);
	return held_is_meant(&question, &route->messages[row->message]);
}

void renewal_look(struct desk *desk, struct desk_case *c)
{
	const struct flow *flow = c->flow;

	if (!utc_is_set(c->renewal) || utc_before(desk_now(), c->renewal))
		return;
	renewal_plan(desk, c);
	if (flow->ends_as != NOTICE_NONE || !notice_state_is_open(flow->state))
		return;
	log_stop(LOGL_NOTICE,
		 &(struct log_stop){ .area = LOG_AREA_NOTICE,
				     .notice = flow->notice,
				     .stop = "renewal",
				     .why = "nodes may have counted to the end it had before" });
	for (uint32_t i = 0; i < flow->delivery_count; i++)
		if (is_held(desk, c, i))
			backlog_order(desk, c,
				      &(struct order){
					      .kind = ORDER_SEND, .delivery = i, .again = true });
}
