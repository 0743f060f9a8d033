/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "desk/release.h"

#include <stdlib.h>
#include <talloc.h>

#include "desk/batch.h"
#include "desk/links.h"
#include "net/log.h"

enum { CHAIN_MAX = 64 }; /* predecessors of one update that are looked at */

/* What an old notice must look at when its turn comes. */
struct release {
	uint64_t by;
	bool everywhere;
	uint32_t *deliveries; /* of the new one: look at their nodes */
	size_t count;
};

/* ---- the cells of one row --------------------------------------------------------------- */

struct place {
	uint8_t octets[CELL_ID_OCTETS];
	uint32_t index;
};

struct places {
	struct place *items;
	size_t count;
};

static int compare_places(const void *a, const void *b)
{
	return memcmp(((const struct place *)a)->octets, ((const struct place *)b)->octets,
		      CELL_ID_OCTETS);
}

static struct places places_of(void *ctx, const struct route_delivery *row)
{
	struct places places = {
		talloc_array(ctx, struct place, (unsigned int)row->cell_count + 1),
		row->cell_count,
	};

	if (!places.items)
		abort();
	for (size_t i = 0; i < row->cell_count; i++) {
		cell_id_pack(places.items[i].octets, &row->cells[i]);
		places.items[i].index = (uint32_t)i;
	}
	qsort(places.items, places.count, sizeof(*places.items), compare_places);
	return places;
}

static bool find_cell(const struct places *places, const struct cell_id *cell, uint32_t *index)
{
	struct place wanted;
	const struct place *found;

	cell_id_pack(wanted.octets, cell);
	found = bsearch(&wanted, places->items, places->count, sizeof(wanted), compare_places);
	if (found)
		*index = found->index;
	return found != NULL;
}

/* ---- one old delivery against the new ones at its node ---------------------------------- */

struct rival {
	const struct delivery *delivery;
	struct places places;
	bool takes_its_place; /* the same language and PLMN */
	bool goes_on_with_it; /* the same number: to the node it is the same */
};

struct rivals {
	struct rival *items;
	size_t count;
	bool gives_room;  /* the old one's pages are enough for what was refused */
	bool may_grow;	  /* the new one may still go to more cells */
	bool takes_parts; /* the node can be told of single cells */
};

static bool is_at(const struct delivery *delivery, const struct delivery *other)
{
	return slice_equal(delivery->link, other->link) && slice_equal(delivery->node, other->node);
}

static bool is_counterpart(const struct route_message *a, const struct route_message *b)
{
	return slice_equal(a->language, b->language) && cell_id_plmn_equal(a->plmn, b->plmn);
}

/* That notice has a message of this one's number at the node. */
static bool has_number_at(const struct desk_case *c, const struct delivery *where,
			  const struct route_message *message)
{
	for (uint32_t i = 0; i < c->flow->delivery_count; i++) {
		const struct route_delivery *row;
		const struct route *route;

		if (is_at(&c->flow->deliveries[i], where) &&
		    desk_case_delivery(c, i, &route, &row) &&
		    route_message_same_number(&route->messages[row->message], message))
			return true;
	}
	return false;
}

/*
 * Pages of one notice at a node: those that hold room there, or those that want it. What goes on
 * under its number, as one of the `other`, gives no room.
 */
static size_t pages_at(const struct desk_case *c, const struct desk_case *other,
		       const struct delivery *where, bool holding)
{
	size_t pages = 0;

	for (uint32_t i = 0; i < c->flow->delivery_count; i++) {
		const struct delivery *delivery = &c->flow->deliveries[i];
		const struct route_delivery *row;
		const struct route *route;
		bool counts = holding ? delivery->was_accepted
				      : !delivery->was_accepted || delivery_wants_room(delivery);

		if (counts && is_at(delivery, where) && desk_case_delivery(c, i, &route, &row) &&
		    !has_number_at(other, where, &route->messages[row->message]))
			pages += route->messages[row->message].page_count;
	}
	return pages;
}

static void add_rival(struct rivals *rivals, const struct desk_case *newer, uint32_t index,
		      const struct route_message *old)
{
	const struct route_delivery *row;
	const struct route *route;

	/* What an earlier sending left behind is being taken off itself. */
	if (!delivery_must_be_on(&newer->flow->deliveries[index]) ||
	    !desk_case_delivery(newer, index, &route, &row))
		return;
	rivals->items = talloc_realloc(NULL, rivals->items, struct rival,
				       (unsigned int)rivals->count + 1);
	if (!rivals->items)
		abort();
	rivals->items[rivals->count++] = (struct rival){
		&newer->flow->deliveries[index],
		places_of(rivals->items, row),
		is_counterpart(&route->messages[row->message], old),
		route_message_same_number(&route->messages[row->message], old),
	};
}

/* talloc_free(rivals.items) */
static struct rivals rivals_of(const struct desk *desk, const struct desk_case *old,
			       const struct desk_case *newer, const struct delivery *delivery,
			       const struct route_message *message)
{
	struct rivals rivals = { .may_grow = newer->flow->outside_waits ||
					     flow_outside_is_due(newer->flow),
				 .takes_parts = links_takes_parts(desk, delivery->link) };

	for (uint32_t i = 0; i < newer->flow->delivery_count; i++)
		if (is_at(&newer->flow->deliveries[i], delivery))
			add_rival(&rivals, newer, i, message);
	rivals.gives_room = pages_at(old, newer, delivery, true) >=
			    pages_at(newer, old, delivery, false);
	return rivals;
}

struct standing {
	size_t covering, on, refused; /* of the new one's messages in that cell */
};

static void stand(struct standing *standing, const struct rival *rival, uint32_t cell)
{
	const struct delivery *delivery = rival->delivery;
	bool is_refused = delivery->state == DELIVERY_REFUSED ||
			  (cell < delivery->cell_count && delivery->cells[cell] == CELL_NO_ROOM);

	standing->covering++;
	standing->on += delivery_is_on_in(delivery, cell);
	standing->refused += is_refused;
}

static bool may_go(const struct rivals *rivals, const struct standing *standing)
{
	if (standing->on == standing->covering)
		return true;
	return rivals->gives_room && standing->on + standing->refused == standing->covering;
}

/* cell is NULL where the interface knows none. */
static bool may_go_in(const struct rivals *rivals, const struct cell_id *cell)
{
	struct standing all = { 0 }, counterpart = { 0 };

	for (size_t i = 0; i < rivals->count; i++) {
		const struct rival *rival = &rivals->items[i];
		uint32_t index = UINT32_MAX;

		if (cell && !find_cell(&rival->places, cell, &index))
			continue;
		if (rival->goes_on_with_it)
			return delivery_is_on_in(rival->delivery, index);
		stand(&all, rival, index);
		if (rival->takes_its_place)
			stand(&counterpart, rival, index);
	}
	if (all.covering == 0)
		return !rivals->may_grow;
	return may_go(rivals, counterpart.covering > 0 ? &counterpart : &all);
}

static bool name_cells(struct event_superseded_delivery *out, void *ctx,
		       const struct delivery *delivery, const struct route_delivery *row,
		       const struct rivals *rivals)
{
	uint32_t *cells = talloc_array(ctx, uint32_t, (unsigned int)row->cell_count + 1);
	size_t count = 0, on = 0;

	if (!cells)
		abort();
	for (uint32_t i = 0; i < row->cell_count && i < delivery->cell_count; i++) {
		if (delivery_is_off_in(delivery, i))
			continue;
		on++;
		if (may_go_in(rivals, &row->cells[i]))
			cells[count++] = i;
	}
	out->cells = count == on ? NULL : cells; /* all that is left of it: as a whole */
	out->cell_count = count == on ? 0 : count;
	if (count < on && !rivals->takes_parts)
		return false;
	return count > 0 || (row->cell_count == 0 && may_go_in(rivals, NULL));
}

/* ---- the event -------------------------------------------------------------------------- */

static bool is_looked_at(const struct release *release, const struct desk_case *newer,
			 const struct delivery *delivery)
{
	if (!delivery_must_be_on(delivery))
		return false;
	for (size_t i = 0; !release->everywhere && i < release->count; i++)
		if (release->deliveries[i] < newer->flow->delivery_count &&
		    is_at(&newer->flow->deliveries[release->deliveries[i]], delivery))
			return true;
	return release->everywhere;
}

static void name_deliveries(struct event_superseded *out, const struct desk *desk,
			    const struct desk_case *old, struct release *release)
{
	const struct desk_case *newer = desk_case_find(desk, release->by);
	void *ctx = release;
	struct event_superseded_delivery *named = talloc_array(
		ctx, struct event_superseded_delivery, old->flow->delivery_count + 1);

	if (!named)
		abort();
	out->by = release->by;
	out->deliveries = named;
	for (uint32_t i = 0; i < old->flow->delivery_count; i++) {
		const struct delivery *delivery = &old->flow->deliveries[i];
		const struct route_delivery *row;
		const struct route *route;
		struct rivals rivals;

		if (!is_looked_at(release, newer, delivery) ||
		    !desk_case_delivery(old, i, &route, &row))
			continue;
		rivals = rivals_of(desk, old, newer, delivery, &route->messages[row->message]);
		named[out->count].delivery = i;
		out->count += name_cells(&named[out->count], ctx, delivery, row, &rivals);
		talloc_free(rivals.items);
	}
}

static void settled(void *data, struct desk_case *old, const struct ledger_outcome *how)
{
	(void)data;
	if (how->err == ERR_OK)
		return;
	old->owes_release = true;
	log_stop(LOGL_ERROR, &(struct log_stop){ .area = LOG_AREA_NOTICE,
						 .notice = old->flow->notice,
						 .stop = "superseded",
						 .outcome = "later",
						 .why = how->why.text });
}

static bool is_there(const struct desk_case *newer)
{
	return newer && newer->flow->ends_as == NOTICE_NONE &&
	       notice_state_is_open(newer->flow->state);
}

static void commit(struct desk *desk, struct desk_case *old, struct event *event)
{
	struct desk_batch *batch = desk_batch_begin(desk, old, LEDGER_URGENT);
	struct fault why;

	if (desk_batch_event(batch, event, &why) != ERR_OK)
		desk_batch_abandon(batch);
	else if (desk_batch_settle(batch, settled, NULL, &why) != ERR_OK)
		old->owes_release = true;
}

static void fold_superseded(struct desk *desk, struct desk_case *old, void *data)
{
	struct release *release = data;
	const struct desk_case *newer = desk_case_find(desk, release->by);
	struct event event = { .kind = EVENT_SUPERSEDED, .at = desk_now() };

	if (old->release == release)
		old->release = NULL;
	old->released_by = release->by;
	if (is_there(newer)) {
		name_deliveries(&event.superseded, desk, old, release);
		/* One that has not left yet has no delivery to name, and leaves no more. */
		if (event.superseded.count > 0 ||
		    (release->everywhere && old->flow->delivery_count == 0))
			commit(desk, old, &event);
	}
	talloc_free(release);
}

/* ---- asked for -------------------------------------------------------------------------- */

static void note(struct release *release, uint32_t delivery)
{
	if (delivery == ORDER_EVERYWHERE) {
		release->everywhere = true;
		return;
	}
	release->deliveries = talloc_realloc(release, release->deliveries, uint32_t,
					     (unsigned int)release->count + 1);
	if (!release->deliveries)
		abort();
	release->deliveries[release->count++] = delivery;
}

/* Once for all that was asked since its last turn. */
static void look(struct desk *desk, struct desk_case *old, uint64_t by, uint32_t delivery)
{
	struct release *release = old->release;

	if (release && release->by == by) {
		note(release, delivery);
		return;
	}
	release = talloc_zero(old, struct release);
	release->by = by;
	note(release, delivery);
	old->release = release;
	if (desk_case_when_idle(desk, old, fold_superseded, release, DESK_CASE_LAST) == ERR_OK)
		return;
	old->release = NULL;
	old->released_by = by;
	old->owes_release = true;
	talloc_free(release);
}

void release_look(struct desk *desk, struct desk_case *c, uint32_t delivery)
{
	uint64_t follows = c->flow->judged.follows, by = c->flow->notice;

	for (int i = 0; i < CHAIN_MAX && follows != 0; i++) {
		struct desk_case *old = desk_case_find(desk, follows);

		if (!old)
			return;
		follows = old->flow->judged.follows;
		look(desk, old, by, delivery);
	}
}

void release_owed(struct desk *desk, struct desk_case *old)
{
	if (!ledger_is_writable(desk->ledger))
		return;
	old->owes_release = false;
	look(desk, old, old->released_by, ORDER_EVERYWHERE);
}
