/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Orders are carried out here, after their events were committed and never before. */
#ifndef DESK_ORDERS_H
#define DESK_ORDERS_H

#include "desk/case.h"

/* In their order. What cannot be given now (node down) stands in the flow and comes again. */
void orders_carry_out(struct desk *desk, struct desk_case *c, const struct orders *orders);

#endif
