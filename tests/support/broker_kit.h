/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * A broker of MQTT 3.1.1 in the test's own process and loop, so that time can be virtual and the
 * broker can be deaf, dumb or gone when a test says so. It speaks to the real libmosquitto over
 * real sockets. It knows QoS 0 and 1, exact topics, "+", persistent sessions; stories and peers use
 * mosquitto itself.
 */
#ifndef TESTS_SUPPORT_BROKER_KIT_H
#define TESTS_SUPPORT_BROKER_KIT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/slice.h"

struct broker_kit;

/* On 127.0.0.1; port 0: the kernel chooses. Fails the test where it cannot listen. */
struct broker_kit *broker_kit_open(void *ctx, uint16_t port);
uint16_t broker_kit_port(const struct broker_kit *kit);
/* Every connection ends; sessions stay. */
void broker_kit_drop_all(struct broker_kit *kit);
void broker_kit_close(struct broker_kit *kit);

struct broker_kit_faults {
	bool is_deaf; /* answers nothing that is published to it, and passes on nothing */
	bool refuses_subscription; /* SUBACK 0x80 */
	uint8_t connack;	   /* return code; 0: accepted */
};
struct broker_kit_faults *broker_kit_faults(struct broker_kit *kit);

/* Published from nowhere. */
void broker_kit_say(struct broker_kit *kit, const char *topic, struct slice payload);
/* Octets to every connection, whatever they mean. */
void broker_kit_say_octets(struct broker_kit *kit, const void *octets, size_t size);
/* Acknowledgements it has had, messages it has passed on and waits to hear of. */
size_t broker_kit_acknowledged(const struct broker_kit *kit);
size_t broker_kit_unacknowledged(const struct broker_kit *kit);
size_t broker_kit_connections(const struct broker_kit *kit);

#endif
