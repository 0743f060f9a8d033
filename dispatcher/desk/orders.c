/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "desk/orders.h"

#include "desk/backlog.h"
#include "desk/departure.h"
#include "desk/paging.h"
#include "desk/preempt.h"
#include "desk/release.h"

void orders_carry_out(struct desk *desk, struct desk_case *c, const struct orders *orders)
{
	for (size_t i = 0; i < orders->count; i++) {
		const struct order *order = &orders->items[i];

		switch (order->kind) {
		case ORDER_SEND:
		case ORDER_STOP:
			backlog_order(desk, c, order);
			break;
		case ORDER_RELEASE:
			release_look(desk, c, order->delivery);
			break;
		case ORDER_MADE_ROOM:
			backlog_made_room(desk, &c->flow->deliveries[order->delivery]);
			break;
		case ORDER_WANTS_ROOM:
			preempt_for(desk, c, order->delivery);
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
