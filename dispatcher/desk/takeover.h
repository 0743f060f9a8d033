/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Takeover: several notices may have one message on the air at a node, under one number: what an
 * update has not changed keeps its number (notice/succession). To the node there is one broadcast
 * in a cell, and it belongs to every notice that must have it on there. So whoever must have it
 * off says so only where nobody must have it on; elsewhere its cells are taken over: a receipt
 * that the desk gives itself, and no KILL.
 */
#ifndef DESK_TAKEOVER_H
#define DESK_TAKEOVER_H

#include "carriers/carrier.h"
#include "desk/case.h"

/*
 * Of a stop: leaves out of `order` the cells (the whole, where the link takes no parts) that go on
 * under another notice, and tells that. False: nothing is left to be stopped. What is left hangs on
 * ctx.
 */
bool takeover_spare(struct desk *desk, const struct desk_case *c, struct carrier_order *order,
		    void *ctx);

/* Of a send: what others must have off there under its number is not theirs any more. */
void takeover_claim(struct desk *desk, const struct desk_case *c,
		    const struct carrier_order *order);

#endif
