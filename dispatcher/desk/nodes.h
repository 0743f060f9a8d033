/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Nodes: every node of every link of the configuration, in one order, so that whoever keeps
 * something for each of them can keep it in an array.
 */
#ifndef DESK_NODES_H
#define DESK_NODES_H

#include "desk/desk.h"
#include "notice/delivery.h"

struct nodes_one {
	struct slice link, node;
	uint32_t capacity; /* pages that a channel of a cell can hold (TS 48.049 8.2.9); 0: not
			      known */
};

struct desk_nodes *nodes_new(struct desk *desk);
size_t nodes_count(const struct desk *desk);
const struct nodes_one *nodes_at(const struct desk *desk, size_t index);

/* False: no link has it any more. */
bool nodes_find(const struct desk *desk, struct slice link, struct slice node, size_t *index);
bool nodes_of_delivery(const struct desk *desk, const struct delivery *delivery, size_t *index);

#endif
