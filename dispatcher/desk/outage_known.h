/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Outage, known: the cells of one node, and what it said last of each. What it says of cells that
 * it does not have is counted, and kept nowhere.
 */
#ifndef DESK_OUTAGE_KNOWN_H
#define DESK_OUTAGE_KNOWN_H

#include "notice/cell_name.h"

struct outage_known {
	struct cell_id *cells; /* rising, each once */
	uint8_t *marks;
	size_t count;
	struct cell_index index;
	size_t forgotten; /* that were told to be down, and are its cells no more */
};

/* Takes the cells, which may come in any order, more than once. `down`: those that were told to be
   down, packed, in order. */
struct outage_known *outage_known_new(void *ctx, struct cell_id *cells, size_t count,
				      const uint8_t *down, size_t down_count);

/* False: the name fits none of them. */
bool outage_known_hear(struct outage_known *known, const struct cell_name *name, bool is_down);

/* What has changed since it was asked last; the arrays are on ctx. */
struct outage_change {
	size_t fell, rose; /* by number; `rose` with those forgotten */
	uint8_t *down;	   /* all that are down now, packed, in order */
	size_t down_count;
	struct cell_id *again; /* of these, what was said since, whether it was known or not */
	size_t again_count;
};
void outage_known_settle(struct outage_change *out, void *ctx, struct outage_known *known);

#endif
