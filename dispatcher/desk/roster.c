/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "desk/roster.h"

#include <stdlib.h>
#include <talloc.h>

#include "desk/channels.h"
#include "desk/links.h"
#include "desk/outage.h"

struct roster_node {
	struct slice name;
	bool is_up;
	bool serves[RAT_COUNT];
	struct outage_cells down;
};

struct roster {
	const struct desk *desk;   /* of the loop: for roster_new() alone */
	struct roster_node *nodes; /* by name; of links for cell broadcast */
	size_t count;
};

static void add(void *data, const struct config_link *link, const char *node, bool is_up)
{
	struct roster *roster = data;
	struct outage_cells down = outage_of(roster->desk, link->link.link, node);

	if (channel_of_link(roster->desk, link) != CHANNEL_CELL_BROADCAST)
		return;
	if (down.count > 0)
		down.octets = talloc_memdup(roster, down.octets, down.count * CELL_ID_OCTETS);
	roster->nodes[roster->count] = (struct roster_node){
		.name = slice_copy(roster->nodes, slice_of(node)),
		.is_up = is_up,
		.down = down,
	};
	for (int rat = 0; rat < RAT_COUNT; rat++)
		roster->nodes[roster->count].serves[rat] = links_serves(link, (enum rat)rat);
	roster->count++;
}

static int by_name(const void *a, const void *b)
{
	const struct roster_node *x = a, *y = b;
	size_t size = x->name.size < y->name.size ? x->name.size : y->name.size;
	int order = memcmp(x->name.at, y->name.at, size);

	return order ? order : (x->name.size > y->name.size) - (x->name.size < y->name.size);
}

struct roster *roster_new(void *ctx, const struct desk *desk)
{
	struct roster *roster = talloc_zero(ctx, struct roster);
	size_t room = links_summary(desk).nodes + 1;

	roster->desk = desk;
	roster->nodes = talloc_array(roster, struct roster_node, (unsigned int)room);
	if (!roster->nodes)
		abort();
	links_visit_nodes(desk, add, roster);
	qsort(roster->nodes, roster->count, sizeof(*roster->nodes), by_name);
	return roster;
}

static const struct roster_node *find(const struct roster *roster, struct slice name)
{
	struct roster_node wanted = { .name = name };

	if (name.size == 0)
		return NULL;
	return bsearch(&wanted, roster->nodes, roster->count, sizeof(*roster->nodes), by_name);
}

/* ---- pools ------------------------------------------------------------------------------ */

static struct slice choose(const struct roster *roster, struct slice pool)
{
	struct slice rest = pool, name, first = pool;
	size_t best = 0; /* 1: the first named, 2: it has a link, 3: which is up */

	while (best < 3 && cells_node_next(&name, &rest)) {
		const struct roster_node *node = find(roster, name);
		size_t good = !node ? 1 : !node->is_up ? 2 : 3;

		if (good > best)
			first = name;
		best = good > best ? good : best;
	}
	return first;
}

static int by_order(const void *a, const void *b)
{
	return cells_compare(a, b);
}

void roster_choose(const struct roster *roster, struct cell *cells, size_t count)
{
	struct slice pool = { NULL, 0 }, chosen = pool;
	bool changed = false;

	for (size_t i = 0; i < count; i++) {
		if (!cells_node_is_pool(cells[i].node))
			continue;
		/* Cells of one pool stand together: it is asked once. */
		if (!slice_equal(cells[i].node, pool)) {
			pool = cells[i].node;
			chosen = choose(roster, pool);
		}
		cells[i].node = chosen;
		changed = true;
	}
	if (changed)
		qsort(cells, count, sizeof(*cells), by_order);
}

/* ---- statuses --------------------------------------------------------------------------- */

static enum audience_status status_of(const struct roster_node *node, const struct cell *cell)
{
	if (cell->node.size == 0)
		return AUDIENCE_NO_NODE;
	if (!node || !node->serves[cell->id.rat])
		return AUDIENCE_NO_LINK;
	if (!node->is_up)
		return AUDIENCE_LINK_DOWN;
	return outage_holds(node->down, &cell->id) ? AUDIENCE_CELL_DOWN : AUDIENCE_REACHED;
}

void roster_call(const struct roster *roster, enum audience_status *statuses,
		 const struct cell *cells, size_t count)
{
	const struct roster_node *node = NULL;

	for (size_t i = 0; i < count; i++) {
		/* Cells of one node stand together: it is looked for once. */
		if (i == 0 || !slice_equal(cells[i].node, cells[i - 1].node))
			node = find(roster, cells[i].node);
		statuses[i] = status_of(node, &cells[i]);
	}
}
