/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "desk/room.h"

#include <stdlib.h>
#include <talloc.h>

#include "desk/nodes.h"
#include "desk/places.h"

/* ---- one number twice ------------------------------------------------------------------- */

uint32_t room_pages(const struct desk_case *c, uint32_t delivery)
{
	const struct route_message *message = places_message(c, delivery);

	return message ? (uint32_t)message->page_count : 0;
}

static bool is_held_by(const struct places_one *place, const struct cell_id *cell)
{
	const struct delivery *delivery = &place->c->flow->deliveries[place->delivery];
	const struct route_delivery *row;
	const struct route *route;
	uint32_t index;

	return delivery_must_be_on(delivery) &&
	       desk_case_delivery(place->c, place->delivery, &route, &row) &&
	       places_has_cell(row, cell, &index) && delivery_may_be_in(delivery, index);
}

bool room_goes_on(const struct desk *desk, const struct desk_case *c, uint32_t delivery,
		  const struct cell_id *cell)
{
	const struct route_message *mine = places_message(c, delivery);
	const struct route_message *theirs;
	const struct places_one *place;
	size_t node;

	if (!mine || !nodes_of_delivery(desk, &c->flow->deliveries[delivery], &node) ||
	    desk->places->nodes[node].kept == 0)
		return false;
	llist_for_each_entry (place, &desk->places->nodes[node].list, entry) {
		if (!place->kept || place->c->flow->notice <= c->flow->notice)
			continue;
		theirs = places_message(place->c, place->delivery);
		if (theirs && route_message_same_number(theirs, mine) && is_held_by(place, cell))
			return true;
	}
	return false;
}

/* ---- pages ------------------------------------------------------------------------------ */

struct holding {
	const struct desk *desk;
	const struct route_delivery *mine;
	const struct route_message *message;
	uint32_t *pages;
	const struct desk_case *other; /* the one that is looked at, and its pages */
	uint32_t delivery, their_pages;
	bool claims;
};

static void add_cell(void *data, uint32_t mine, uint32_t theirs)
{
	struct holding *holding = data;
	const struct delivery *delivery = &holding->other->flow->deliveries[holding->delivery];
	bool wants = holding->claims && delivery->cells[theirs] == CELL_NO_ROOM;

	if (!wants && !delivery_may_be_in(delivery, theirs))
		return;
	if (!room_goes_on(holding->desk, holding->other, holding->delivery,
			  &holding->mine->cells[mine]))
		holding->pages[mine] += holding->their_pages;
}

static void add_other(void *data, struct desk_case *c, uint32_t delivery)
{
	const struct places_one *place = places_find(c, delivery);
	struct holding *holding = data;
	const struct route_delivery *row;
	const struct route *route;

	if (!delivery_must_be_on(&c->flow->deliveries[delivery]) ||
	    !desk_case_delivery(c, delivery, &route, &row))
		return;
	/* What it follows under its number is the same pages. */
	if (route_message_same_number(&route->messages[row->message], holding->message))
		return;
	holding->other = c;
	holding->delivery = delivery;
	holding->their_pages = (uint32_t)route->messages[row->message].page_count;
	holding->claims = place && place->claim == holding->desk->places->pass;
	places_common(holding->mine, row, add_cell, holding);
}

void room_held(const struct desk *desk, const struct desk_case *c, uint32_t delivery,
	       uint32_t *pages)
{
	struct holding holding = { .desk = desk, .pages = pages };
	const struct route *route;

	if (!desk_case_delivery(c, delivery, &route, &holding.mine))
		return;
	holding.message = &route->messages[holding.mine->message];
	memset(pages, 0, holding.mine->cell_count * sizeof(*pages));
	places_visit(desk, c, delivery, add_other, &holding);
}

static bool has_room(const struct desk *desk, const struct desk_case *c, uint32_t index,
		     uint32_t capacity)
{
	const struct delivery *delivery = &c->flow->deliveries[index];
	uint32_t own = room_pages(c, index);
	uint32_t *pages = talloc_zero_array(c, uint32_t, delivery->cell_count + 1);
	bool found = delivery->cells_no_room == 0;

	if (!pages)
		abort();
	room_held(desk, c, index, pages);
	for (uint32_t i = 0; i < delivery->cell_count && !found; i++)
		found = delivery->cells[i] == CELL_NO_ROOM && pages[i] + own <= capacity;
	talloc_free(pages);
	return found;
}

/* ---- room for what was refused ---------------------------------------------------------- */

bool room_claim(struct desk *desk, struct desk_case *c, uint32_t delivery)
{
	struct places_one *place = places_find(c, delivery);
	uint32_t capacity;
	size_t node;

	if (!place || !nodes_of_delivery(desk, &c->flow->deliveries[delivery], &node))
		return true;
	capacity = nodes_at(desk, node)->capacity;
	if (capacity > 0 && !has_room(desk, c, delivery, capacity))
		return false;
	place->claim = desk->places->pass;
	return true;
}

void room_settle(struct desk *desk)
{
	desk->places->pass++;
}
