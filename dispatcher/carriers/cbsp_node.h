/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * CBSP node: one BSC, one connection, one life:
 *
 *	DOWN --connected--> PROBING <--period / any answer--> UP --second connection--> CHALLENGED
 *	  ^------ connection lost, or KEEP ALIVE not answered, from any of them ---------------'
 *
 * A KEEP ALIVE goes out at once on connecting (it tells the BSC our period and proves that
 * it speaks CBSP) and then every period. RESET goes out on an operator's order alone: it erases
 * live alerts.
 *
 * A second connection from the node's address waits, unread, while the first is asked for a sign
 * of life for a short time: if it gives one the second is closed, if not the second takes over.
 * (A BSC that lost its host comes back long before TCP gives its old connection up; a
 * second BSC behind the same address must not throw the first one out.)
 *
 * A peer that was cut, or left, before it had proved itself is taken in again only after a
 * growing pause.
 */
#ifndef CARRIERS_CBSP_NODE_H
#define CARRIERS_CBSP_NODE_H

#include <osmocom/core/tdef.h>

#include "carriers/cbsp_job.h"
#include "net/address.h"

enum {
	CBSP_NODE_TRANSMIT_MAX = 256 * 1024,
	CBSP_NODE_TRANSMIT_RESERVED = 32 * 1024, /* of these, for KILL alone */
	CBSP_NODE_RECEIVE_MAX = 256 * 1024,
};

/* Timers of a link, as osmo_tdef numbers them. */
enum {
	CBSP_NODE_T_KEEP_ALIVE = -1,
	CBSP_NODE_T_ANSWER = -2,
	CBSP_NODE_T_RESTART = -3,
	CBSP_NODE_T_CHALLENGE = -4,
};

struct cbsp_node_config {
	const char *link, *node;
	struct address peer, local;
	bool connects, has_local;
	uint32_t rhythm_s;		     /* as in struct carrier_link_config */
	const struct osmo_tdef *timers;	     /* lent for the node's life */
	const struct carrier_events *events; /* likewise */
};

struct cbsp_node;

/* Registers the machine; carriers/cbsp_link.c calls it when the first link opens. */
void cbsp_node_register(void);

enum err MUST_USE cbsp_node_open(struct cbsp_node **out, void *ctx,
				 const struct cbsp_node_config *config, struct fault *why);
/* Server role: somebody connected from its address. Owns fd from now on. */
void cbsp_node_adopt(struct cbsp_node *node, int fd);
enum err MUST_USE cbsp_node_order(struct cbsp_node *node, enum cbsp_job_kind kind,
				  const struct carrier_order *order, struct fault *why);
/* RESET: everything that it has is erased. ERR_STATE while it is down. */
enum err MUST_USE cbsp_node_reset(struct cbsp_node *node, struct fault *why);
const struct cbsp_node_config *cbsp_node_config(const struct cbsp_node *node);
void cbsp_node_state(const struct cbsp_node *node, struct carrier_node_state *row);
/* No receipt and no report after it. */
void cbsp_node_close(struct cbsp_node *node);

#endif
