/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Roster: what the desk knows of the nodes at one moment, copied, so that a reader's thread can say
 * of a hundred thousand cells which of them could be told now. Nothing is decided by it: an alert
 * goes to every cell of its area, whatever its node said last.
 */
#ifndef DESK_ROSTER_H
#define DESK_ROSTER_H

#include "desk/desk.h"
#include "notice/audience.h"

struct roster;

/* On the loop. */
struct roster *roster_new(void *ctx, const struct desk *desk);

/*
 * Of cells that a pool of nodes serves: puts in each the one that it is told through, the first of
 * the pool whose link is up, else the first that has a link, else the first; then the cells are in
 * the register's order again. On any thread.
 */
void roster_choose(const struct roster *roster, struct cell *cells, size_t count);

/* The status of each cell, in the register's order (by node). On any thread. */
void roster_call(const struct roster *roster, enum audience_status *statuses,
		 const struct cell *cells, size_t count);

#endif
