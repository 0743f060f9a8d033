/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Erase: a node whose contents nobody knows (strays of another centre, a store that came back from
 * a backup) is emptied on an operator's order, and given again what must be on. The order is
 * recorded first. Then what we know to be there is killed, as much of it as the node takes orders
 * at a time, since osmo-bsc's RESET may loop over messages of mixed periods and forgets to end
 * ETWS; then RESET; then the node counts as restarted (desk/reconcile).
 */
#ifndef DESK_ERASE_H
#define DESK_ERASE_H

#include "desk/desk.h"
#include "intake/intake.h"

/* POST /v1/links/reset */
void erase_node(void *data, struct intake_call *call, struct slice node, struct slice reason);

#endif
