/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "notice/flow_air.h"

#include <stdlib.h>
#include <talloc.h>

#include "notice/flow_room.h"
#include "notice/route.h"

/* ---- deliveries ------------------------------------------------------------------------- */

static void point_into_cells(struct flow *flow)
{
	uint64_t at = 0;

	for (uint32_t i = 0; i < flow->delivery_count; i++) {
		flow->deliveries[i].cells = flow->cells + at;
		at += flow->deliveries[i].cell_count;
	}
}

struct flow *flow_clone(void *ctx, const struct flow *flow)
{
	struct flow *clone = talloc_memdup(ctx, flow, sizeof(*flow));

	if (!clone)
		abort();
	if (flow->delivery_count == 0)
		return clone;
	clone->deliveries = talloc_memdup(clone, flow->deliveries,
					  flow->delivery_count * sizeof(*flow->deliveries));
	clone->cells = talloc_memdup(clone, flow->cells, flow->cell_count);
	if (!clone->deliveries || !clone->cells)
		abort();
	point_into_cells(clone);
	return clone;
}

struct slice flow_keep(const struct flow *flow, struct slice text)
{
	if (text.size == 0)
		return (struct slice){ NULL, 0 };
	return slice_copy(flow->texts, text);
}

void flow_keep_attachments(struct flow *flow, const struct event_attachment *items, size_t count)
{
	struct event_attachment *kept = NULL;

	if (count > 0)
		kept = talloc_memdup(flow->texts, items, count * sizeof(*items));
	if (count > 0 && !kept)
		abort();
	for (size_t i = 0; i < count; i++) {
		kept[i].name = flow_keep(flow, items[i].name);
		kept[i].media_type = flow_keep(flow, items[i].media_type);
	}
	flow->received.attachments = kept;
	flow->received.attachment_count = count;
}

/* A thousand deliveries name a handful of carriers and links: one copy serves the neighbours. */
static struct slice keep_or_share(const struct flow *flow, struct slice text, struct slice before)
{
	return slice_equal(text, before) ? before : flow_keep(flow, text);
}

static uint64_t cells_in(const struct event_routed *routed)
{
	uint64_t cells = 0;

	for (size_t i = 0; i < routed->delivery_count; i++)
		cells += routed->deliveries[i].cells;
	return cells;
}

static void make_room(struct flow *flow, const struct event_routed *routed)
{
	uint32_t deliveries = flow->delivery_count + (uint32_t)routed->delivery_count;
	uint64_t cells = flow->cell_count + cells_in(routed);

	flow->deliveries = talloc_realloc(flow, flow->deliveries, struct delivery,
					  deliveries ? deliveries : 1);
	flow->cells = talloc_realloc(flow, flow->cells, uint8_t, (unsigned int)(cells ? cells : 1));
	if (!flow->deliveries || !flow->cells)
		abort();
	memset(flow->cells + flow->cell_count, CELL_UNKNOWN, cells - flow->cell_count);
	flow->cell_count = cells;
}

static void add_deliveries(struct flow *flow, const struct event_routed *routed, struct utc at)
{
	flow->routes[flow->route_count++] = (struct flow_route){
		routed->document,
		at,
		flow->delivery_count,
		(uint32_t)routed->delivery_count,
		routed->reach.cell_register,
	};
	make_room(flow, routed);
	for (size_t i = 0; i < routed->delivery_count; i++) {
		const struct event_routed_delivery *row = &routed->deliveries[i];
		struct delivery before = { 0 };

		if (flow->delivery_count > 0)
			before = flow->deliveries[flow->delivery_count - 1];
		flow->deliveries[flow->delivery_count++] = (struct delivery){
			.state = DELIVERY_QUEUED,
			.message = row->message,
			.carrier = keep_or_share(flow, row->carrier, before.carrier),
			.link = keep_or_share(flow, row->link, before.link),
			.node = keep_or_share(flow, row->node, before.node),
			.cell_count = row->cells,
			.changed = at,
		};
	}
	point_into_cells(flow);
}

bool flow_outside_is_due(const struct flow *flow)
{
	return (flow->state == NOTICE_SENDING || flow->state == NOTICE_BROADCASTING) &&
	       flow->ends_as == NOTICE_NONE && flow->decision == EVENT_DECISION_ORDER_URGENT &&
	       flow->route_count == 1 && flow->judged.part_is_outside && !flow->outside_waits &&
	       flow->key != LANE_KEY_MECHANISM; /* an order of the whole had it in its route */
}

static enum err route_fits(const struct flow *flow, const struct event_routed *routed,
			   struct fault *why)
{
	if (!digest_equal(&routed->content, &flow->judged.content))
		return err_set(why, ERR_CONFLICT, "art. 27",
			       "the route of notice %llu is not of the content that was judged",
			       (unsigned long long)flow->notice);
	if (routed->first_delivery != flow->delivery_count)
		return err_set(why, ERR_CONFLICT, NULL, "the route begins at delivery %u, not %u",
			       routed->first_delivery, flow->delivery_count);
	if (flow->ends_as != NOTICE_NONE)
		return err_set(why, ERR_STATE, NULL, "notice %llu is being stopped",
			       (unsigned long long)flow->notice);
	if (flow->route_count == FLOW_ROUTES_MAX ||
	    flow->delivery_count + routed->delivery_count > ROUTE_DELIVERIES_MAX)
		return err_set(why, ERR_LIMIT, NULL, "more than %d routes or %d deliveries",
			       FLOW_ROUTES_MAX, ROUTE_DELIVERIES_MAX);
	return ERR_OK;
}

enum err flow_restore_route(struct flow *flow, const struct event_routed *routed, struct utc at,
			    struct fault *why)
{
	if (routed->first_delivery != flow->delivery_count || flow->route_count == FLOW_ROUTES_MAX)
		return err_set(why, ERR_INPUT, NULL, "a route of notice %llu is out of place",
			       (unsigned long long)flow->notice);
	add_deliveries(flow, routed, at);
	return ERR_OK;
}

static void stop(struct flow *flow, uint32_t index, struct utc at, struct orders *orders)
{
	if (delivery_stop(&flow->deliveries[index], at))
		orders_add(orders, (struct order){ .kind = ORDER_STOP, .delivery = index });
}

static bool any_was_accepted(const struct flow *flow)
{
	for (uint32_t i = 0; i < flow->delivery_count; i++)
		if (flow->deliveries[i].was_accepted)
			return true;
	return false;
}

static bool follows_another(const struct flow *flow)
{
	return flow->judged.follows != 0 && flow->judged.relation != NOTICE_RELATION_CORRECTION;
}

void flow_air_release(const struct flow *flow, struct orders *orders)
{
	if (follows_another(flow) && any_was_accepted(flow))
		orders_add(orders,
			   (struct order){ .kind = ORDER_RELEASE, .delivery = ORDER_EVERYWHERE });
}

/* What goes on under its number may be at its nodes, for all that this notice knows. */
static bool is_kept(const struct event_routed *routed, const struct delivery *delivery)
{
	return delivery->message < routed->number_count &&
	       routed->numbers[delivery->message].is_kept;
}

enum err flow_air_routed(struct flow *flow, const struct event *event, struct orders *orders,
			 struct fault *why)
{
	const struct event_routed *routed = &event->routed;
	enum err err = route_fits(flow, routed, why);

	if (err != ERR_OK)
		return err;
	for (uint32_t i = 0; routed->is_repeat && i < flow->delivery_count; i++)
		stop(flow, i, event->at, orders);
	add_deliveries(flow, routed, event->at);
	flow->reach = routed->reach;
	flow_air_release(flow, orders);
	/* Shown again, it reaches the same people: they count once (docs/review.md). */
	flow->people += routed->is_repeat ? 0 : routed->people;
	flow->unreachable_cells += routed->is_repeat ? 0 : routed->unreachable_cells;
	if (flow->state != NOTICE_BROADCASTING)
		flow->state = NOTICE_SENDING;
	for (uint32_t i = routed->first_delivery; i < flow->delivery_count; i++)
		orders_add(orders, (struct order){
					   .kind = ORDER_SEND,
					   .delivery = i,
					   .again = is_kept(routed, &flow->deliveries[i]),
				   });
	return ERR_OK;
}

/* ---- what carriers say ------------------------------------------------------------------ */

static bool all_are_off(const struct flow *flow)
{
	for (uint32_t i = 0; i < flow->delivery_count; i++)
		if (delivery_is_open(&flow->deliveries[i]))
			return false;
	return true;
}

/* After whatever may have been the last that was waited for: the state that follows from it. */
static void settle(struct flow *flow)
{
	if (flow->state == NOTICE_SENDING && any_was_accepted(flow))
		flow->state = NOTICE_BROADCASTING;
	if (flow->ends_as != NOTICE_NONE && all_are_off(flow))
		flow->state = flow->ends_as;
}

/*
 * On air, it takes its predecessor's place. Refused, it may be for want of the room that the
 * predecessor holds: whether giving that up helps is for whoever knows the pages to say.
 */
static bool releases_another(const struct flow *flow, const struct delivery *before,
			     const struct delivery *now)
{
	if (!follows_another(flow))
		return false;
	return (now->was_accepted && !before->was_accepted) || now->cells_ok > before->cells_ok ||
	       (delivery_wants_room(now) && !delivery_wants_room(before));
}

static bool made_room(const struct delivery *before, const struct delivery *now)
{
	return (now->state == DELIVERY_STOPPED && before->state != DELIVERY_STOPPED) ||
	       now->cells_stopped > before->cells_stopped ||
	       now->cells_yielding < before->cells_yielding;
}

static void learn(struct flow *flow, const struct receipt *receipt, struct orders *orders)
{
	struct delivery *delivery = &flow->deliveries[receipt->delivery];
	struct delivery before = *delivery;

	delivery_apply(flow->texts, delivery, receipt);
	/* Taken back by somebody, not by its time. */
	if (receipt->outcome == RECEIPT_UNSENT && delivery->state == DELIVERY_EXPIRED &&
	    (flow->ends_as == NOTICE_CANCELLED || flow->superseded_by != 0))
		delivery->state = DELIVERY_STOPPED;
	if (releases_another(flow, &before, delivery))
		orders_add(orders,
			   (struct order){ .kind = ORDER_RELEASE, .delivery = receipt->delivery });
	if (flow_room_was_refused(delivery, receipt))
		orders_add(orders, (struct order){ .kind = ORDER_WANTS_ROOM,
						   .delivery = receipt->delivery });
	if (made_room(&before, delivery))
		orders_add(orders, (struct order){ .kind = ORDER_MADE_ROOM,
						   .delivery = receipt->delivery });
}

static enum err receipt_is_ours(const struct flow *flow, const struct receipt *receipt,
				struct fault *why)
{
	if (receipt->delivery < flow->delivery_count)
		return ERR_OK;
	return err_set(why, ERR_ABSENT, NULL, "notice %llu has no delivery %u",
		       (unsigned long long)flow->notice, receipt->delivery);
}

enum err flow_air_receipts(struct flow *flow, const struct event *event, struct orders *orders,
			   struct fault *why)
{
	const struct event_receipts *receipts = &event->receipts;
	bool was_accepted = any_was_accepted(flow);

	for (size_t i = 0; i < receipts->count; i++) {
		enum err err = receipt_is_ours(flow, &receipts->items[i], why);

		if (err != ERR_OK)
			return err;
	}
	for (size_t i = 0; i < receipts->count; i++)
		learn(flow, &receipts->items[i], orders);
	if (!was_accepted)
		flow_air_release(flow, orders);
	settle(flow);
	return ERR_OK;
}

static bool is_of_node(const struct delivery *delivery, const struct event_restarted *restarted)
{
	if (restarted->link.size == 0)
		return true;
	return slice_equal(delivery->link, restarted->link) &&
	       slice_equal(delivery->node, restarted->node);
}

static void release_at(const struct flow *flow, const struct event_restarted *restarted,
		       struct orders *orders)
{
	if (restarted->link.size == 0) {
		flow_air_release(flow, orders);
		return;
	}
	for (uint32_t i = 0; i < flow->delivery_count; i++)
		if (follows_another(flow) && is_of_node(&flow->deliveries[i], restarted))
			orders_add(orders, (struct order){ .kind = ORDER_RELEASE, .delivery = i });
}

static bool must_be_stopped(const struct delivery *delivery)
{
	return delivery->state == DELIVERY_STOPPING ||
	       (delivery_must_be_on(delivery) &&
		delivery->cells_stopping + delivery->cells_yielding > 0);
}

/*
 * What was ordered before and may be lost is ordered again. First all stops, then all writes: a
 * stop frees the room that a write may need.
 */
enum err flow_air_restarted(struct flow *flow, const struct event *event, struct orders *orders,
			    struct fault *why)
{
	const struct event_restarted *restarted = &event->restarted;

	(void)why;
	if (flow->state == NOTICE_AGREED || flow_outside_is_due(flow))
		orders_add(orders, (struct order){ .kind = ORDER_ROUTE });
	release_at(flow, restarted, orders);
	for (uint32_t i = 0; i < flow->delivery_count; i++)
		if (is_of_node(&flow->deliveries[i], restarted) &&
		    must_be_stopped(&flow->deliveries[i]))
			orders_add(orders, (struct order){ .kind = ORDER_STOP, .delivery = i });
	for (uint32_t i = 0; i < flow->delivery_count; i++) {
		struct delivery *delivery = &flow->deliveries[i];

		if (!is_of_node(delivery, restarted) || !delivery_must_be_on(delivery))
			continue;
		delivery_doubt(delivery, event->at);
		orders_add(orders,
			   (struct order){ .kind = ORDER_SEND, .delivery = i, .again = true });
	}
	return ERR_OK;
}

/* ---- the end ---------------------------------------------------------------------------- */

static bool is_stopped_or_stopping(const struct flow *flow)
{
	for (uint32_t i = 0; i < flow->delivery_count; i++)
		if (delivery_must_be_on(&flow->deliveries[i]))
			return false;
	return true;
}

enum err flow_air_has_part(const struct flow *flow, const struct event_delivery_part *named,
			   struct fault *why)
{
	if (named->delivery >= flow->delivery_count)
		return err_set(why, ERR_ABSENT, NULL, "notice %llu has no delivery %u",
			       (unsigned long long)flow->notice, named->delivery);
	for (size_t i = 0; i < named->cell_count; i++)
		if (named->cells[i] >= flow->deliveries[named->delivery].cell_count)
			return err_set(why, ERR_ABSENT, NULL, "delivery %llu.%u has no cell %u",
				       (unsigned long long)flow->notice, named->delivery,
				       named->cells[i]);
	return ERR_OK;
}

static void stop_named(struct flow *flow, const struct event_delivery_part *named, struct utc at,
		       struct orders *orders)
{
	if (named->cell_count == 0)
		stop(flow, named->delivery, at, orders);
	else if (delivery_stop_cells(&flow->deliveries[named->delivery], named->cells,
				     named->cell_count, at))
		orders_add(orders,
			   (struct order){ .kind = ORDER_STOP, .delivery = named->delivery });
}

enum err flow_air_superseded(struct flow *flow, const struct event *event, struct orders *orders,
			     struct fault *why)
{
	const struct event_superseded *superseded = &event->superseded;

	for (size_t i = 0; i < superseded->count; i++) {
		enum err err = flow_air_has_part(flow, &superseded->deliveries[i], why);

		if (err != ERR_OK)
			return err;
	}
	flow->superseded_by = superseded->by;
	for (size_t i = 0; i < superseded->count; i++)
		stop_named(flow, &superseded->deliveries[i], event->at, orders);
	if (flow->ends_as == NOTICE_NONE && is_stopped_or_stopping(flow)) {
		flow->ends_as = NOTICE_SUPERSEDED;
		flow->outside_waits = false;
	}
	flow->waits_for_duty_officer = flow->waits_for_second_person = false;
	settle(flow);
	return ERR_OK;
}

void flow_air_take_off(struct flow *flow, struct utc at, struct orders *orders)
{
	flow->waits_for_duty_officer = flow->waits_for_second_person = false;
	flow->outside_waits = false;
	for (uint32_t i = 0; i < flow->delivery_count; i++)
		stop(flow, i, at, orders);
	flow->state = NOTICE_CANCELLING;
	flow->ends_as = NOTICE_CANCELLED;
	settle(flow);
}

/* One person, one step, from whatever goes on and is not ending. */
enum err flow_air_cancel_requested(struct flow *flow, const struct event *event,
				   struct orders *orders, struct fault *why)
{
	(void)why;
	flow->cancelled_by = flow_keep(flow, event->cancel_requested.person);
	flow->cancel_reason = flow_keep(flow, event->cancel_requested.reason);
	flow_air_take_off(flow, event->at, orders);
	return ERR_OK;
}

enum err flow_air_expired(struct flow *flow, const struct event *event, struct orders *orders,
			  struct fault *why)
{
	(void)why;
	flow->waits_for_duty_officer = flow->waits_for_second_person = false;
	flow->outside_waits = false;
	/* One that is queued may have gone out before a crash: RECEIPT_UNSENT says if it did not.
	 */
	for (uint32_t i = 0; i < flow->delivery_count; i++)
		stop(flow, i, event->at, orders);
	if (flow->ends_as == NOTICE_NONE)
		flow->ends_as = any_was_accepted(flow) ? NOTICE_DONE : NOTICE_EXPIRED;
	settle(flow);
	return ERR_OK;
}

/* Nodes that never confirmed: the broadcast has run out by its own count, the rest is unknown. */
enum err flow_air_closed(struct flow *flow, const struct event *event, struct orders *orders,
			 struct fault *why)
{
	(void)orders;
	if (flow->ends_as == NOTICE_NONE)
		return err_set(why, ERR_STATE, NULL, "notice %llu has not ended",
			       (unsigned long long)flow->notice);
	for (uint32_t i = 0; i < flow->delivery_count; i++) {
		struct delivery *delivery = &flow->deliveries[i];

		if (delivery->state != DELIVERY_STOPPING)
			continue;
		delivery->state = DELIVERY_UNKNOWN;
		delivery->changed = event->at;
	}
	flow->state = flow->ends_as;
	return ERR_OK;
}

/* ---- counted and timed ------------------------------------------------------------------ */

struct flow_counts flow_count(const struct flow *flow)
{
	struct flow_counts counts = { .deliveries = flow->delivery_count,
				      .cells = flow->cell_count };

	for (uint32_t i = 0; i < flow->delivery_count; i++) {
		const struct delivery *delivery = &flow->deliveries[i];

		counts.cells_ok += delivery->cells_ok;
		counts.cells_failed += delivery->cells_failed;
		counts.cells_taken_over += delivery->cells_taken_over;
		counts.accepted += delivery->was_accepted;
		counts.failed += delivery->state == DELIVERY_FAILED ||
				 delivery->state == DELIVERY_REFUSED;
		counts.unknown += delivery->state == DELIVERY_UNKNOWN;
		counts.stopped += delivery->state == DELIVERY_STOPPED;
	}
	return counts;
}
