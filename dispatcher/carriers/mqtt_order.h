/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * MQTT orders: what one link has been told to send or to stop. A delivery has at most one row: it
 * waits for its receipt, and once answered stays known, since a subscriber says more than once how
 * it goes on (accepted, on air, counts): until it is stopped, the broker is lost, or a new order
 * needs the room, to which the oldest answered gives way.
 *
 * Rows are bounded, and the octets of what is to be sent; a stop is taken however many wait. The
 * last MQTT_ORDERS_RESERVED rows are for stops alone.
 */
#ifndef CARRIERS_MQTT_ORDER_H
#define CARRIERS_MQTT_ORDER_H

#include <osmocom/core/linuxlist.h>

#include "carriers/carrier.h"
#include "net/backoff.h"
#include "wire/mqtt_notice_json.h"

enum {
	MQTT_ORDERS_MAX = 4096,
	MQTT_ORDERS_RESERVED = 256,
	MQTT_ORDER_OCTETS_MAX = 8 << 20,   /* of one order */
	MQTT_ORDERS_OCTETS_MAX = 64 << 20, /* of all that wait */
};

struct mqtt_order {
	struct llist_head entry;
	enum mqtt_notice_action action;
	uint64_t notice;
	uint32_t delivery;
	uint16_t serial;
	size_t node;	      /* index into the link's nodes */
	struct slice payload; /* while it waits for its receipt */
	struct cell_id *cells;
	size_t cell_count;
	struct utc expires;
	bool is_waiting; /* for a receipt; else it is answered, and known */
	bool is_pausing; /* silence was told: the deadline is that of the next try */
	bool wants_room; /* it goes as soon as the broker has taken what is before it */
	bool sent_was_told, unknown_was_told;
	int number; /* of its newest message at the broker; 0: acknowledged, or not sent */
	struct backoff pause;
	struct span begun, deadline; /* clock_monotonic() */
	struct digest answered;	     /* what the newest receipt said: a repeat says nothing */
};

struct mqtt_orders {
	struct llist_head list;
	size_t count, waiting, octets;
	const char *realm;
	void *ctx; /* of the rows */
};

/* An order finds a row, and probably a place for its octets: how many it has is not known yet. */
bool mqtt_orders_have_room(const struct mqtt_orders *orders, bool is_stop);

void mqtt_orders_init(struct mqtt_orders *orders, void *ctx, const char *realm);

/*
 * A row for this order, in the place of what there was for that delivery: with its payload, not
 * yet sent. ERR_LIMIT, ERR_INPUT: it can never go out. ERR_FULL, ERR_MEMORY.
 */
enum err MUST_USE mqtt_orders_add(struct mqtt_order **out, struct mqtt_orders *orders, bool is_stop,
				  const struct carrier_order *order, struct fault *why);
void mqtt_orders_remove(struct mqtt_orders *orders, struct mqtt_order *order);
/* Answered: it waits no more, and its payload goes. */
void mqtt_orders_settle(struct mqtt_orders *orders, struct mqtt_order *order);

struct mqtt_order *mqtt_orders_find(const struct mqtt_orders *orders, uint64_t notice,
				    uint32_t delivery);
struct mqtt_order *mqtt_orders_of_number(const struct mqtt_orders *orders, int number);
/* The oldest that wants room, a stop before everything else; NULL: none does. */
struct mqtt_order *mqtt_orders_wanting_room(const struct mqtt_orders *orders);
/* The oldest that waits and whose deadline is not after `now`, or NULL. */
struct mqtt_order *mqtt_orders_due(const struct mqtt_orders *orders, struct span now);
/* False when there is none. */
bool mqtt_orders_next_deadline(const struct mqtt_orders *orders, struct span *deadline);

#endif
