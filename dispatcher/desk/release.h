/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Release: an update takes its predecessor's place, message by message and cell by cell. In a cell
 * the predecessor goes where the message that takes its place (the same language and PLMN; all of
 * them where there is none) is on, and where the update does not go at all once it has gone
 * wherever it may. Where the update was refused for want of room, it goes if its pages there are
 * at least as many as the update needs: nothing is given up for what would not fit all the same.
 *
 * What goes on under the same number (notice/succession) gives up a cell only when the node has
 * said to the update that it is on there; then it is taken over instead of stopped
 * (desk/takeover).
 */
#ifndef DESK_RELEASE_H
#define DESK_RELEASE_H

#include "desk/case.h"

/* ORDER_RELEASE of an update, for its delivery or ORDER_EVERYWHERE: looks at all it follows. */
void release_look(struct desk *desk, struct desk_case *c, uint32_t delivery);
/* What could not be committed, if the ledger can be written: for the scheduler. */
void release_owed(struct desk *desk, struct desk_case *old);

#endif
