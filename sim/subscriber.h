/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Subscriber: a simulated carrier or app-push service behind an MQTT broker. It takes orders from
 * cbd/v1/carriers/<carrier>/notices, carries each out once (by order_no), and answers on
 * .../receipts. A repeated order is answered again, with what is so now.
 */
#ifndef SIM_SUBSCRIBER_H
#define SIM_SUBSCRIBER_H

#include <stdio.h>

#include "net/mqtt.h"
#include "notice/cell_id.h"

struct subscriber_faults {
	bool is_silent;	       /* takes orders and answers none */
	uint32_t silent_first; /* so many orders are not answered */
	bool refuses;
	bool says_unknown;
	bool other_serials;    /* answers with a serial number that nobody asked about */
	bool hides_order;      /* leaves order_no out */
	uint32_t refuse_every; /* refuses every nth cell; 0: none */
	uint32_t omit_every;   /* leaves every nth cell out of its answer; 0: none */
	uint32_t duplicates;   /* says every answer so many times more */
	struct span delay;     /* before each answer */
};

struct subscriber_config {
	const struct mqtt_broker *broker;
	const char *carrier;
	struct subscriber_faults faults;
	FILE *to;	/* a line of JSON for each change; NULL: none */
	FILE *people;	/* what it shows, for people; NULL: nowhere */
	uint64_t users; /* that it counts as targeted and delivered; 0: it counts none */
};

struct subscriber;

enum err MUST_USE subscriber_open(struct subscriber **out, void *ctx,
				  const struct subscriber_config *config, struct fault *why);
void subscriber_close(struct subscriber *subscriber);

struct subscriber_faults *subscriber_faults(struct subscriber *subscriber);
bool subscriber_is_connected(const struct subscriber *subscriber);
struct subscriber_orders {
	unsigned int sends, stops, repeats, strange;
} subscriber_orders(const struct subscriber *subscriber);
/* Cells of that LAC or TAC that it has on now; without cells a message counts as one of LAC 0. */
size_t subscriber_on(const struct subscriber *subscriber, uint32_t lac_tac);
/* A line that an earlier run wrote: what it did then is not done again. */
void subscriber_remember(struct subscriber *subscriber, const char *line);
/* Publishes anything on the receipts' topic. */
void subscriber_say(struct subscriber *subscriber, struct slice payload);

#endif
