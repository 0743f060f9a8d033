/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "desk/backlog_say.h"

#include <stdlib.h>
#include <talloc.h>

#include "desk/links.h"
#include "desk/receipts.h"
#include "desk/takeover.h"

static struct utc routed_at(const struct flow *flow, uint32_t delivery)
{
	struct utc at = flow->received_at;

	for (uint32_t i = 0; i < flow->route_count; i++)
		if (flow->routes[i].first_delivery <= delivery)
			at = flow->routes[i].at;
	return at;
}

static bool is_meant(const struct delivery *delivery, uint32_t cell, bool off)
{
	if (delivery->state == DELIVERY_STOPPING)
		return delivery->cells[cell] != CELL_TAKEN_OVER;
	if (off)
		return delivery->cells[cell] == CELL_STOPPING || delivery_yields_in(delivery, cell);
	return !delivery_is_off_in(delivery, cell) && !delivery_yields_in(delivery, cell);
}

/* Of its cells those that must be off, or those that must not; NULL where that is all of them. */
static void choose_cells(struct carrier_order *order, void *ctx, const struct delivery *delivery,
			 bool off)
{
	bool is_whole = delivery->state == DELIVERY_STOPPING && delivery->cells_taken_over == 0;
	uint32_t apart = delivery->cells_stopping + delivery->cells_stopped +
			 delivery->cells_yielding + delivery->cells_taken_over;
	uint32_t *cells;

	if (is_whole || apart == 0)
		return;
	cells = talloc_array(ctx, uint32_t, delivery->cell_count);
	if (!cells)
		abort();
	for (uint32_t i = 0; i < delivery->cell_count; i++)
		if (is_meant(delivery, i, off))
			cells[order->only_count++] = i;
	order->only = cells;
}

/* Not where it goes on under another notice. */
static enum err say_stop(struct desk *desk, const struct desk_case *c, struct carrier_order *order,
			 struct fault *why)
{
	void *scratch = talloc_new(c);
	enum err err = ERR_OK;

	if (takeover_spare(desk, c, order, scratch))
		err = links_stop(desk, order, why);
	talloc_free(scratch);
	return err;
}

static enum err say_send(struct desk *desk, const struct desk_case *c, struct carrier_order *order,
			 struct fault *why)
{
	enum err err = links_send(desk, order, why);

	if (err == ERR_OK)
		takeover_claim(desk, c, order);
	return err;
}

static struct utc expires_of(const struct desk_case *c, uint32_t delivery,
			     const struct route *route, const struct route_message *message)
{
	struct utc end = utc_add(routed_at(c->flow, delivery), SPAN_SECONDS(ROUTE_PRIMARY_S));

	return message->is_primary && utc_before(end, route->expires) ? end : route->expires;
}

static enum err fill(struct carrier_order *order, const struct backlog_words *words,
		     const struct route **route, struct fault *why)
{
	const struct desk_case *c = words->c;

	*order = (struct carrier_order){
		.was_accepted = c->flow->deliveries[words->delivery].was_accepted,
		.known = c->flow->deliveries[words->delivery].cells,
		.notice = c->flow->notice,
		.index = words->delivery,
		.again = words->again,
		.content = c->flow->judged.content
	};
	if (!desk_case_delivery(c, words->delivery, route, &order->delivery))
		return err_set(why, ERR_ABSENT, NULL, "the route is not stored any more");
	order->message = &(*route)->messages[order->delivery->message];
	order->begins = utc_is_set((*route)->begins) ? (*route)->begins
						     : routed_at(c->flow, words->delivery);
	order->expires = (*route)->expires;
	order->area_count = order->message->area_count;
	if (order->area_count > 0)
		order->areas = (*route)->areas + order->message->area_from;
	return ERR_OK;
}

/* A BSC ends it by itself; one that was never told of it cannot be told any more. */
static void tell_over(struct desk *desk, const struct desk_case *c, uint32_t delivery)
{
	bool may_have_been = delivery_may_be_on_air(&c->flow->deliveries[delivery]);

	receipts_add(desk, &(struct receipt){
				   .notice = c->flow->notice,
				   .delivery = delivery,
				   .outcome = may_have_been ? RECEIPT_STOPPED : RECEIPT_FAILED,
				   .cause_text = SLICE_LITERAL("its time was over"),
				   .at = desk_now(),
			   });
}

static enum err say_one(struct desk *desk, const struct backlog_words *words, bool stop,
			struct fault *why)
{
	const struct desk_case *c = words->c;
	struct carrier_order order;
	const struct route *route;
	void *scratch;
	enum err err = fill(&order, words, &route, why);

	if (err != ERR_OK)
		return err;
	if (!stop)
		order.expires = expires_of(c, words->delivery, route, order.message);
	/* What a primary notification was for is over: nobody is woken by it now. */
	if (!stop && order.message->is_primary && !utc_before(desk_now(), order.expires)) {
		tell_over(desk, c, words->delivery);
		return ERR_OK;
	}
	scratch = talloc_new(c);
	choose_cells(&order, scratch, &c->flow->deliveries[words->delivery], stop);
	if (order.only && order.only_count == 0)
		err = ERR_OK; /* every cell gives way */
	else
		err = stop ? say_stop(desk, c, &order, why) : say_send(desk, c, &order, why);
	talloc_free(scratch);
	return err;
}

enum err backlog_say_off(struct desk *desk, struct desk_case *c, uint32_t delivery,
			 struct fault *why)
{
	const struct backlog_words words = { .c = c, .delivery = delivery };
	uint32_t count = c->flow->deliveries[delivery].cell_count;
	struct carrier_order order;
	const struct route *route;
	uint32_t *cells;
	enum err err = fill(&order, &words, &route, why);

	if (err != ERR_OK)
		return err;
	cells = talloc_array(c, uint32_t, count + 1);
	if (!cells)
		abort();
	for (uint32_t i = 0; i < count; i++)
		cells[i] = i;
	order.only = cells;
	order.only_count = count;
	err = links_stop(desk, &order, why);
	talloc_free(cells);
	return err;
}

enum err backlog_say(struct desk *desk, struct backlog_words *words, struct fault *why)
{
	const struct delivery *delivery = &words->c->flow->deliveries[words->delivery];
	bool is_on = delivery_must_be_on(delivery);
	enum err err = ERR_OK;

	if (words->stops && (delivery->state == DELIVERY_STOPPING ||
			     (is_on && delivery->cells_stopping + delivery->cells_yielding > 0)))
		err = say_one(desk, words, true, why);
	if (err != ERR_OK)
		return err;
	words->stops = false;
	return words->sends && is_on ? say_one(desk, words, false, why) : ERR_OK;
}
