/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Preempt: what is graver takes the room of what is lesser. When a node refuses a message for
 * want of room, those of a lesser category (TS 48.049 8.2.8: high, normal, background), or of a
 * lesser lane, that are on in the same cells give way there: the least grave first, the newest
 * first, no more of them than the pages need, and none where it would not help. Their KILL goes
 * out, behind it what was refused; when that leaves, they come back under the same serial numbers
 * (desk/backlog), and phones that have shown them stay quiet.
 */
#ifndef DESK_PREEMPT_H
#define DESK_PREEMPT_H

#include "desk/case.h"

/* ORDER_WANTS_ROOM */
void preempt_for(struct desk *desk, struct desk_case *c, uint32_t delivery);

#endif
