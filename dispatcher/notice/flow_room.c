/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "notice/flow_room.h"

#include <stdio.h>
#include <talloc.h>

#include "notice/flow_air.h"

bool flow_room_was_refused(const struct delivery *delivery, const struct receipt *receipt)
{
	if (!delivery_must_be_on(delivery))
		return false;
	for (size_t i = 0; i < receipt->cell_count; i++) {
		uint32_t cell = receipt->cells[i].index;

		if (receipt->cells[i].outcome == CELL_NO_ROOM && cell < delivery->cell_count &&
		    delivery->cells[cell] == CELL_NO_ROOM)
			return true;
	}
	return false;
}

static void give_way(struct flow *flow, const struct event_delivery_part *named,
		     const struct event *event, struct orders *orders)
{
	struct delivery *delivery = &flow->deliveries[named->delivery];
	bool has_given = event->preempted.for_good
				 ? delivery_stop_cells(delivery, named->cells, named->cell_count,
						       event->at)
				 : delivery_yield_cells(delivery, named->cells, named->cell_count,
							event->at);
	char cause[64];

	if (!has_given)
		return;
	snprintf(cause, sizeof(cause), "it gave its room to notice %llu",
		 (unsigned long long)event->preempted.by);
	delivery->cause = 0;
	delivery->cause_text = flow_keep(flow, slice_of(cause));
	orders_add(orders, (struct order){ .kind = ORDER_STOP, .delivery = named->delivery });
}

enum err flow_room_preempted(struct flow *flow, const struct event *event, struct orders *orders,
			     struct fault *why)
{
	const struct event_preempted *preempted = &event->preempted;

	for (size_t i = 0; i < preempted->count; i++) {
		enum err err = flow_air_has_part(flow, &preempted->deliveries[i], why);

		if (err != ERR_OK)
			return err;
	}
	for (size_t i = 0; i < preempted->count; i++)
		give_way(flow, &preempted->deliveries[i], event, orders);
	return ERR_OK;
}
