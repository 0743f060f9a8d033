/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Rejudge: an application whose lead time ran into a year without a notice on holidays is held, and
 * nobody can agree to it (art. 27). When a calendar arrives it is judged again, by its own filing
 * day: it is in time then and goes to the reviewer, or it is refused with the earliest day.
 */
#ifndef DESK_REJUDGE_H
#define DESK_REJUDGE_H

#include "desk/desk.h"

/* All that wait for a calendar; after a start, and after a registry was applied. */
void rejudge_all(struct desk *desk);

#endif
