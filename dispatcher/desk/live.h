/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Live: tells who watches (GET /v1/live) and the log what was committed just now. */
#ifndef DESK_LIVE_H
#define DESK_LIVE_H

#include "desk/desk.h"
#include "notice/flow.h"

struct live_item {
	enum event_kind kind;
	struct slice bytes; /* as committed */
};

struct live_items {
	const struct live_item *items;
	size_t count;
	uint64_t first_sequence;
};

void live_publish(struct desk *desk, const struct flow *flow, const struct live_items *items);

#endif
