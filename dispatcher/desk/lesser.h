/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Lesser: which deliveries would give way to one that its node refused for want of room: those of
 * a lesser category (TS 48.049 8.2.8: high, normal, background), or of a lesser lane (art. 26, 25),
 * that must be on in the same cells: the least grave first, of these the newest first, no more
 * than the pages need, and none in a cell where all of them would not be enough. A BSC holds one
 * primary notification of ETWS: the older one gives way to the newer.
 */
#ifndef DESK_LESSER_H
#define DESK_LESSER_H

#include "desk/case.h"

struct lesser {
	struct desk_case *c;
	uint32_t delivery;
	const struct route_delivery *row;
	uint32_t *cells; /* of its own, in which it gives way; hangs on the array */
	size_t count;	 /* 1.. */
	unsigned int rank;
	uint32_t pages;
	bool for_good; /* a primary notification: it has sounded, and does not come back */
};

/* How many; talloc_free(*chosen), which hangs on the case. */
size_t lesser_choose(struct desk *desk, struct desk_case *c, uint32_t delivery,
		     struct lesser **chosen);

#endif
