/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "desk/places.h"

#include <stdlib.h>
#include <talloc.h>

#include "desk/nodes.h"

struct desk_places *places_new(struct desk *desk)
{
	struct desk_places *places = talloc_zero(desk, struct desk_places);
	size_t count = nodes_count(desk);

	places->nodes = talloc_zero_array(places, struct places_node, (unsigned int)count + 1);
	for (size_t i = 0; i < count; i++)
		INIT_LLIST_HEAD(&places->nodes[i].list);
	return places;
}

/* ---- who is where ----------------------------------------------------------------------- */

const struct route_message *places_message(const struct desk_case *c, uint32_t delivery)
{
	const struct route_delivery *row;
	const struct route *route;

	if (!desk_case_delivery(c, delivery, &route, &row))
		return NULL;
	return &route->messages[row->message];
}

static void place_at(struct places_node *node, struct places_one *place)
{
	const struct route_message *message = places_message(place->c, place->delivery);

	llist_add_tail(&place->entry, &node->list);
	if (!message || !route_message_is_kept(message))
		return;
	place->kept = &node->kept;
	node->kept++;
}

static struct places_one *place_deliveries(struct desk *desk, struct desk_case *c,
					   const struct flow_route *route)
{
	struct places_one *places = talloc_zero_array(c, struct places_one,
						      route->delivery_count + 1);

	if (!places)
		abort();
	for (uint32_t i = 0; i < route->delivery_count; i++) {
		uint32_t delivery = route->first_delivery + i;
		size_t node;

		places[i] = (struct places_one){ .c = c, .delivery = delivery };
		INIT_LLIST_HEAD(&places[i].entry);
		if (nodes_of_delivery(desk, &c->flow->deliveries[delivery], &node))
			place_at(&desk->places->nodes[node], &places[i]);
	}
	return places;
}

void places_note(struct desk *desk, struct desk_case *c)
{
	for (; c->places_count < c->flow->route_count; c->places_count++)
		c->places[c->places_count] = place_deliveries(desk, c,
							      &c->flow->routes[c->places_count]);
}

static void leave(struct places_one *place)
{
	llist_del(&place->entry);
	if (place->kept)
		--*place->kept;
}

void places_forget(struct desk_case *c)
{
	for (uint32_t r = 0; r < c->places_count; r++) {
		for (uint32_t i = 0; c->places[r] && i < c->flow->routes[r].delivery_count; i++)
			leave(&c->places[r][i]);
		TALLOC_FREE(c->places[r]);
	}
}

static const struct route_delivery *row_of(const struct desk_case *c, uint32_t delivery)
{
	const struct route_delivery *row;
	const struct route *route;

	return desk_case_delivery(c, delivery, &route, &row) ? row : NULL;
}

/* The channels of a cell have room of their own each. */
void places_visit(const struct desk *desk, const struct desk_case *c, uint32_t delivery,
		  places_visit_fn *visit, void *data)
{
	const struct route_delivery *mine = row_of(c, delivery), *theirs;
	struct places_one *place;
	size_t node;

	if (!mine || !nodes_of_delivery(desk, &c->flow->deliveries[delivery], &node))
		return;
	llist_for_each_entry (place, &desk->places->nodes[node].list, entry) {
		if (place->c == c && place->delivery == delivery)
			continue;
		theirs = row_of(place->c, place->delivery);
		if (theirs && theirs->is_extended == mine->is_extended)
			visit(data, place->c, place->delivery);
	}
}

void places_visit_node(const struct desk *desk, size_t node, places_visit_fn *visit, void *data)
{
	struct places_one *place;

	llist_for_each_entry (place, &desk->places->nodes[node].list, entry) {
		visit(data, place->c, place->delivery);
	}
}

struct places_one *places_find(const struct desk_case *c, uint32_t delivery)
{
	for (uint32_t r = 0; r < c->places_count; r++) {
		const struct flow_route *route = &c->flow->routes[r];

		if (c->places[r] && delivery >= route->first_delivery &&
		    delivery < route->first_delivery + route->delivery_count)
			return &c->places[r][delivery - route->first_delivery];
	}
	return NULL;
}

/* ---- cells ------------------------------------------------------------------------------ */

/* Rows have their cells by identity, as the register answers. */
void places_common(const struct route_delivery *mine, const struct route_delivery *theirs,
		   places_common_fn *visit, void *data)
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

bool places_has_cell(const struct route_delivery *row, const struct cell_id *cell, uint32_t *index)
{
	size_t low = 0, high = row->cell_count;

	while (low < high) {
		size_t middle = low + (high - low) / 2;
		int order = cell_id_compare(&row->cells[middle], cell);

		if (order == 0) {
			*index = (uint32_t)middle;
			return true;
		}
		if (order < 0)
			low = middle + 1;
		else
			high = middle;
	}
	return false;
}
