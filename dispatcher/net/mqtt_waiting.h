/* SPDX-License-Identifier: AGPL-3.0-or-later */
#ifndef CBD_NET_MQTT_WAITING_H
#define CBD_NET_MQTT_WAITING_H

#include <stdbool.h>
#include <stddef.h>

/*
 * What was published at quality of service 1 and is not acknowledged yet (MQTT 3.1.1, 4.3.2):
 * bounded in messages and in octets of payload, for the library keeps a copy of each.
 */

struct mqtt_unacknowledged {
	int number; /* the library's packet identifier */
	size_t octets;
};

struct mqtt_waiting {
	struct mqtt_unacknowledged *rows; /* of max */
	size_t count, octets;
	size_t max, octets_max;
};

/* A limit of 0: the default, 256 messages or 32 MiB. False: no memory. rows belongs to ctx. */
bool mqtt_waiting_make(struct mqtt_waiting *waiting, void *ctx, size_t max, size_t octets_max);

bool mqtt_waiting_has_room(const struct mqtt_waiting *waiting, size_t octets);

/* There must be room. */
void mqtt_waiting_add(struct mqtt_waiting *waiting, int number, size_t octets);

/* False: no such message waits. */
bool mqtt_waiting_take(struct mqtt_waiting *waiting, int number);

void mqtt_waiting_forget(struct mqtt_waiting *waiting);

#endif
