/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "desk/release.h"

#include <stdlib.h>
#include <talloc.h>

#include "desk/batch.h"
#include "desk/links.h"
#include "desk/moved.h"
#include "desk/nodes.h"
#include "desk/places.h"
#include "net/log.h"

/* What an old notice must look at when its turn comes. */
struct release {
	uint64_t by;
	bool everywhere;
	bool *nodes; /* by desk/nodes */
};

/* ---- one old delivery against the new ones at its node ---------------------------------- */

struct meeting {
	const struct desk *desk;
	const struct desk_case *old;
	struct desk_case *newer;
	const struct llist_head *places; /* of the node where they meet */
};

struct rival {
	const struct delivery *delivery;
	const struct route_delivery *row;
	bool takes_its_place; /* the same language and PLMN */
	bool goes_on_with_it; /* the same number: to the node it is the same */
	bool is_elsewhere;    /* at another node, which has some of the cells by now */
};

struct rivals {
	struct rival *items;
	size_t count;
	bool gives_room;  /* the old one's pages are enough for what was refused */
	bool may_grow;	  /* the new one may still go to more cells */
	bool takes_parts; /* the node can be told of single cells */
};

static bool is_counterpart(const struct route_message *a, const struct route_message *b)
{
	return slice_equal(a->language, b->language) && cell_id_plmn_equal(a->plmn, b->plmn);
}

/* That notice has a message of this one's number at the node. */
static bool has_number(const struct meeting *meeting, const struct desk_case *c,
		       const struct route_message *message)
{
	const struct places_one *place;

	llist_for_each_entry (place, meeting->places, entry) {
		const struct route_message *theirs;

		if (place->c != c)
			continue;
		theirs = places_message(c, place->delivery);
		if (theirs && route_message_same_number(theirs, message))
			return true;
	}
	return false;
}

/*
 * Pages of one of the two at the node: those that hold room there, or those that want it. What goes
 * on under its number, as one of the `other`, gives no room.
 */
static size_t pages_of(const struct meeting *meeting, const struct desk_case *c,
		       const struct desk_case *other, bool holding)
{
	const struct places_one *place;
	size_t pages = 0;

	llist_for_each_entry (place, meeting->places, entry) {
		const struct delivery *delivery;
		const struct route_message *message;
		bool counts;

		if (place->c != c)
			continue;
		delivery = &c->flow->deliveries[place->delivery];
		message = places_message(c, place->delivery);
		counts = holding ? delivery->was_accepted
				 : !delivery->was_accepted || delivery_wants_room(delivery);
		if (counts && message && !has_number(meeting, other, message))
			pages += message->page_count;
	}
	return pages;
}

struct rivalry {
	struct rivals *rivals;
	const struct desk_case *newer;
	const struct route_message *old;
	bool is_elsewhere;
};

static void add_rival(void *data, uint32_t index)
{
	const struct rivalry *rivalry = data;
	const struct desk_case *newer = rivalry->newer;
	struct rivals *rivals = rivalry->rivals;
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
		row,
		is_counterpart(&route->messages[row->message], rivalry->old),
		!rivalry->is_elsewhere &&
			route_message_same_number(&route->messages[row->message], rivalry->old),
		rivalry->is_elsewhere,
	};
}

/* talloc_free(rivals.items) */
static struct rivals rivals_of(const struct meeting *meeting, const struct delivery *delivery,
			       const struct route_message *message,
			       const struct route_delivery *row)
{
	struct desk_case *newer = meeting->newer;
	struct rivals rivals = { .may_grow = newer->flow->outside_waits ||
					     flow_outside_is_due(newer->flow),
				 .takes_parts = links_takes_parts(meeting->desk, delivery->link) };
	struct rivalry rivalry = { &rivals, newer, message, false };
	const struct places_one *place;

	llist_for_each_entry (place, meeting->places, entry) {
		if (place->c == newer)
			add_rival(&rivalry, place->delivery);
	}
	rivalry.is_elsewhere = true;
	if (moved_any(meeting->desk, newer))
		moved_visit(newer, delivery, row, add_rival, &rivalry);
	rivals.gives_room = pages_of(meeting, meeting->old, newer, true) >=
			    pages_of(meeting, newer, meeting->old, false);
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
	standing->refused += is_refused && !rival->is_elsewhere; /* its room is no use there */
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

		if (cell && !places_has_cell(rival->row, cell, &index))
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

static bool name_cells(struct event_delivery_part *out, void *ctx, const struct delivery *delivery,
		       const struct route_delivery *row, const struct rivals *rivals)
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

static bool name_delivery(struct event_delivery_part *named, struct release *release,
			  struct meeting *meeting, uint32_t index)
{
	const struct delivery *delivery = &meeting->old->flow->deliveries[index];
	const struct route_delivery *row;
	const struct route *route;
	struct rivals rivals;
	size_t node;
	bool is_named;

	/* Where no link has the node any more nothing can take anything's place. */
	if (!delivery_must_be_on(delivery) || !nodes_of_delivery(meeting->desk, delivery, &node) ||
	    (!release->everywhere && !release->nodes[node]) ||
	    !desk_case_delivery(meeting->old, index, &route, &row))
		return false;
	meeting->places = &meeting->desk->places->nodes[node].list;
	rivals = rivals_of(meeting, delivery, &route->messages[row->message], row);
	named->delivery = index;
	is_named = name_cells(named, release, delivery, row, &rivals);
	talloc_free(rivals.items);
	return is_named;
}

static void name_deliveries(struct event_superseded *out, const struct desk *desk,
			    const struct desk_case *old, struct release *release)
{
	struct meeting meeting = { desk, old, desk_case_find(desk, release->by), NULL };
	struct event_delivery_part *named = talloc_array(release, struct event_delivery_part,
							 old->flow->delivery_count + 1);

	if (!named)
		abort();
	out->by = release->by;
	out->deliveries = named;
	for (uint32_t i = 0; i < old->flow->delivery_count; i++)
		out->count += name_delivery(&named[out->count], release, &meeting, i);
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

/* Where the newer one may take the older one's place: at the node of that delivery. */
struct where {
	const struct desk_case *newer;
	uint32_t delivery; /* or ORDER_EVERYWHERE */
};

static void note(const struct desk *desk, struct release *release, const struct where *where)
{
	size_t node;

	if (where->delivery == ORDER_EVERYWHERE)
		release->everywhere = true;
	else if (nodes_of_delivery(desk, &where->newer->flow->deliveries[where->delivery], &node))
		release->nodes[node] = true;
}

/* Once for all that was asked since its last turn. */
static void look(struct desk *desk, struct desk_case *old, uint64_t by, const struct where *where)
{
	struct release *release = old->release;

	if (release && release->by == by) {
		note(desk, release, where);
		return;
	}
	release = talloc_zero(old, struct release);
	release->by = by;
	release->nodes = talloc_zero_array(release, bool, (unsigned int)nodes_count(desk) + 1);
	note(desk, release, where);
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
	/* What has moved goes at one node when it is on at another. */
	struct where where = { c, moved_any(desk, c) ? ORDER_EVERYWHERE : delivery };

	/* One that stands between may be over while an older one is not. */
	for (size_t i = 0; i < c->origin.ancestor_count; i++) {
		struct desk_case *old = desk_case_find(desk, c->origin.ancestors[i]);

		if (old)
			look(desk, old, c->flow->notice, &where);
	}
}

void release_owed(struct desk *desk, struct desk_case *old)
{
	struct where everywhere = { NULL, ORDER_EVERYWHERE };

	if (!ledger_is_writable(desk->ledger))
		return;
	old->owes_release = false;
	look(desk, old, old->released_by, &everywhere);
}
