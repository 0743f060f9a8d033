/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Tally: what leaves is added to the day's volumes of its body, its authority and the cities it
 * reaches, in the commit that lets it leave. The reviewer of the next notice reads them
 * (art. 27 par. 2: frequency, total volume).
 */
#ifndef DESK_TALLY_H
#define DESK_TALLY_H

#include "desk/routing.h"

/*
 * Before EVENT_ROUTED is folded. The part that follows later (outside the jurisdiction) adds its
 * people, and is no second notice where the first part went.
 */
void tally_add(struct desk_batch *batch, const struct resolution *resolution,
	       enum routing_part part);

#endif
