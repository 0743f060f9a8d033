/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "desk/predecessor.h"

#include "desk/case.h"
#include "desk/channels.h"
#include "desk/links.h"

bool predecessor_is_shown_again(const struct flow *flow)
{
	return flow->route_count > 0 && flow->lane != LANE_URGENT;
}

/*
 * Somebody is told cells and takes orders as a whole only: an order under a number that it has is
 * all that it shows under that number, so that two parts cannot have one.
 */
static bool has_whole_cells(const struct desk *desk)
{
	for (size_t i = 0; i < desk->config->link_count; i++) {
		const struct config_link *link = &desk->config->links[i];

		if (channel_of_link(desk, link) == CHANNEL_CELL_BROADCAST &&
		    !links_takes_parts(desk, slice_of(link->link.link)))
			return true;
	}
	return false;
}

/* What was cancelled, or gave way to another update already, is not what phones have. */
static bool stands_whole(const struct flow *flow)
{
	return flow->ends_as == NOTICE_NONE && flow->superseded_by == 0;
}

static struct succession look_in(const struct predecessor *wanted, uint64_t notice, bool may_keep)
{
	const struct desk_case *c = desk_case_find(wanted->resolution->desk, notice);
	struct succession_question question = { .wanted = wanted->message,
						.content = &wanted->resolution->content };

	if (!c)
		return (struct succession){ .message = NULL };
	question.routes = c->routes;
	question.route_count = c->flow->route_count;
	question.may_keep = may_keep;
	return succession_find(&question);
}

static struct succession look_in_followed(const struct predecessor *wanted, bool may_keep)
{
	uint64_t notice = wanted->resolution->follows_open;
	const struct desk_case *c = desk_case_find(wanted->resolution->desk, notice);

	return look_in(wanted, notice, may_keep && c && stands_whole(c->flow));
}

struct succession predecessor_find(const struct predecessor *wanted)
{
	const struct flow *flow = wanted->flow;
	bool may_keep = !wanted->is_part || !has_whole_cells(wanted->resolution->desk);
	struct succession found = { .message = NULL };

	if (predecessor_is_shown_again(flow))
		return look_in(wanted, flow->notice, false);
	/* The part that has left already says the same: both are one message. */
	if (flow->route_count > 0 && may_keep)
		found = look_in(wanted, flow->notice, true);
	return found.message ? found : look_in_followed(wanted, may_keep);
}
