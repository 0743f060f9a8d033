/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Moved: cells that an update finds at another node than what it follows: of a pool another node
 * is up by now, or a new cell register says so. What the old node has there stays until the new
 * one has said that the update is on.
 */
#ifndef DESK_MOVED_H
#define DESK_MOVED_H

#include "desk/case.h"

/* Some cell of what it follows has moved. Asked once for each new route, and remembered. */
bool moved_any(const struct desk *desk, struct desk_case *newer);

/* Deliveries of that notice at other nodes than `where` that have cells of the row. */
typedef void moved_visit_fn(void *data, uint32_t delivery);
void moved_visit(const struct desk_case *newer, const struct delivery *where,
		 const struct route_delivery *row, moved_visit_fn *visit, void *data);

#endif
