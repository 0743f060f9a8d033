/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "desk/orders.h"

#include "desk/departure.h"
#include "desk/follow.h"
#include "desk/links.h"
#include "desk/paging.h"
#include "desk/receipts.h"
#include "net/log.h"

/*
 * What a module refuses at once is a receipt too: nothing is silent. Where the route itself cannot
 * be read (recover.c), nobody knows what is on air.
 */
static void tell_refusal(struct desk *desk, struct desk_case *c, uint32_t delivery,
			 const struct fault *why)
{
	receipts_add(desk, &(struct receipt){
				   .notice = c->flow->notice,
				   .delivery = delivery,
				   .outcome = c->is_damaged ? RECEIPT_UNKNOWN : RECEIPT_FAILED,
				   .cause_text = slice_of(why->text),
				   .at = desk_now(),
			   });
}

static struct utc routed_at(const struct flow *flow, uint32_t delivery)
{
	struct utc at = flow->received_at;

	for (uint32_t i = 0; i < flow->route_count; i++)
		if (flow->routes[i].first_delivery <= delivery)
			at = flow->routes[i].at;
	return at;
}

static void on_air(struct desk *desk, struct desk_case *c, const struct order *order)
{
	struct carrier_order content = { .notice = c->flow->notice,
					 .index = order->delivery,
					 .again = order->again };
	const struct route *route;
	struct fault why;
	enum err err;

	if (!desk_case_delivery(c, order->delivery, &route, &content.delivery)) {
		err_set(&why, ERR_ABSENT, NULL,
			"what left cannot be read: the route is not stored any more");
		tell_refusal(desk, c, order->delivery, &why);
		return;
	}
	content.message = &route->messages[content.delivery->message];
	content.begins = utc_is_set(route->begins) ? route->begins
						   : routed_at(c->flow, order->delivery);
	content.expires = route->expires;
	content.areas = route->areas;
	content.area_count = route->area_count;
	content.content = c->flow->judged.content;
	if (order->kind == ORDER_SEND)
		err = links_send(desk, &content, &why);
	else
		err = links_stop(desk, &content, &why);
	/* A node that is down is told when it is up again (EVENT_RESTARTED). */
	if (err != ERR_OK && err != ERR_STATE)
		tell_refusal(desk, c, order->delivery, &why);
}

void orders_carry_out(struct desk *desk, struct desk_case *c, const struct orders *orders)
{
	for (size_t i = 0; i < orders->count; i++) {
		const struct order *order = &orders->items[i];

		switch (order->kind) {
		case ORDER_SEND:
		case ORDER_STOP:
			on_air(desk, c, order);
			break;
		case ORDER_RELEASE:
			follow_release(desk, c, order->delivery);
			break;
		case ORDER_MADE_ROOM:
			follow_made_room(desk, c, order->delivery);
			break;
		case ORDER_PAGE:
			paging_page(desk, c);
			break;
		case ORDER_ROUTE:
			departure_begin(desk, c);
			break;
		case ORDER_NONE:
		case ORDER_KIND_COUNT:
			break;
		}
	}
}
