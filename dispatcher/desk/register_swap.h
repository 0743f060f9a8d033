/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* The cell register in force, and its replacement by an audited event. */
#ifndef DESK_REGISTER_SWAP_H
#define DESK_REGISTER_SWAP_H

#include "desk/desk.h"

/* The configured one; none, or one that cannot be read, is logged, and no area reaches a cell. */
void register_swap_open(struct desk *desk);

/* POST /v1/cells: opens `path`, commits EVENT_REGISTER_SWAPPED, then uses it. */
void register_swap(void *data, struct intake_call *call, struct slice path);

#endif
