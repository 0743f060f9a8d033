/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "desk/lesser.h"

#include <stdlib.h>
#include <talloc.h>

#include "desk/nodes.h"
#include "desk/places.h"
#include "desk/room.h"
#include "notice/cbs.h"

/* ---- who could give way ----------------------------------------------------------------- */

struct search {
	const struct desk *desk;
	struct desk_case *c;
	const struct delivery *delivery;
	const struct route_delivery *row;
	unsigned int rank;
	bool is_primary; /* of ETWS: a BSC holds one, and the newer one is worth more */
	struct lesser *items;
	size_t count;
	uint32_t *gain;	   /* for each cell of the delivery: pages that all of them hold there */
	uint32_t *wants;   /* and how many of these are needed; 0: none, or they would not help */
	struct lesser *at; /* the one that is looked at */
};

static unsigned int lane_rank(enum lane lane)
{
	return lane == LANE_URGENT ? 0 : lane == LANE_EXPEDITED ? 1 : 2;
}

static bool find_rank(unsigned int *rank, const struct desk_case *c, uint32_t delivery,
		      const struct route_delivery **row)
{
	const struct route *route;

	if (!desk_case_delivery(c, delivery, &route, row))
		return false;
	/* Of one category the urgent lane comes first, then the expedited one (art. 26, 25). */
	*rank = cbs_rank(route->messages[(*row)->message].category) * LANE_COUNT +
		lane_rank(c->flow->lane);
	return true;
}

static bool is_primary(const struct desk_case *c, uint32_t delivery)
{
	const struct route_delivery *row;
	const struct route *route;

	return desk_case_delivery(c, delivery, &route, &row) &&
	       route->messages[row->message].is_primary;
}

static bool is_lesser(const struct search *search, const struct lesser *lesser)
{
	if (search->is_primary != is_primary(lesser->c, lesser->delivery))
		return false;
	if (search->is_primary)
		return lesser->c->flow->notice < search->c->flow->notice;
	return lesser->rank > search->rank;
}

static bool is_held(const struct lesser *lesser, uint32_t theirs)
{
	return delivery_may_be_in(&lesser->c->flow->deliveries[lesser->delivery], theirs);
}

/* It is there, and newer than it under its number: there it is that one's pages. */
static bool goes_on(const struct search *search, uint32_t mine)
{
	return room_goes_on(search->desk, search->at->c, search->at->delivery,
			    &search->row->cells[mine]);
}

static void count_gain(void *data, uint32_t mine, uint32_t theirs)
{
	struct search *search = data;

	if (search->delivery->cells[mine] == CELL_NO_ROOM && is_held(search->at, theirs) &&
	    !goes_on(search, mine))
		search->gain[mine] += search->at->pages;
}

static void add_lesser(void *data, struct desk_case *c, uint32_t delivery)
{
	struct search *search = data;
	struct lesser lesser = { .c = c, .delivery = delivery, .pages = room_pages(c, delivery) };

	if (!delivery_must_be_on(&c->flow->deliveries[delivery]) ||
	    !find_rank(&lesser.rank, c, delivery, &lesser.row) || !is_lesser(search, &lesser))
		return;
	if (search->is_primary) {
		lesser.pages = 1; /* it has none: one makes room for one */
		lesser.for_good = true;
	}
	search->items = talloc_realloc(search->c, search->items, struct lesser,
				       (unsigned int)search->count + 1);
	if (!search->items)
		abort();
	search->items[search->count++] = lesser;
	search->at = &lesser;
	places_common(search->row, lesser.row, count_gain, search);
}

static int compare_lesser(const void *a, const void *b)
{
	const struct lesser *x = a, *y = b;

	if (x->rank != y->rank)
		return x->rank > y->rank ? -1 : 1;
	if (x->c->flow->notice != y->c->flow->notice)
		return x->c->flow->notice > y->c->flow->notice ? -1 : 1;
	return (x->delivery > y->delivery) - (x->delivery < y->delivery);
}

/* ---- who does --------------------------------------------------------------------------- */

/*
 * Where we thought that there was room the node knows better: one gives way, and the next if that
 * was not enough. Where all of them together would not be enough none does.
 */
static uint32_t wanted_in(const struct search *search, uint32_t cell, uint32_t held, uint32_t own,
			  uint32_t capacity)
{
	uint32_t missing = held + own > capacity ? held + own - capacity : 1;

	if (search->delivery->cells[cell] != CELL_NO_ROOM)
		return 0;
	/* A primary notification holds no page, and takes the place of one other. */
	if (capacity == 0 || search->is_primary)
		missing = 1;
	return missing <= search->gain[cell] ? missing : 0;
}

static void find_wants(struct search *search, const struct desk *desk, uint32_t delivery)
{
	uint32_t count = search->delivery->cell_count;
	uint32_t *held = talloc_zero_array(search->wants, uint32_t, count + 1);
	uint32_t own = room_pages(search->c, delivery), capacity = 0;
	size_t node;

	if (!held)
		abort();
	if (nodes_of_delivery(desk, search->delivery, &node))
		capacity = nodes_at(desk, node)->capacity;
	room_held(desk, search->c, delivery, held);
	for (uint32_t i = 0; i < count; i++)
		search->wants[i] = wanted_in(search, i, held[i], own, capacity);
}

static void take_cell(void *data, uint32_t mine, uint32_t theirs)
{
	struct search *search = data;
	struct lesser *lesser = search->at;

	if (search->wants[mine] == 0 || !is_held(lesser, theirs) || goes_on(search, mine))
		return;
	lesser->cells[lesser->count++] = theirs;
	search->wants[mine] -= lesser->pages < search->wants[mine] ? lesser->pages
								   : search->wants[mine];
}

static bool same_number(const struct lesser *a, const struct lesser *b)
{
	const struct route_delivery *row;
	const struct route *one, *other;

	return desk_case_delivery(a->c, a->delivery, &one, &row) &&
	       desk_case_delivery(b->c, b->delivery, &other, &row) &&
	       route_message_same_number(&one->messages[a->row->message],
					 &other->messages[b->row->message]);
}

static bool gives_cell(const struct lesser *lesser, const struct cell_id *cell)
{
	for (size_t i = 0; i < lesser->count; i++)
		if (cell_id_equal(&lesser->row->cells[lesser->cells[i]], cell))
			return true;
	return false;
}

/* To the node what goes on under one number is one: none of it stays where the newer one yields. */
static void join_cell(void *data, uint32_t mine, uint32_t theirs)
{
	struct search *search = data;
	struct lesser *lesser = search->at;

	if (!is_held(lesser, theirs) || !goes_on(search, mine))
		return;
	for (size_t i = 0; i < search->count; i++) {
		const struct lesser *newer = &search->items[i];

		if (newer->c->flow->notice > lesser->c->flow->notice &&
		    same_number(newer, lesser) && gives_cell(newer, &search->row->cells[mine])) {
			lesser->cells[lesser->count++] = theirs;
			return;
		}
	}
}

static void visit_lesser(struct search *search, places_common_fn *visit)
{
	for (size_t i = 0; i < search->count; i++) {
		search->at = &search->items[i];
		places_common(search->row, search->at->row, visit, search);
	}
}

static void choose(struct search *search)
{
	for (size_t i = 0; i < search->count; i++) {
		struct lesser *lesser = &search->items[i];

		lesser->cells = talloc_array(search->items, uint32_t,
					     (unsigned int)lesser->row->cell_count + 1);
		if (!lesser->cells)
			abort();
	}
	visit_lesser(search, take_cell);
	visit_lesser(search, join_cell);
}

static size_t keep_chosen(struct search *search)
{
	size_t kept = 0;

	for (size_t i = 0; i < search->count; i++)
		if (search->items[i].count > 0)
			search->items[kept++] = search->items[i];
	return kept;
}

size_t lesser_choose(struct desk *desk, struct desk_case *c, uint32_t delivery,
		     struct lesser **chosen)
{
	struct search search = { .desk = desk, .c = c, .delivery = &c->flow->deliveries[delivery] };
	unsigned int cells = search.delivery->cell_count + 1;

	*chosen = NULL;
	if (!find_rank(&search.rank, c, delivery, &search.row))
		return 0;
	search.is_primary = is_primary(c, delivery);
	search.items = talloc_array(c, struct lesser, 1);
	search.gain = talloc_zero_array(search.items, uint32_t, cells);
	search.wants = talloc_zero_array(search.items, uint32_t, cells);
	if (!search.gain || !search.wants)
		abort();
	places_visit(desk, c, delivery, add_lesser, &search);
	if (search.count > 0) {
		qsort(search.items, search.count, sizeof(*search.items), compare_lesser);
		find_wants(&search, desk, delivery);
		choose(&search);
	}
	*chosen = search.items;
	return keep_chosen(&search);
}
