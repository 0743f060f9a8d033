/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Reach shown: whom the approved areas of an open notice reach by the register and the links of
 * now, as numbers or as a map. What a closed one reached stands in its deliveries.
 */
#ifndef DESK_REACH_SHOW_H
#define DESK_REACH_SHOW_H

#include "desk/desk.h"

/* GET /v1/notices/{id}/reach?format= */
void reach_show(void *data, struct intake_call *call, uint64_t notice, bool as_map);

#endif
