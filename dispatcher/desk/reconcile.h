/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Reconcile: what a node that went, came back, or restarted means for the open notices.
 * Nothing is erased and nothing blindly sent: unknown first, then stops, then writes.
 */
#ifndef DESK_RECONCILE_H
#define DESK_RECONCILE_H

#include "desk/case.h"

void reconcile_report(struct desk *desk, const struct carrier_report *report);

/* That node says of these cells, in order, that they do not broadcast. */
struct reconcile_cells {
	const char *link, *node;
	const struct cell_id *cells;
	size_t count;
};
void reconcile_cells_down(struct desk *desk, const struct reconcile_cells *what);

/* After the start: every open notice folds EVENT_RESTARTED. */
void reconcile_all(struct desk *desk);

/*
 * Something that this notice had to learn or to do could not be committed, or was lost: it folds
 * EVENT_RESTARTED as soon as the ledger takes it, and everything is asked and ordered anew.
 */
void reconcile_later(struct desk_case *c);
/* What is owed of it, if the ledger can be written: for the scheduler, when no batch is in flight.
 */
void reconcile_owed(struct desk *desk, struct desk_case *c);

#endif
