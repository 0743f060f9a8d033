/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Announce: tells who watches (GET /v1/live) and the log what was committed just now. */
#ifndef DESK_ANNOUNCE_H
#define DESK_ANNOUNCE_H

#include "desk/desk.h"
#include "notice/flow.h"

struct announce_item {
	enum event_kind kind;
	struct slice bytes; /* as committed */
};

struct announce_items {
	const struct announce_item *items;
	size_t count;
	uint64_t first_sequence;
};

void announce_events(struct desk *desk, const struct flow *flow,
		     const struct announce_items *items);
/* One event that is of no notice. */
void announce_event(struct desk *desk, const struct announce_item *item, uint64_t sequence);
/* Another registry is in force: who watches may have lost the right to. */
void announce_registry(struct desk *desk);

#endif
