/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Erase: a node whose contents nobody knows (strays of another centre, a store that came back from
 * a backup) is emptied on an operator's order, and given again what must be on. The order is
 * recorded first. Then what we know to be there is killed, message by message as the node takes
 * orders, since osmo-bsc's RESET may loop over messages of mixed periods and forgets to end ETWS;
 * then RESET; then the node counts as restarted (desk/reconcile).
 */
#ifndef DESK_ERASE_H
#define DESK_ERASE_H

#include "desk/desk.h"
#include "intake/intake.h"

struct desk_erasings *erase_new(struct desk *desk);

/* CARRIER_NODE_ROOM: it goes on. CARRIER_NODE_DOWN: it is given up, and said. */
void erase_has_room(struct desk *desk, const char *link, const char *node);
void erase_is_down(struct desk *desk, const char *link, const char *node);

/* POST /v1/links/reset; answered when the first have gone out: `left` follow. */
void erase_node(void *data, struct intake_call *call, struct slice node, struct slice reason);

#endif
