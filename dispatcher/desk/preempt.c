/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "desk/preempt.h"

#include <stdio.h>
#include <stdlib.h>
#include <talloc.h>

#include "desk/backlog.h"
#include "desk/batch.h"
#include "desk/contest.h"
#include "desk/lesser.h"
#include "desk/links.h"
#include "desk/places.h"
#include "desk/reconcile.h"
#include "net/log.h"

/* ---- the event -------------------------------------------------------------------------- */

/* What one case must give when its turn comes; hangs on it. */
struct preemption {
	struct desk *desk;
	bool is_settled;
	uint64_t by;
	bool for_good;
	struct event_delivery_part *items;
	size_t count;
	uint32_t *askers; /* the deliveries of `by` that wait for it */
	size_t asker_count;
};

static struct event_preempted event_of(const struct preemption *preemption)
{
	return (struct event_preempted){ preemption->by, preemption->items, preemption->count,
					 preemption->for_good };
}

static void log_given(const struct desk_case *c, const struct event_preempted *event)
{
	char why[64];

	snprintf(why, sizeof(why), "it gives its room to notice %llu",
		 (unsigned long long)event->by);
	for (size_t i = 0; i < event->count; i++) {
		const struct delivery
			*delivery = &c->flow->deliveries[event->deliveries[i].delivery];

		log_stop(LOGL_NOTICE,
			 &(struct log_stop){ .area = LOG_AREA_NOTICE,
					     .notice = c->flow->notice,
					     .stop = "preempted",
					     .has_delivery = true,
					     .delivery = event->deliveries[i].delivery,
					     .link = delivery->link.at,
					     .node = delivery->node.at,
					     .outcome = event->for_good ? "off" : "yields",
					     .why = why });
	}
}

/* It waits no more for this one; true if it waits for nobody. */
static bool has_waited(const struct desk_case *asker, uint32_t delivery)
{
	struct places_one *place = places_find(asker, delivery);

	return place && place->preempting > 0 && --place->preempting == 0;
}

/* Whatever asked is offered to its node once, when all that were asked have given way or will not.
 */
static void settle(struct preemption *preemption)
{
	struct desk_case *asker = desk_case_find(preemption->desk, preemption->by);

	preemption->is_settled = true;
	for (size_t i = 0; asker && i < preemption->asker_count; i++)
		if (has_waited(asker, preemption->askers[i]))
			backlog_offer(preemption->desk, asker, preemption->askers[i]);
}

/* Its case closes before its turn: what it had left the node before that. */
static int on_free(struct preemption *preemption)
{
	struct desk_case *asker = NULL;

	if (!preemption->is_settled && !preemption->desk->is_stopping)
		asker = desk_case_find(preemption->desk, preemption->by);
	for (size_t i = 0; asker && i < preemption->asker_count; i++)
		has_waited(asker, preemption->askers[i]);
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
	struct event_preempted event = event_of(preemption);
	struct desk *desk = preemption->desk;

	if (how->err == ERR_OK) {
		desk->figures.preempted += preemption->count;
		log_given(c, &event);
		for (size_t i = 0; i < preemption->count && !preemption->for_good; i++)
			contest_gave_way(c, preemption->items[i].delivery, preemption->by);
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
		struct event_delivery_part named = preemption->items[i];
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
	event.preempted = event_of(preemption);
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

static struct preemption *preemption_new(struct desk *desk, const struct lesser *lesser,
					 uint64_t by)
{
	struct preemption *preemption = talloc_zero(lesser->c, struct preemption);

	if (!preemption)
		abort();
	preemption->desk = desk;
	preemption->by = by;
	preemption->for_good = lesser->for_good;
	talloc_set_destructor(preemption, on_free);
	return preemption;
}

static void add(struct preemption *preemption, const struct lesser *lesser, uint32_t asker)
{
	preemption->items = talloc_realloc(preemption, preemption->items,
					   struct event_delivery_part,
					   (unsigned int)preemption->count + 1);
	preemption->askers = talloc_realloc(preemption, preemption->askers, uint32_t,
					    (unsigned int)preemption->asker_count + 1);
	if (!preemption->items || !preemption->askers)
		abort();
	preemption->items[preemption->count++] = (struct event_delivery_part){
		lesser->delivery,
		talloc_memdup(preemption, lesser->cells, lesser->count * sizeof(*lesser->cells)),
		lesser->count,
	};
	preemption->askers[preemption->asker_count++] = asker;
}

/* What is asked of a case while its last batch is under way is one event, whatever the nodes. */
static void ask(struct desk *desk, struct desk_case *asker, uint32_t delivery,
		const struct lesser *lesser)
{
	uint64_t by = asker->flow->notice;
	struct desk_case *c = lesser->c;
	struct preemption *preemption = c->preemption;
	bool is_new = !preemption || preemption->by != by ||
		      preemption->for_good != lesser->for_good;

	if (is_new)
		preemption = preemption_new(desk, lesser, by);
	add(preemption, lesser, delivery);
	places_find(asker, delivery)->preempting++;
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

void preempt_for(struct desk *desk, struct desk_case *c, uint32_t delivery)
{
	const struct delivery *refused = &c->flow->deliveries[delivery];
	struct places_one *place = places_find(c, delivery);
	struct lesser *lesser;
	size_t count;

	if (!place || place->preempting > 0 || contest_is_given_up(c, delivery) ||
	    refused->cells_no_room == 0 || !links_takes_parts(desk, refused->link))
		return;
	count = lesser_choose(desk, c, delivery, &lesser);
	if (count == 0) {
		contest_give_up(c, delivery);
		if (contest_has_taken(desk, c, delivery))
			backlog_give_back(desk, refused);
	}
	/* All of them are counted before the first is asked: it may give way at once. */
	place->preempting += count > 0;
	for (size_t i = 0; i < count; i++)
		ask(desk, c, delivery, &lesser[i]);
	if (count > 0 && has_waited(c, delivery))
		backlog_offer(desk, c, delivery);
	talloc_free(lesser);
}
