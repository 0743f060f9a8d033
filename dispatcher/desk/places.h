/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Places: which deliveries are, or may be, at a node, by all that the open flows know.
 */
#ifndef DESK_PLACES_H
#define DESK_PLACES_H

#include <osmocom/core/linuxlist.h>

#include "desk/case.h"

/* One delivery at its node. */
struct places_one {
	struct llist_head entry;
	struct desk_case *c;
	uint32_t delivery;
	uint32_t *kept;	     /* of its node, if it goes on under the number of what it follows */
	uint32_t claim;	     /* desk/room: in the pass of that number it counts as being there */
	uint32_t preempting; /* desk/preempt: those that were asked to give way to it, and have not
			      */
	/* desk/contest */
	uint64_t yielded_to; /* a notice; 0 */
	bool is_given_up;
};

struct places_node {
	struct llist_head list; /* of struct places_one */
	uint32_t kept;		/* of them */
};

struct desk_places {
	struct places_node *nodes; /* by desk/nodes */
	uint32_t pass;		   /* desk/room */
};

struct desk_places *places_new(struct desk *desk);

/* The flow of this case has more deliveries than it had; nothing of it is on the air any more. */
void places_note(struct desk *desk, struct desk_case *c);
void places_forget(struct desk_case *c);

/* NULL: nothing of its route is on the air any more, or no link has its node. */
struct places_one *places_find(const struct desk_case *c, uint32_t delivery);
/* NULL: its route is not stored any more. */
const struct route_message *places_message(const struct desk_case *c, uint32_t delivery);

/* Of the other deliveries at the node of this one that go over the same channel, each. */
typedef void places_visit_fn(void *data, struct desk_case *c, uint32_t delivery);
void places_visit(const struct desk *desk, const struct desk_case *c, uint32_t delivery,
		  places_visit_fn *visit, void *data);
/* All at that node (desk/nodes). */
void places_visit_node(const struct desk *desk, size_t node, places_visit_fn *visit, void *data);

/* Where two deliveries meet: indexes into the cells of each, of the cells that both have. */
typedef void places_common_fn(void *data, uint32_t mine, uint32_t theirs);
void places_common(const struct route_delivery *mine, const struct route_delivery *theirs,
		   places_common_fn *visit, void *data);
bool places_has_cell(const struct route_delivery *row, const struct cell_id *cell, uint32_t *index);

#endif
