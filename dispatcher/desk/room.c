/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "desk/room.h"

#include <osmocom/core/linuxlist.h>
#include <stdlib.h>
#include <talloc.h>

#include "desk/nodes.h"
#include "notice/cbs.h"

/* One delivery at its node. */
struct room_place {
	struct llist_head entry;
	struct desk_case *c;
	uint32_t delivery;
	uint32_t claim;	     /* of the pass of that number */
	uint64_t yielded_to; /* a notice; 0 */
	bool is_given_up;
};

struct desk_room {
	struct llist_head *nodes; /* of struct room_place; by desk/nodes */
	uint32_t pass;
};

struct desk_room *room_new(struct desk *desk)
{
	struct desk_room *room = talloc_zero(desk, struct desk_room);
	size_t count = nodes_count(desk);

	room->pass = 1;
	room->nodes = talloc_array(room, struct llist_head, (unsigned int)count + 1);
	for (size_t i = 0; i < count; i++)
		INIT_LLIST_HEAD(&room->nodes[i]);
	return room;
}

/* ---- who is where ----------------------------------------------------------------------- */

static struct room_place *place_deliveries(struct desk *desk, struct desk_case *c,
					   const struct flow_route *route)
{
	struct room_place *places = talloc_zero_array(c, struct room_place,
						      route->delivery_count + 1);

	if (!places)
		abort();
	for (uint32_t i = 0; i < route->delivery_count; i++) {
		uint32_t delivery = route->first_delivery + i;
		size_t node;

		places[i] = (struct room_place){ .c = c, .delivery = delivery };
		INIT_LLIST_HEAD(&places[i].entry);
		if (nodes_of_delivery(desk, &c->flow->deliveries[delivery], &node))
			llist_add_tail(&places[i].entry, &desk->room->nodes[node]);
	}
	return places;
}

void room_note(struct desk *desk, struct desk_case *c)
{
	for (; c->room_count < c->flow->route_count; c->room_count++)
		c->room[c->room_count] = place_deliveries(desk, c, &c->flow->routes[c->room_count]);
}

void room_forget(struct desk_case *c)
{
	for (uint32_t r = 0; r < c->room_count; r++) {
		for (uint32_t i = 0; c->room[r] && i < c->flow->routes[r].delivery_count; i++)
			llist_del(&c->room[r][i].entry);
		TALLOC_FREE(c->room[r]);
	}
}

/* The channels of a cell have room of their own each. */
static bool shares_channel(const struct desk *desk, size_t node, uint8_t a, uint8_t b)
{
	return !nodes_at(desk, node)->has_extended_channel ||
	       cbs_goes_extended(a) == cbs_goes_extended(b);
}

static bool find_category(uint8_t *category, const struct desk_case *c, uint32_t delivery)
{
	const struct route_delivery *row;
	const struct route *route;

	if (!desk_case_delivery(c, delivery, &route, &row))
		return false;
	*category = route->messages[row->message].category;
	return true;
}

void room_visit(const struct desk *desk, const struct desk_case *c, uint32_t delivery,
		room_visit_fn *visit, void *data)
{
	struct room_place *place;
	uint8_t mine, theirs;
	size_t node;

	if (!find_category(&mine, c, delivery) ||
	    !nodes_of_delivery(desk, &c->flow->deliveries[delivery], &node))
		return;
	llist_for_each_entry (place, &desk->room->nodes[node], entry) {
		if ((place->c != c || place->delivery != delivery) &&
		    find_category(&theirs, place->c, place->delivery) &&
		    shares_channel(desk, node, mine, theirs))
			visit(data, place->c, place->delivery);
	}
}

void room_visit_node(const struct desk *desk, size_t node, room_visit_fn *visit, void *data)
{
	struct room_place *place;

	llist_for_each_entry (place, &desk->room->nodes[node], entry) {
		visit(data, place->c, place->delivery);
	}
}

static struct room_place *place_of(const struct desk_case *c, uint32_t delivery)
{
	for (uint32_t r = 0; r < c->room_count; r++) {
		const struct flow_route *route = &c->flow->routes[r];

		if (c->room[r] && delivery >= route->first_delivery &&
		    delivery < route->first_delivery + route->delivery_count)
			return &c->room[r][delivery - route->first_delivery];
	}
	return NULL;
}

/* ---- cells ------------------------------------------------------------------------------ */

/* Rows have their cells by identity, as the register answers. */
void room_common(const struct route_delivery *mine, const struct route_delivery *theirs,
		 room_common_fn *visit, void *data)
{
	size_t m = 0, t = 0;

	while (m < mine->cell_count && t < theirs->cell_count) {
		int order = cell_id_compare(&mine->cells[m], &theirs->cells[t]);

		if (order == 0)
			visit(data, (uint32_t)m, (uint32_t)t);
		m += order <= 0;
		t += order >= 0;
	}
}

uint32_t room_pages(const struct desk_case *c, uint32_t delivery)
{
	const struct route_delivery *row;
	const struct route *route;

	if (!desk_case_delivery(c, delivery, &route, &row))
		return 0;
	return (uint32_t)route->messages[row->message].page_count;
}

/* ---- pages ------------------------------------------------------------------------------ */

struct holding {
	const struct desk_room *room;
	const struct route_delivery *mine;
	const struct route_message *message;
	uint32_t *pages;
	const struct delivery *theirs; /* the one that is looked at, and its pages */
	uint32_t their_pages;
	bool claims;
};

static void add_cell(void *data, uint32_t mine, uint32_t theirs)
{
	struct holding *holding = data;
	bool wants = holding->claims && holding->theirs->cells[theirs] == CELL_NO_ROOM;

	if (wants || delivery_may_be_in(holding->theirs, theirs))
		holding->pages[mine] += holding->their_pages;
}

static void add_other(void *data, struct desk_case *c, uint32_t delivery)
{
	const struct room_place *place = place_of(c, delivery);
	struct holding *holding = data;
	const struct route_delivery *row;
	const struct route *route;

	holding->theirs = &c->flow->deliveries[delivery];
	if (!delivery_must_be_on(holding->theirs) || !desk_case_delivery(c, delivery, &route, &row))
		return;
	/* What it follows under its number is the same pages. */
	if (route_message_same_number(&route->messages[row->message], holding->message))
		return;
	holding->their_pages = (uint32_t)route->messages[row->message].page_count;
	holding->claims = place && place->claim == holding->room->pass;
	room_common(holding->mine, row, add_cell, holding);
}

void room_held(const struct desk *desk, const struct desk_case *c, uint32_t delivery,
	       uint32_t *pages)
{
	struct holding holding = { .room = desk->room, .pages = pages };
	const struct route *route;

	if (!desk_case_delivery(c, delivery, &route, &holding.mine))
		return;
	holding.message = &route->messages[holding.mine->message];
	memset(pages, 0, holding.mine->cell_count * sizeof(*pages));
	room_visit(desk, c, delivery, add_other, &holding);
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

/* ---- who gave way to whom --------------------------------------------------------------- */

void room_gave_way(const struct desk_case *c, uint32_t delivery, uint64_t by)
{
	struct room_place *place = place_of(c, delivery);

	if (place)
		place->yielded_to = by;
}

static bool may_get_room(const struct room_place *place)
{
	const struct delivery *delivery = &place->c->flow->deliveries[place->delivery];

	return !place->is_given_up && delivery_must_be_on(delivery) && delivery->cells_no_room > 0;
}

bool room_must_wait(const struct desk *desk, const struct desk_case *c, uint32_t delivery)
{
	struct room_place *place = place_of(c, delivery), *other;
	size_t node;

	if (!place || place->yielded_to == 0 ||
	    !nodes_of_delivery(desk, &c->flow->deliveries[delivery], &node))
		return false;
	llist_for_each_entry (other, &desk->room->nodes[node], entry) {
		if (other->c->flow->notice == place->yielded_to && may_get_room(other))
			return true;
	}
	place->yielded_to = 0;
	return false;
}

bool room_has_taken(const struct desk *desk, const struct desk_case *c, uint32_t delivery)
{
	struct room_place *other;
	size_t node;

	if (!nodes_of_delivery(desk, &c->flow->deliveries[delivery], &node))
		return false;
	llist_for_each_entry (other, &desk->room->nodes[node], entry) {
		if (other->yielded_to == c->flow->notice)
			return true;
	}
	return false;
}

void room_give_up(const struct desk_case *c, uint32_t delivery)
{
	struct room_place *place = place_of(c, delivery);

	if (place)
		place->is_given_up = true;
}

bool room_is_given_up(const struct desk_case *c, uint32_t delivery)
{
	const struct room_place *place = place_of(c, delivery);

	return place && place->is_given_up;
}

void room_new_hope(const struct desk *desk, size_t node)
{
	struct room_place *place;

	llist_for_each_entry (place, &desk->room->nodes[node], entry) {
		place->is_given_up = false;
	}
}

/* ---- room for what was refused ---------------------------------------------------------- */

bool room_claim(struct desk *desk, struct desk_case *c, uint32_t delivery)
{
	struct room_place *place = place_of(c, delivery);
	uint32_t capacity;
	size_t node;

	if (!place || !nodes_of_delivery(desk, &c->flow->deliveries[delivery], &node))
		return true;
	capacity = nodes_at(desk, node)->capacity;
	if (capacity > 0 && !has_room(desk, c, delivery, capacity))
		return false;
	place->claim = desk->room->pass;
	return true;
}

void room_settle(struct desk *desk)
{
	desk->room->pass++;
}
