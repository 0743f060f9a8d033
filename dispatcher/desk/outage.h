/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Outage: the cells that their node has said do not broadcast (CARRIER_NODE_CELLS_DOWN), node by
 * node, until it says that they are back (CARRIER_NODE_CELLS_UP). A connection that is lost and
 * found says nothing about cells. What is known stands in the store, so that a restart of this
 * program forgets none.
 *
 * A node is believed of its own cells alone: those that the register in force, or the route of an
 * open notice, has there. What it says is gathered: the first word counts at once, the rest of a
 * burst once a second, as one event of what has changed since, however often it was said.
 *
 * It is for those who look at a reach. Nothing is kept from a cell because of it: orders go there
 * all the same, and the node's answer says what came of them.
 */
#ifndef DESK_OUTAGE_H
#define DESK_OUTAGE_H

#include "desk/desk.h"

enum {
	OUTAGE_WAITING_MAX = 65536, /* names, until it is known which cells a node has */
	OUTAGE_PAUSE_S = 1,
	OUTAGE_STRANGE_S = 60, /* between two lines on names that fit no cell of the node */
};

struct desk_outage *outage_new(void *ctx);

/* CARRIER_NODE_CELLS_DOWN and CARRIER_NODE_CELLS_UP; the others say nothing of cells. */
void outage_hear(struct desk *desk, const struct carrier_report *report);

/*
 * In the store: under a digest of link and node, "link node\n" and the cells in their 12 octets
 * (notice/cell_id.h), in order, empty where none is down. On ctx.
 */
struct slice outage_key(void *ctx, const char *link, const char *node);
struct slice outage_value(void *ctx, const struct desk *desk, const char *link, const char *node);
enum err MUST_USE outage_load(struct desk *desk, struct slice value, struct fault *why);

/* The cells of that node that are down, packed, in order; lent until the loop turns. */
struct outage_cells {
	const uint8_t *octets;
	size_t count;
};
struct outage_cells outage_of(const struct desk *desk, const char *link, const char *node);
/* Whether they hold that one. */
bool outage_holds(struct outage_cells cells, const struct cell_id *cell);

#endif
