/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Route bytes: a route as the document of kind "route" that an EVENT_ROUTED names by digest.
 * Canonical JSON; pages and cells (12 octets each, notice/cell_id.h) are hexadecimal.
 */
#ifndef WIRE_ROUTE_BYTES_H
#define WIRE_ROUTE_BYTES_H

#include "notice/route.h"
#include "wire/fields.h"

void route_bytes_pack(struct text *out, const struct route *route);

/* Everything hangs on ctx. ERR_INPUT also where an index or a cell makes no sense. */
enum err MUST_USE route_bytes_unpack(void *ctx, struct route *out, struct slice bytes,
				     struct fault *why);

#endif
