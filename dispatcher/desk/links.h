/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Links: the carriers' links as the configuration names them, opened, kept, and listened to.
 * When a node comes back, every open notice that concerns it folds EVENT_RESTARTED: those that
 * must be off first, then by category, so that the gravest is on air soonest.
 */
#ifndef DESK_LINKS_H
#define DESK_LINKS_H

#include "desk/desk.h"

enum { DESK_LINK_RETRY_S = 15 };

/* Opens all; one that fails is logged and tried again, and never stops the others. */
struct desk_links *links_open(struct desk *desk);
void links_close(struct desk *desk);

enum err MUST_USE links_send(struct desk *desk, const struct carrier_order *order,
			     struct fault *why);
enum err MUST_USE links_stop(struct desk *desk, const struct carrier_order *order,
			     struct fault *why);

/* Whether that node can be erased now; and that it is (carrier_ops.reset). */
enum err MUST_USE links_can_reset(const struct desk *desk, struct slice link, struct slice node,
				  struct fault *why);
enum err MUST_USE links_reset(struct desk *desk, struct slice link, struct slice node,
			      struct fault *why);

/* Its interface knows cells of that generation. */
bool links_serves(const struct config_link *link, enum rat rat);
/* Its orders may mean a part of a delivery's cells. */
bool links_takes_parts(const struct desk *desk, struct slice link);

/* Each configured node, in the order of the configuration, and whether it is up now. */
typedef void links_visit_fn(void *data, const struct config_link *link, const char *node,
			    bool is_up);
void links_visit_nodes(const struct desk *desk, links_visit_fn *visit, void *data);

struct links_summary {
	size_t nodes, up;
	size_t links, open;
	uint64_t strange; /* answers that fit nothing */
};
struct links_summary links_summary(const struct desk *desk);

/* Whose link that is; absent if there is none of that name. */
struct slice links_carrier(const struct desk *desk, struct slice link);

/* [{"link":..,"carrier":..,"nodes":[{"node":..,"up":true,..}]}] on ctx. */
struct slice links_json(const struct desk *desk, void *ctx, struct slice only_carrier);

#endif
