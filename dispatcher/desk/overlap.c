/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "desk/overlap.h"

#include <stdlib.h>
#include <talloc.h>

#include "desk/case.h"
#include "desk/registry.h"

enum { CHAIN_MAX = 64 };

struct search {
	const struct flow *flow;
	uint64_t found;
	struct slice *nodes; /* sorted, each once */
	size_t count;
};

static int by_name(const void *a, const void *b)
{
	return slice_compare(*(const struct slice *)a, *(const struct slice *)b);
}

/* Cells of one node stand together within each half, inside and outside. */
static void gather_nodes(struct search *search, const struct register_answer *cells)
{
	for (size_t i = 0; i < cells->cell_count; i++)
		if (search->count == 0 ||
		    !slice_equal(cells->cells[i].node, search->nodes[search->count - 1]))
			search->nodes[search->count++] = cells->cells[i].node;
	qsort(search->nodes, search->count, sizeof(*search->nodes), by_name);
}

static bool is_on_air(const struct flow *flow)
{
	return flow->lane == LANE_PLANNED &&
	       (flow->state == NOTICE_SENDING || flow->state == NOTICE_BROADCASTING);
}

/* An update takes the place of what it follows: that makes room, and does not stand in its way. */
static bool follows(const struct desk *desk, const struct flow *flow, const struct desk_case *c)
{
	for (int i = 0; i < CHAIN_MAX && flow->judged.follows != 0; i++) {
		const struct desk_case *old = desk_case_find(desk, flow->judged.follows);

		if (!old)
			return false;
		if (old == c)
			return true;
		flow = old->flow;
	}
	return false;
}

static void look_at(struct desk *desk, struct desk_case *c, void *data)
{
	struct search *search = data;
	uint64_t self = search->flow->notice;

	if (search->found || c->flow->notice == self || follows(desk, search->flow, c))
		return;
	/* Of two that leave at this moment the older goes first; where to is not known yet. */
	if (c->is_departing && c->flow->lane == LANE_PLANNED && c->flow->notice < self)
		search->found = c->flow->notice;
	if (!is_on_air(c->flow))
		return;
	for (uint32_t i = 0; i < c->flow->delivery_count && !search->found; i++) {
		const struct delivery *delivery = &c->flow->deliveries[i];

		if (delivery_must_be_on(delivery) &&
		    bsearch(&delivery->node, search->nodes, search->count, sizeof(*search->nodes),
			    by_name))
			search->found = c->flow->notice;
	}
}

uint64_t overlap_find(struct desk *desk, const struct flow *flow,
		      const struct resolution *resolution)
{
	struct search search = { .flow = flow };

	if (flow->lane != LANE_PLANNED || !desk_registry(desk)->settings.planned_one_at_a_time ||
	    resolution->cells.cell_count == 0)
		return 0;
	search.nodes = talloc_array(desk, struct slice, (unsigned int)resolution->cells.cell_count);
	if (!search.nodes)
		abort();
	gather_nodes(&search, &resolution->cells);
	desk_cases_visit(desk, look_at, &search);
	talloc_free(search.nodes);
	return search.found;
}
