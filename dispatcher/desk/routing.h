/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Routing: from a resolution to a route: texts to pages, cells to nodes and links, and a
 * serial number for each message. It is put into the batch as EVENT_ROUTED with its document.
 */
#ifndef DESK_ROUTING_H
#define DESK_ROUTING_H

#include "desk/batch.h"
#include "desk/resolve.h"

enum routing_part {
	ROUTING_INSIDE = 0, /* cells inside every jurisdiction asked for */
	ROUTING_OUTSIDE,
	ROUTING_ALL,
};

/* ERR_LIMIT: pages, messages or deliveries past their bound; ERR_FULL: no serial number left. */
enum err MUST_USE routing_add(struct desk_batch *batch, const struct resolution *resolution,
			      enum routing_part part, struct fault *why);

#endif
