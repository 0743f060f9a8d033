/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Configuration: what the program speaks to on the network, in the VTY's language
 * (docs/configuration.md). Who is who is the registry's business, not this file's.
 */
#ifndef DESK_CONFIG_H
#define DESK_CONFIG_H

#include "carriers/carrier.h"
#include "intake/intake.h"
#include "net/mqtt.h"

enum {
	CONFIG_HTTP_MAX = 8,
	CONFIG_LINKS_MAX = 1024,
	CONFIG_NODES_MAX = 8192, /* of one link */
	CONFIG_REPETITION_PERIOD_S = 30,
};

struct config_link {
	struct carrier_link_config link; /* link.nodes and node_count below */
	bool has_no_rhythm;		 /* each broadcast repeats as its own message says */
	struct carrier_node_config *nodes;
	size_t node_count;
};

/* The broker, and what comes in by it. */
struct config_broker {
	struct mqtt_broker broker; /* address NULL: none */
	bool alerts_in;
	bool urgent_by_mqtt;
};

struct config {
	const char *profiles;	      /* folder of CAP profiles */
	const char *cell_register;    /* file; NULL: none, no area reaches a cell */
	const char *basis;	      /* of the rule pack; NULL: the default */
	uint32_t repetition_period_s; /* 0: CONFIG_REPETITION_PERIOD_S */
	struct {
		uint16_t first, last; /* message codes that are ours (TS 23.041 9.4.1.2.1) */
	} serial_codes;
	bool alerts_by_internet; /* CAP alerts go over the internet channel too */
	/* A place that was taken away at the VTY has no address, or no name, until the next start.
	 */
	struct intake_http_config http[CONFIG_HTTP_MAX];
	size_t http_count;
	struct config_link *links;
	size_t link_count;
	struct config_broker broker;
};

/*
 * Whether the message codes are whole quarters: ETWS has a fourth of them, and of a range that
 * begins or ends within a quarter that one is nobody's, or a small range's neighbour's too.
 */
bool config_codes_are_whole(const struct config *config);

/* Registers the VTY's nodes and commands; once, before config_read(). */
void config_init(void *ctx, struct config *config);

/*
 * Reads the file into what config_init() was given. ERR_ABSENT; ERR_INPUT names the file: the line
 * went to standard error (libosmovty's way). What it says may still not hold: config_faults().
 */
enum err MUST_USE config_read(const char *path, struct fault *why);

/* Tells everything that no start could make good; returns how much that is. `tell` may be NULL. */
typedef void config_tell_fn(void *data, const struct fault *why);
size_t config_faults(const struct config *config, config_tell_fn *tell, void *data);

/*
 * What the program runs by, on ctx: the VTY goes on changing the other one, for the next start.
 * What was taken away is not in it; every link has its rhythm, unless it has none.
 */
const struct config *config_in_force(void *ctx, const struct config *config);

/* The VTY on loopback; ERR_IO if the port is taken: the caller goes on without. */
enum err MUST_USE config_listen(void *ctx, const char *address, uint16_t port, struct fault *why);

const struct carrier_node_config *config_node(const struct config *config, struct slice node,
					      const struct config_link **link);

#endif
