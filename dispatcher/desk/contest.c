/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "desk/contest.h"

#include "desk/nodes.h"
#include "desk/places.h"

void contest_gave_way(const struct desk_case *c, uint32_t delivery, uint64_t by)
{
	struct places_one *place = places_find(c, delivery);

	if (place)
		place->yielded_to = by;
}

static bool may_get_room(const struct places_one *place)
{
	const struct delivery *delivery = &place->c->flow->deliveries[place->delivery];

	return !place->is_given_up && delivery_must_be_on(delivery) && delivery->cells_no_room > 0;
}

bool contest_must_wait(const struct desk *desk, const struct desk_case *c, uint32_t delivery)
{
	struct places_one *place = places_find(c, delivery), *other;
	size_t node;

	if (!place || place->yielded_to == 0 ||
	    !nodes_of_delivery(desk, &c->flow->deliveries[delivery], &node))
		return false;
	llist_for_each_entry (other, &desk->places->nodes[node].list, entry) {
		if (other->c->flow->notice == place->yielded_to && may_get_room(other))
			return true;
	}
	place->yielded_to = 0;
	return false;
}

bool contest_has_taken(const struct desk *desk, const struct desk_case *c, uint32_t delivery)
{
	struct places_one *other;
	size_t node;

	if (!nodes_of_delivery(desk, &c->flow->deliveries[delivery], &node))
		return false;
	llist_for_each_entry (other, &desk->places->nodes[node].list, entry) {
		if (other->yielded_to == c->flow->notice)
			return true;
	}
	return false;
}

void contest_give_up(const struct desk_case *c, uint32_t delivery)
{
	struct places_one *place = places_find(c, delivery);

	if (place)
		place->is_given_up = true;
}

bool contest_is_given_up(const struct desk_case *c, uint32_t delivery)
{
	const struct places_one *place = places_find(c, delivery);

	return place && place->is_given_up;
}

void contest_new_hope(const struct desk *desk, size_t node)
{
	struct places_one *place;

	llist_for_each_entry (place, &desk->places->nodes[node].list, entry) {
		place->is_given_up = false;
	}
}
