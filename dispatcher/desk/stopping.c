/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "desk/stopping.h"

#include <stdio.h>

#include "desk/backlog.h"
#include "desk/paging.h"
#include "net/log.h"

static bool must_go(const struct delivery *delivery)
{
	return delivery->state == DELIVERY_STOPPING ||
	       (delivery_must_be_on(delivery) && delivery->cells_stopping > 0);
}

static bool any_must_go(const struct flow *flow)
{
	for (uint32_t i = 0; i < flow->delivery_count; i++)
		if (must_go(&flow->deliveries[i]))
			return true;
	return false;
}

static void say_refused(const struct desk_case *c, uint32_t refused)
{
	const struct delivery *delivery = c->flow->deliveries;
	char why[FAULT_TEXT_OCTETS];

	while (!delivery_stop_is_refused(delivery))
		delivery++;
	snprintf(why, sizeof(why), "%u deliveries stay on the air: %.*s says %.*s; asked again",
		 refused, SLICE_PRINT(delivery->node), SLICE_PRINT(delivery->cause_text));
	log_stop(LOGL_ERROR, &(struct log_stop){ .area = LOG_AREA_NOTICE,
						 .notice = c->flow->notice,
						 .stop = "stop",
						 .outcome = "refused",
						 .why = why });
}

static void ask_again(struct desk *desk, struct desk_case *c)
{
	uint32_t refused = flow_stops_refused(c->flow);

	for (uint32_t i = 0; i < c->flow->delivery_count; i++)
		if (must_go(&c->flow->deliveries[i]))
			backlog_order(desk, c,
				      &(struct order){ .kind = ORDER_STOP, .delivery = i });
	if (refused == 0)
		return;
	say_refused(c, refused);
	paging_page(desk, c);
}

static struct span pause_after(unsigned int asked)
{
	int64_t seconds = STOPPING_NEXT_S;

	for (unsigned int i = 1; i < asked && seconds < STOPPING_LAST_S; i++)
		seconds *= 2;
	return SPAN_SECONDS(seconds < STOPPING_LAST_S ? seconds : STOPPING_LAST_S);
}

void stopping_look(struct desk *desk, struct desk_case *c)
{
	struct utc now = desk_now();

	if (utc_before(now, c->stop_look))
		return;
	c->stop_look = utc_add(now, SPAN_SECONDS(STOPPING_LOOK_S));
	if (!any_must_go(c->flow)) {
		c->stop_again = (struct utc){ 0 };
		c->stops_asked = 0;
	} else if (!utc_is_set(c->stop_again)) {
		c->stop_again = utc_add(now, SPAN_SECONDS(STOPPING_FIRST_S));
	} else if (!utc_before(now, c->stop_again)) {
		c->stop_again = utc_add(now, pause_after(++c->stops_asked));
		ask_again(desk, c);
	}
}
