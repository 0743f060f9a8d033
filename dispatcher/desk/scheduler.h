/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Scheduler: what happens because time passes: pages repeated, windows opened, notices
 * expired, lapsed and closed, paperwork reminded. Timers are derived from the flows on every
 * tick, never stored, so a restart or a step of the clock loses none.
 */
#ifndef DESK_SCHEDULER_H
#define DESK_SCHEDULER_H

#include "desk/desk.h"

enum { DESK_TICK_MS = 250 };

struct desk_scheduler *scheduler_new(struct desk *desk);
void scheduler_free(struct desk *desk);

/* Looks at every open notice now: after the drill clock was advanced. */
void scheduler_run(struct desk *desk);

#endif
