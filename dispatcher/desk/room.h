/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Room: how many pages the deliveries at a node hold, cell by cell, as far as the flows know. A BSC
 * repeats everything in one period, and in a cell no more pages find room than the period has
 * units of 1.883 s (seen on osmo-bsc 1.9; TS 48.049 8.2.9). What may be there for all we know
 * counts; what must be off does not, for its KILL goes out before anything else.
 */
#ifndef DESK_ROOM_H
#define DESK_ROOM_H

#include "desk/case.h"

/*
 * A newer notice has it in that cell under its number, beside it: until the older one is taken
 * over both are there for all we know, and the pages are the newer one's.
 */
bool room_goes_on(const struct desk *desk, const struct desk_case *c, uint32_t delivery,
		  const struct cell_id *cell);

/* Pages of the delivery; 0: its route is not stored any more. */
uint32_t room_pages(const struct desk_case *c, uint32_t delivery);
/* Pages that the others hold in each of its cells; `pages` has room for all of them. */
void room_held(const struct desk *desk, const struct desk_case *c, uint32_t delivery,
	       uint32_t *pages);

/*
 * It would find room in one at least of the cells that refused it; true where nobody can tell.
 * Until room_settle() it counts as being there then, so that of several that wait not all are
 * told that there is room for one.
 */
bool room_claim(struct desk *desk, struct desk_case *c, uint32_t delivery);
void room_settle(struct desk *desk);

#endif
