/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "desk/renewal.h"

#include "desk/backlog.h"
#include "net/log.h"
#include "notice/held.h"

void renewal_plan(struct desk_case *c)
{
	struct utc now = desk_now();

	c->renewal = (struct utc){ 0 };
	for (uint32_t r = 0; r < c->flow->route_count; r++) {
		struct utc at = held_next(&c->routes[r], now);

		if (utc_is_set(at) && (!utc_is_set(c->renewal) || utc_before(at, c->renewal)))
			c->renewal = at;
	}
}

static bool is_held(const struct desk_case *c, uint32_t delivery)
{
	const struct route_delivery *row;
	const struct route *route;

	return delivery_must_be_on(&c->flow->deliveries[delivery]) &&
	       desk_case_delivery(c, delivery, &route, &row) &&
	       held_is_meant(&route->messages[row->message]);
}

void renewal_look(struct desk *desk, struct desk_case *c)
{
	const struct flow *flow = c->flow;

	if (!utc_is_set(c->renewal) || utc_before(desk_now(), c->renewal))
		return;
	renewal_plan(c);
	if (flow->ends_as != NOTICE_NONE || !notice_state_is_open(flow->state))
		return;
	log_stop(LOGL_NOTICE,
		 &(struct log_stop){ .area = LOG_AREA_NOTICE,
				     .notice = flow->notice,
				     .stop = "renewal",
				     .why = "nodes may have counted to the end it had before" });
	for (uint32_t i = 0; i < flow->delivery_count; i++)
		if (is_held(c, i))
			backlog_order(desk, c,
				      &(struct order){
					      .kind = ORDER_SEND, .delivery = i, .again = true });
}
