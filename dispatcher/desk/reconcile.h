/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Reconcile: what a node that went, came back, or restarted means for the open notices.
 * Nothing is erased and nothing blindly sent: unknown first, then stops, then writes.
 */
#ifndef DESK_RECONCILE_H
#define DESK_RECONCILE_H

#include "desk/case.h"

void reconcile_report(struct desk *desk, const struct carrier_report *report);

/* After the start: every open notice folds EVENT_RESTARTED. */
void reconcile_all(struct desk *desk);

#endif
