/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Sight: who sees what. A notice is seen by its body and those above it, by the authority that
 * decides on it, and by whoever may read the chain; by a carrier where it went over that carrier,
 * and of it only that part. What happens to a link is seen by those who decide and by its carrier.
 */
#ifndef DESK_SIGHT_H
#define DESK_SIGHT_H

#include "desk/desk.h"
#include "notice/flow.h"

bool sight_may_see(void *data, const struct intake_principal *who,
		   const struct intake_subject *about);
/* The whole of a notice, with what went over every carrier. */
bool sight_of_flow(const struct desk *desk, const struct intake_principal *who,
		   const struct flow *flow);

#endif
