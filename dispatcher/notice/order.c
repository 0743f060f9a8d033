/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "notice/order.h"

#include <stdlib.h>
#include <talloc.h>

static const char *const names[ORDER_KIND_COUNT] = {
	[ORDER_NONE] = "none",		 [ORDER_SEND] = "send",
	[ORDER_STOP] = "stop",		 [ORDER_ROUTE] = "route",
	[ORDER_PAGE] = "page",		 [ORDER_RELEASE] = "release",
	[ORDER_MADE_ROOM] = "made-room", [ORDER_WANTS_ROOM] = "wants-room",
};

const char *order_kind_name(enum order_kind kind)
{
	return (unsigned int)kind < ORDER_KIND_COUNT ? names[kind] : "invalid";
}

void orders_add(struct orders *orders, struct order order)
{
	size_t used = orders->count;

	/* Grown by doubling: 0, 1, 2, 4, ... are the counts at which it is full. */
	if ((used & (used - 1)) == 0) {
		struct order *grown = talloc_realloc(orders->ctx, orders->items, struct order,
						     (unsigned int)(used ? used * 2 : 1));

		if (!grown)
			abort();
		orders->items = grown;
	}
	orders->items[orders->count++] = order;
}
