/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Order: what must be done because of an event, given by flow_step() and carried out only
 * after the event is committed. Orders of old events are not carried out again.
 */
#ifndef NOTICE_ORDER_H
#define NOTICE_ORDER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum order_kind {
	ORDER_NONE = 0,
	ORDER_SEND,	  /* put delivery on air */
	ORDER_STOP,	  /* take delivery off, or those of its cells that must be off */
	ORDER_ROUTE,	  /* resolve the cells again and route: the notice may leave now */
	ORDER_PAGE,	  /* page the duty officer */
	ORDER_RELEASE,	  /* more of delivery is on air, or refused: what it updates may go there */
	ORDER_MADE_ROOM,  /* delivery has left its node: what was refused there may enter */
	ORDER_WANTS_ROOM, /* delivery was refused for want of it: what is lesser may have to give
			     way */
	ORDER_KIND_COUNT
};

/* RELEASE: look at every node; the notice goes no further than it has. */
#define ORDER_EVERYWHERE UINT32_MAX

const char *order_kind_name(enum order_kind kind);

struct order {
	enum order_kind kind;
	uint32_t delivery; /* of all but ROUTE and PAGE */
	bool again;	   /* SEND: it may be there already */
};

struct orders {
	void *ctx;
	struct order *items;
	size_t count;
};

/* talloc on orders->ctx; an allocation that fails aborts: half the orders are worse than none. */
void orders_add(struct orders *orders, struct order order);

#endif
