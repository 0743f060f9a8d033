/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "desk/moved.h"

#include "desk/places.h"

static bool is_at(const struct delivery *a, const struct delivery *b)
{
	return slice_equal(a->node, b->node) && slice_equal(a->link, b->link);
}

static void note_common(void *data, uint32_t mine, uint32_t theirs)
{
	bool *found = data;

	(void)mine, (void)theirs;
	*found = true;
}

/* Rows are sorted, and the cells of a node lie together: most are told apart by their ends. */
static bool share_cells(const struct route_delivery *a, const struct route_delivery *b)
{
	bool found = false;

	if (a->cell_count == 0 || b->cell_count == 0 ||
	    cell_id_compare(&a->cells[a->cell_count - 1], &b->cells[0]) < 0 ||
	    cell_id_compare(&b->cells[b->cell_count - 1], &a->cells[0]) < 0)
		return false;
	places_common(a, b, note_common, &found);
	return found;
}

void moved_visit(const struct desk_case *newer, const struct delivery *where,
		 const struct route_delivery *row, moved_visit_fn *visit, void *data)
{
	for (uint32_t i = 0; i < newer->flow->delivery_count; i++) {
		const struct route_delivery *theirs;
		const struct route *route;

		if (!is_at(&newer->flow->deliveries[i], where) &&
		    desk_case_delivery(newer, i, &route, &theirs) && share_cells(row, theirs))
			visit(data, i);
	}
}

static void note_one(void *data, uint32_t delivery)
{
	bool *found = data;

	(void)delivery;
	*found = true;
}

static bool moves_from(const struct desk_case *newer, const struct desk_case *old)
{
	bool found = false;

	for (uint32_t i = 0; i < old->flow->delivery_count && !found; i++) {
		const struct route_delivery *row;
		const struct route *route;

		if (delivery_is_open(&old->flow->deliveries[i]) &&
		    desk_case_delivery(old, i, &route, &row))
			moved_visit(newer, &old->flow->deliveries[i], row, note_one, &found);
	}
	return found;
}

static uint32_t count_routes(const struct desk *desk, const struct desk_case *newer)
{
	uint32_t count = newer->flow->route_count;

	for (size_t i = 0; i < newer->origin.ancestor_count; i++) {
		const struct desk_case *old = desk_case_find(desk, newer->origin.ancestors[i]);

		count += old ? old->flow->route_count : 0;
	}
	return count;
}

bool moved_any(const struct desk *desk, struct desk_case *newer)
{
	uint32_t routes = count_routes(desk, newer);

	if (newer->moves_asked == routes)
		return newer->moves;
	for (size_t i = 0; i < newer->origin.ancestor_count && !newer->moves; i++) {
		const struct desk_case *old = desk_case_find(desk, newer->origin.ancestors[i]);

		newer->moves = old && moves_from(newer, old);
	}
	newer->moves_asked = routes;
	return newer->moves;
}
