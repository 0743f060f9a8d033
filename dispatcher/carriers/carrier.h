/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Carrier: the one contract behind which every interface to a carrier (相关企业) stands. To add
 * an interface, write one family of files that fills a struct carrier_ops, and add it to the
 * table in carriers/registry.c. Nothing above this line knows a protocol.
 *
 * Promises of every module:
 *  - no call blocks;
 *  - receipts come from the loop, never inside a call;
 *  - an accepted send or stop brings at least one receipt, whatever happens;
 *  - a peer silent past its timer brings RECEIPT_UNKNOWN; while the node is up the module asks
 *    again by itself with growing pauses, until answered, stopped or expired;
 *  - a lost connection is told once as CARRIER_NODE_DOWN; the desk turns that node's open
 *    deliveries to unknown. When the node is back (or says that it has restarted) the module
 *    tells CARRIER_NODE_UP / CARRIER_NODE_RESTARTED and the desk answers with stop for
 *    what must be off and send(again = true) for what must be on. The module never
 *    resends or erases anything of its own accord;
 *  - memory per node is bounded, and so is what it was told and has not answered: past either
 *    send and stop return ERR_FULL, and nothing was taken. Once there is room for such an order
 *    again the module tells CARRIER_NODE_ROOM, from the loop; whoever was refused gives its
 *    orders then, the most urgent first. A stop finds room where a send no longer does; of a
 *    peer that works slowly, in the order in which it was told, little is taken at a time.
 */
#ifndef CARRIERS_CARRIER_H
#define CARRIERS_CARRIER_H

#include "base/digest.h"
#include "base/err.h"
#include "notice/cell_name.h"
#include "notice/receipt.h"
#include "notice/route.h"

struct mqtt_broker;

/* One link as the configuration names it (VTY), with its nodes. */
enum carrier_role {
	CARRIER_ROLE_NONE = 0,
	CARRIER_ROLE_CLIENT, /* we connect */
	CARRIER_ROLE_SERVER, /* the node connects to us and is recognised by its address */
};

struct carrier_node_config {
	const char *node;    /* as in the cell register */
	const char *address; /* where to connect, or whom to expect; "" behind a broker */
	uint16_t port;	     /* client role only */
};

struct carrier_link_config {
	const char *link, *carrier, *protocol;
	enum carrier_role role;
	const char *local_address; /* server: where to listen; client: bind, may be NULL */
	uint16_t local_port;
	struct span keep_alive;	    /* 0 = the protocol's usual value */
	struct span answer_timeout; /* 0 = the protocol's usual value */
	/* Its cells have one: what is routed from now on and not of high priority goes there. */
	bool has_extended_channel;
	uint32_t rhythm_s; /* every broadcast of its nodes repeats so often; 0: each as it says */
	const char *realm; /* "live", "drill": told to those who can be told */
	const struct mqtt_broker *broker; /* where nodes are reached through one; lent */
	const struct carrier_node_config *nodes;
	size_t node_count;
};

enum carrier_node_event {
	CARRIER_NODE_NONE = 0,
	CARRIER_NODE_UP,
	CARRIER_NODE_DOWN,
	CARRIER_NODE_RESTARTED,	 /* it may have lost what it had */
	CARRIER_NODE_CELLS_DOWN, /* it says that the cells of these names do not broadcast now */
	CARRIER_NODE_CELLS_UP,	 /* and that these do again; at once, where a restart may be told a
				    little later. Both as it says them: they may be nobody's */
	CARRIER_NODE_ROOM,	 /* after ERR_FULL: it takes orders again */
};

struct carrier_report {
	const char *link, *node;
	enum carrier_node_event event;
	const struct cell_name *names; /* of cells */
	size_t name_count;
	const char *reason; /* in words, English */
	struct utc at;
};

/* What desk hands down. */
struct carrier_events {
	void *data;
	void (*receipt)(void *data, const struct receipt *receipt);
	void (*report)(void *data, const struct carrier_report *report);
};

/* All that is needed to put one delivery on air or take it off; lent for the call. */
struct carrier_order {
	uint64_t notice;
	uint32_t index; /* of the delivery in its route */
	const struct route_message *message;
	const struct route_delivery *delivery;
	struct utc begins;	  /* when it was meant to begin, or was routed */
	struct utc expires;	  /* the broadcast must end here by itself */
	const struct area *areas; /* as approved; only where somebody is told areas */
	size_t area_count;
	struct digest content; /* what was approved */
	/* Where the module takes parts: of the delivery's cells, those that are meant, rising.
	   NULL: all. Receipts count in the delivery's cells all the same, speak of those that are
	   meant alone, and never say RECEIPT_STOPPED, which is of the whole. */
	const uint32_t *only;
	size_t only_count;
	const uint8_t
		*known;	   /* of each of the delivery's cells, enum cell_outcome; NULL: nothing */
	bool was_accepted; /* at some time, by that node */
	bool again;	   /* it may be there already: "already in use" then means accepted */
};

struct carrier_node_state {
	const char *node;
	bool is_up;
	struct utc since;
	char peer[64];				      /* address and port, empty when down */
	uint64_t sent, answered, unanswered, refused; /* orders since start */
	uint64_t strange; /* answers to nothing that was asked, or not to be understood */
	size_t outstanding;
};

struct carrier_link; /* the module's own */

struct carrier_ops {
	const char *protocol; /* "cbsp" */
	bool takes_parts;     /* an order may mean a part of a delivery's cells: `only` */
	unsigned int rats;    /* 1 << enum rat: cells of these generations can be told */

	/* Listens or begins to connect. A port taken or a protocol missing is an error of this
	   link alone: the caller logs it and goes on with the others, and tries again later. */
	enum err (*open)(struct carrier_link **out, void *ctx,
			 const struct carrier_link_config *config,
			 const struct carrier_events *events, struct fault *why);
	/* ERR_ABSENT: no such node. ERR_STATE: the node is down (no receipt will come for it: the
	   order stands and will be given again when the node is up). ERR_FULL (none either:
	   it is given again after CARRIER_NODE_ROOM). ERR_LIMIT or ERR_INPUT: this content can
	   never go over this interface. */
	enum err (*send)(struct carrier_link *link, const struct carrier_order *order,
			 struct fault *why);
	enum err (*stop)(struct carrier_link *link, const struct carrier_order *order,
			 struct fault *why);
	/* Asks what the node has; answers are receipts. ERR_STATE if the interface has no query. */
	enum err (*query)(struct carrier_link *link, const struct carrier_order *order,
			  struct fault *why);
	/* Erases everything that the node has, on an operator's order, and tells
	   CARRIER_NODE_RESTARTED when that is done, or is not answered. NULL: the interface has no
	   such thing. ERR_ABSENT, ERR_STATE as above. */
	enum err (*reset)(struct carrier_link *link, struct slice node, struct fault *why);
	/* Fills at most `capacity` rows, returns the number of nodes. */
	size_t (*nodes)(const struct carrier_link *link, struct carrier_node_state *rows,
			size_t capacity);
	/* Flushes what it can at once and closes; no receipt after it. */
	void (*close)(struct carrier_link *link);
};

/* The module of that protocol, or NULL. */
const struct carrier_ops *carrier_find(const char *protocol);

#endif
