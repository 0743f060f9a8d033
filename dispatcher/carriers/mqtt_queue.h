/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * MQTT queue: the orders of one link on their way: published, told as sent when the broker has
 * them, matched with receipts, asked again after silence, and told to the desk. It lives in its
 * link, and knows of the connection whether there is one.
 *
 * A receipt that fits no order waits a short time for one: after a reconnection the broker hands
 * over what came meanwhile before the desk has named what is open.
 */
#ifndef CARRIERS_MQTT_QUEUE_H
#define CARRIERS_MQTT_QUEUE_H

#include <osmocom/core/timer.h>

#include "carriers/mqtt_order.h"
#include "net/mqtt.h"
#include "wire/mqtt_receipt_json.h"

enum {
	MQTT_QUEUE_ANSWER_S = 10,
	MQTT_QUEUE_WINDOW = 256,	 /* messages that the broker has not acknowledged */
	MQTT_QUEUE_WINDOW_RESERVED = 64, /* of these, for stops alone */
	MQTT_QUEUE_EARLY_MAX = 256,	 /* receipts that wait for their order */
	MQTT_QUEUE_EARLY_OCTETS = 65536, /* of one of them */
	MQTT_QUEUE_EARLY_S = 10,
	/* Past these they are dropped unread; an order that waits is repeated, and answered anew.
	 */
	MQTT_QUEUE_RECEIPTS_A_SECOND = 1000,
	MQTT_QUEUE_OCTETS_A_SECOND = 4 << 20,
};

struct mqtt_queue_node {
	const char *node;
	uint64_t sent, answered, unanswered, refused;
	bool send_found_no_room, stop_found_no_room;
};

struct mqtt_queue {
	const char *link, *topic; /* where orders go */
	const struct carrier_events *events;
	struct span answer_timeout;
	struct mqtt *mqtt;
	bool is_up;
	struct mqtt_orders orders;
	struct mqtt_queue_node *nodes;
	size_t node_count;
	struct llist_head early;
	size_t early_count;
	struct osmo_timer_list due, late;
	struct span second; /* the one in which `receipts` were taken */
	size_t receipts, receipt_octets;
	struct osmo_timer_list flood; /* while it runs, what is dropped is counted */
	struct span flood_begun;
	uint64_t dropped;
	uint64_t strange;
};

void mqtt_queue_init(struct mqtt_queue *queue);
void mqtt_queue_close(struct mqtt_queue *queue);
/* Every open order ends as unknown. */
void mqtt_queue_down(struct mqtt_queue *queue, const char *reason);

enum err MUST_USE mqtt_queue_order(struct mqtt_queue *queue, size_t node, bool is_stop,
				   const struct carrier_order *order, struct fault *why);
/* The broker has that message. */
void mqtt_queue_published(struct mqtt_queue *queue, int number);
void mqtt_queue_receipt(struct mqtt_queue *queue, struct slice payload);

#endif
