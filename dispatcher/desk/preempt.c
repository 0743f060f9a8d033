/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "desk/preempt.h"

#include <stdio.h>
#include <stdlib.h>
#include <talloc.h>

#include "desk/backlog.h"
#include "desk/batch.h"
#include "desk/links.h"
#include "desk/nodes.h"
#include "desk/reconcile.h"
#include "desk/room.h"
#include "net/log.h"
#include "notice/cbs.h"

/* ---- who could give way ----------------------------------------------------------------- */

struct lesser {
	struct desk_case *c;
	uint32_t delivery, pages;
	unsigned int rank;
	const struct route_delivery *row;
	uint32_t *cells; /* of its own, in which it gives way; on the search */
	size_t count;
};

struct search {
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

static void count_gain(void *data, uint32_t mine, uint32_t theirs)
{
	struct search *search = data;

	if (search->delivery->cells[mine] == CELL_NO_ROOM && is_held(search->at, theirs))
		search->gain[mine] += search->at->pages;
}

static void add_lesser(void *data, struct desk_case *c, uint32_t delivery)
{
	struct search *search = data;
	struct lesser lesser = { .c = c, .delivery = delivery, .pages = room_pages(c, delivery) };

	if (!delivery_must_be_on(&c->flow->deliveries[delivery]) ||
	    !find_rank(&lesser.rank, c, delivery, &lesser.row) || !is_lesser(search, &lesser))
		return;
	if (search->is_primary)
		lesser.pages = 1; /* it has none: one makes room for one */
	search->items = talloc_realloc(search->c, search->items, struct lesser,
				       (unsigned int)search->count + 1);
	if (!search->items)
		abort();
	search->items[search->count++] = lesser;
	search->at = &lesser;
	room_common(search->row, lesser.row, count_gain, search);
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
	if (capacity == 0)
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

	if (search->wants[mine] == 0 || !is_held(lesser, theirs))
		return;
	lesser->cells[lesser->count++] = theirs;
	search->wants[mine] -= lesser->pages < search->wants[mine] ? lesser->pages
								   : search->wants[mine];
}

static void choose(struct search *search)
{
	for (size_t i = 0; i < search->count; i++) {
		struct lesser *lesser = &search->items[i];

		search->at = lesser;
		lesser->cells = talloc_array(search->items, uint32_t,
					     (unsigned int)lesser->row->cell_count + 1);
		if (!lesser->cells)
			abort();
		room_common(search->row, lesser->row, take_cell, search);
	}
}

/* ---- the event -------------------------------------------------------------------------- */

/* What one case must give when its turn comes; hangs on it. */
struct preemption {
	struct desk *desk;
	bool is_settled;
	uint64_t by;
	struct event_superseded_delivery *items;
	size_t count;
};

static void log_given(const struct desk_case *c, const struct event_preempted *event)
{
	char why[64];

	snprintf(why, sizeof(why), "it gives its room to notice %llu",
		 (unsigned long long)event->by);
	for (size_t i = 0; i < event->count; i++) {
		const struct delivery
			*delivery = &c->flow->deliveries[event->deliveries[i].delivery];

		log_stop(LOGL_NOTICE, &(struct log_stop){ .area = LOG_AREA_NOTICE,
							  .notice = c->flow->notice,
							  .stop = "preempted",
							  .has_delivery = true,
							  .delivery = event->deliveries[i].delivery,
							  .link = delivery->link.at,
							  .node = delivery->node.at,
							  .outcome = "yields",
							  .why = why });
	}
}

/* Whoever asked is offered to the node once, when all who were asked have given way or will not. */
static void settle(struct preemption *preemption)
{
	struct desk_case *asker = desk_case_find(preemption->desk, preemption->by);

	preemption->is_settled = true;
	if (!asker || asker->preempting == 0 || --asker->preempting > 0)
		return;
	backlog_offer(preemption->desk, asker);
}

/* Its case closes before its turn: what it had left the node before that. */
static int on_free(struct preemption *preemption)
{
	struct desk_case *asker = NULL;

	if (!preemption->is_settled && !preemption->desk->is_stopping)
		asker = desk_case_find(preemption->desk, preemption->by);
	if (asker && asker->preempting > 0)
		asker->preempting--;
	return 0;
}

/* Nothing was recorded, so nothing gives way: it is made up for when the ledger can be written. */
static void owe(struct preemption *preemption)
{
	struct desk_case *asker = desk_case_find(preemption->desk, preemption->by);

	if (asker)
		reconcile_later(asker);
}

/* Its KILL is on its way; what was refused goes right behind it. */
static void given(void *data, struct desk_case *c, const struct ledger_outcome *how)
{
	struct preemption *preemption = data;
	struct desk *desk = preemption->desk;

	if (how->err == ERR_OK) {
		desk->figures.preempted += preemption->count;
		log_given(c, &(struct event_preempted){ preemption->by, preemption->items,
							preemption->count });
		for (size_t i = 0; i < preemption->count; i++)
			room_gave_way(c, preemption->items[i].delivery, preemption->by);
	} else {
		owe(preemption);
	}
	settle(preemption);
	talloc_free(preemption);
}

/* Of what was named, what it still holds. */
static void keep_held(struct preemption *preemption, const struct desk_case *c)
{
	size_t kept = 0;

	for (size_t i = 0; i < preemption->count; i++) {
		struct event_superseded_delivery named = preemption->items[i];
		const struct delivery *delivery = &c->flow->deliveries[named.delivery];
		uint32_t *cells = (uint32_t *)(uintptr_t)named.cells;
		size_t held = 0;

		for (size_t n = 0; n < named.cell_count; n++)
			if (delivery_must_be_on(delivery) && delivery_may_be_in(delivery, cells[n]))
				cells[held++] = cells[n];
		named.cell_count = held;
		if (held > 0)
			preemption->items[kept++] = named;
	}
	preemption->count = kept;
}

static bool still_wants(const struct desk *desk, uint64_t notice)
{
	const struct desk_case *c = desk_case_find(desk, notice);

	return c && c->flow->ends_as == NOTICE_NONE && notice_state_is_open(c->flow->state);
}

static void fold_preempted(struct desk *desk, struct desk_case *c, void *data)
{
	struct preemption *preemption = data;
	struct event event = { .kind = EVENT_PREEMPTED, .at = desk_now() };
	struct desk_batch *batch;
	struct fault why;

	if (c->preemption == preemption)
		c->preemption = NULL;
	keep_held(preemption, c);
	if (preemption->count == 0 || !still_wants(desk, preemption->by)) {
		settle(preemption);
		talloc_free(preemption);
		return;
	}
	event.preempted = (struct event_preempted){ preemption->by, preemption->items,
						    preemption->count };
	batch = desk_batch_begin(desk, c, LEDGER_URGENT);
	if (desk_batch_event(batch, &event, &why) != ERR_OK)
		desk_batch_abandon(batch);
	else if (desk_batch_settle(batch, given, preemption, &why) == ERR_OK)
		return;
	else
		owe(preemption);
	settle(preemption);
	talloc_free(preemption);
}

static void ask(struct desk *desk, struct desk_case *asker, const struct lesser *lesser)
{
	uint64_t by = asker->flow->notice;
	struct desk_case *c = lesser->c;
	struct preemption *preemption = c->preemption;
	bool is_new = !preemption || preemption->by != by;

	if (is_new) {
		preemption = talloc_zero(c, struct preemption);
		if (!preemption)
			abort();
		preemption->desk = desk;
		preemption->by = by;
		talloc_set_destructor(preemption, on_free);
		asker->preempting++;
	}
	preemption->items = talloc_realloc(preemption, preemption->items,
					   struct event_superseded_delivery,
					   (unsigned int)preemption->count + 1);
	if (!preemption->items)
		abort();
	preemption->items[preemption->count++] = (struct event_superseded_delivery){
		lesser->delivery,
		talloc_memdup(preemption, lesser->cells, lesser->count * sizeof(*lesser->cells)),
		lesser->count,
	};
	if (!is_new)
		return;
	c->preemption = preemption;
	if (desk_case_when_idle(desk, c, fold_preempted, preemption, DESK_CASE_LAST) == ERR_OK)
		return;
	c->preemption = NULL;
	owe(preemption);
	settle(preemption);
	talloc_free(preemption);
}

/* All of them are counted before the first is asked: it may give way at once. */
static bool ask_chosen(struct desk *desk, struct search *search)
{
	bool any = false;

	search->c->preempting++;
	for (size_t i = 0; i < search->count; i++) {
		if (search->items[i].count == 0)
			continue;
		ask(desk, search->c, &search->items[i]);
		any = true;
	}
	if (--search->c->preempting == 0 && any)
		backlog_offer(desk, search->c);
	return any;
}

void preempt_for(struct desk *desk, struct desk_case *c, uint32_t delivery)
{
	struct search search = { .c = c, .delivery = &c->flow->deliveries[delivery] };
	unsigned int cells = search.delivery->cell_count + 1;

	if (c->preempting > 0 || room_is_given_up(c, delivery) ||
	    search.delivery->cells_no_room == 0 ||
	    !links_takes_parts(desk, search.delivery->link) ||
	    !find_rank(&search.rank, c, delivery, &search.row))
		return;
	search.is_primary = is_primary(c, delivery);
	search.gain = talloc_zero_array(c, uint32_t, cells);
	search.wants = talloc_zero_array(c, uint32_t, cells);
	if (!search.gain || !search.wants)
		abort();
	room_visit(desk, c, delivery, add_lesser, &search);
	if (search.count > 0) {
		qsort(search.items, search.count, sizeof(*search.items), compare_lesser);
		find_wants(&search, desk, delivery);
		choose(&search);
	}
	if (!ask_chosen(desk, &search)) {
		room_give_up(c, delivery);
		if (room_has_taken(desk, c, delivery))
			backlog_give_back(desk, search.delivery);
	}
	talloc_free(search.items);
	talloc_free(search.gain);
	talloc_free(search.wants);
}
