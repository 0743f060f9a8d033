/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Renewal: what went on under its number for a longer time is written again when its nodes have
 * counted to the end that they were told before, or as far as they can (notice/held). It is the
 * order that was committed with its route, given again; nothing of it is stored, for a start gives
 * it again too.
 */
#ifndef DESK_RENEWAL_H
#define DESK_RENEWAL_H

#include "desk/case.h"
#include "notice/held.h"

/* Of one of its routes: since when nodes have it, and how fast they may count. */
struct held_question renewal_question(const struct desk *desk, const struct desk_case *c,
				      const struct route *route);

/* Its routes are new, or loaded. */
void renewal_plan(const struct desk *desk, struct desk_case *c);
/* If it is time: for the scheduler. */
void renewal_look(struct desk *desk, struct desk_case *c);

#endif
