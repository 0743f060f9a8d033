/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * MQTT: one connection to a broker on the osmocom loop (MQTT 3.1.1, QoS 1), kept up with growing
 * pauses. libmosquitto speaks the protocol; this file gives it the loop's turns.
 *
 * Promises:
 *  - no call blocks, and no callback is made from inside a call;
 *  - a connection's end takes everything that was on its way with it: nothing is kept for the next
 *    one and sent again behind its owner's back. What must arrive is the owner's to know;
 *  - what waits for the broker's acknowledgement is bounded: past it ERR_FULL;
 *  - up() means that the broker has granted every subscription, too;
 *  - with mqtt_hold() nothing is written, so that a message is acknowledged to the broker only when
 *    what it asked for is durable. libmosquitto queues the acknowledgement before it hands the
 *    message over; it writes it from mosquitto_loop_write() alone, which is not called meanwhile.
 */
#ifndef NET_MQTT_H
#define NET_MQTT_H

#include <stdbool.h>
#include <stdint.h>

#include "base/err.h"
#include "base/slice.h"
#include "base/utc.h"

enum {
	MQTT_KEEP_ALIVE_S = 20,
	MQTT_CONNECT_S = 10, /* for an answer to what we began */
	MQTT_TOPIC_OCTETS_MAX = 256,
	MQTT_TOPICS_MAX = 4,
	MQTT_PASSWORD_OCTETS_MAX = 1024,
	MQTT_HELD_MAX = 64, /* messages held; past it nothing more is read until one is released */
};

/* How a broker is reached; lent for the life of its connections. */
struct mqtt_broker {
	const char *address; /* numeric: a resolver could block the loop */
	uint16_t port;
	const char *client_id;		       /* each connection adds its own suffix */
	const char *user, *password_file;      /* NULL: none */
	const char *tls_ca;		       /* PEM; NULL: no TLS */
	const char *tls_certificate, *tls_key; /* ours; NULL: none */
};

struct mqtt_message {
	const char *topic; /* NULL: no message */
	struct slice payload;
	bool retain;
};

struct mqtt_config {
	const struct mqtt_broker *broker;
	const char *suffix;
	bool keeps_session;			/* the broker keeps what comes while we are away */
	const char *topics[MQTT_TOPICS_MAX];	/* to subscribe to, QoS 1; ends with NULL */
	struct mqtt_message will;		/* what the broker says when we are gone */
	size_t waiting_max, waiting_octets_max; /* 0: 256, 32 MiB */
	void *data;
	void (*up)(void *data);
	void (*down)(void *data, const char *reason);			      /* after up() only */
	void (*message)(void *data, const char *topic, struct slice payload); /* lent */
	void (*published)(void *data, int number); /* the broker has it; may be NULL */
};

struct mqtt;

/* ERR_INPUT: no numeric address. Everything later is a pause and another try. */
enum err MUST_USE mqtt_open(struct mqtt **out, void *ctx, const struct mqtt_config *config,
			    struct fault *why);

/* Copies. *number (may be NULL) is what published() will be told. ERR_STATE: down. ERR_FULL. */
enum err MUST_USE mqtt_publish(struct mqtt *mqtt, const struct mqtt_message *message, int *number,
			       struct fault *why);

/*
 * Inside message(): holds back its acknowledgement until the ticket is released. A ticket
 * of a connection that has ended meanwhile releases nothing.
 */
uint64_t mqtt_hold(struct mqtt *mqtt);
void mqtt_release(struct mqtt *mqtt, uint64_t ticket);
/* Ends that connection without acknowledging: the broker will bring the message again. */
void mqtt_give_up(struct mqtt *mqtt, uint64_t ticket, const char *reason);
/* No more messages are taken from the broker; those held can still be released. */
void mqtt_quiesce(struct mqtt *mqtt);

struct mqtt_state {
	bool is_up;
	struct utc since;
	const char *reason; /* while it is down; lent */
	size_t waiting;	    /* for the broker's acknowledgement */
	uint64_t connections, received, published;
};
struct mqtt_state mqtt_state(const struct mqtt *mqtt);

/* Writes what it can at once, takes leave and frees it; no callback after it. NULL is fine. */
void mqtt_close(struct mqtt *mqtt);

#endif
