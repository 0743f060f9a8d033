/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "desk/takeover.h"

#include <stdio.h>
#include <stdlib.h>
#include <talloc.h>

#include "desk/links.h"
#include "desk/places.h"
#include "desk/receipts.h"

/* Another delivery of the same number at the node; false where it is of another. */
static bool find_twin(const struct carrier_order *order, const struct desk_case *other,
		      uint32_t delivery, const struct route_delivery **row)
{
	const struct route *route;

	return desk_case_delivery(other, delivery, &route, row) &&
	       route_message_same_number(&route->messages[(*row)->message], order->message);
}

struct takeover {
	struct desk *desk;
	const struct desk_case *c;
	struct carrier_order *order;
	const struct delivery *mine, *theirs;
	uint64_t to; /* a notice that it goes on under; 0 */
	bool takes_parts;
	bool *goes_on; /* for each cell of the order's delivery */
};

static void tell(struct desk *desk, const struct receipt *receipt, uint64_t to)
{
	struct receipt told = *receipt;
	char text[64];

	snprintf(text, sizeof(text), "it goes on under notice %llu", (unsigned long long)to);
	told.outcome = RECEIPT_TAKEN_OVER;
	told.cause_text = slice_of(text);
	told.at = desk_now();
	receipts_add(desk, &told);
}

static void *array(void *ctx, size_t count, size_t size)
{
	void *items = talloc_zero_size(ctx, (count + 1) * size);

	if (!items)
		abort();
	return items;
}

/* ---- a stop ----------------------------------------------------------------------------- */

static void note_cell(void *data, uint32_t mine, uint32_t theirs)
{
	struct takeover *takeover = data;

	if (delivery_is_off_in(takeover->theirs, theirs) ||
	    delivery_yields_in(takeover->theirs, theirs))
		return;
	takeover->goes_on[mine] = true;
}

/* Who takes orders as a whole was told by the newer one that it takes the older one's place. */
static bool takes_over_whole(const struct takeover *takeover, const struct desk_case *other)
{
	bool has_cells = takeover->order->delivery->cell_count > 0;

	return (!takeover->takes_parts || !has_cells) &&
	       other->flow->notice > takeover->c->flow->notice;
}

static void look_at(void *data, struct desk_case *other, uint32_t delivery)
{
	struct takeover *takeover = data;
	const struct route_delivery *row;

	takeover->theirs = &other->flow->deliveries[delivery];
	if (!delivery_must_be_on(takeover->theirs) ||
	    !find_twin(takeover->order, other, delivery, &row))
		return;
	if (takes_over_whole(takeover, other)) {
		takeover->to = other->flow->notice;
		for (size_t i = 0; i < takeover->order->delivery->cell_count; i++)
			takeover->goes_on[i] = true;
	} else if (takeover->takes_parts) {
		takeover->to = other->flow->notice;
		places_common(takeover->order->delivery, row, note_cell, takeover);
	}
}

/* What only gives way for a while stays its own. */
static bool may_go_on(const struct takeover *takeover, uint32_t cell)
{
	return takeover->goes_on[cell] && (takeover->mine->state == DELIVERY_STOPPING ||
					   !delivery_yields_in(takeover->mine, cell));
}

static bool divide(struct takeover *takeover, void *ctx)
{
	struct carrier_order *order = takeover->order;
	size_t count = order->only ? order->only_count : order->delivery->cell_count;
	struct receipt_cell *taken = array(ctx, count, sizeof(*taken));
	uint32_t *left = array(ctx, count, sizeof(*left));
	struct receipt receipt = { .notice = order->notice,
				   .delivery = order->index,
				   .cells = taken };
	size_t left_count = 0;

	for (size_t i = 0; i < count; i++) {
		uint32_t cell = order->only ? order->only[i] : (uint32_t)i;

		if (may_go_on(takeover, cell))
			taken[receipt.cell_count++] = (struct receipt_cell){ cell, CELL_TAKEN_OVER,
									     0 };
		else
			left[left_count++] = cell;
	}
	if (receipt.cell_count == 0 && order->delivery->cell_count > 0)
		return true;
	tell(takeover->desk, &receipt, takeover->to);
	order->only = left;
	order->only_count = left_count;
	return left_count > 0;
}

bool takeover_spare(struct desk *desk, const struct desk_case *c, struct carrier_order *order,
		    void *ctx)
{
	struct takeover takeover = {
		.desk = desk,
		.c = c,
		.order = order,
		.mine = &c->flow->deliveries[order->index],
		.takes_parts = links_takes_parts(desk, order->delivery->link),
		.goes_on = array(ctx, order->delivery->cell_count, sizeof(bool)),
	};

	places_visit(desk, c, order->index, look_at, &takeover);
	return takeover.to == 0 || divide(&takeover, ctx);
}

/* ---- a send ----------------------------------------------------------------------------- */

struct claim {
	struct desk *desk;
	const struct desk_case *c;
	const struct carrier_order *order;
	const struct delivery *mine, *theirs;
	struct receipt_cell *cells;
	size_t count;
};

static void claim_cell(void *data, uint32_t mine, uint32_t theirs)
{
	struct claim *claim = data;
	uint8_t outcome = claim->theirs->cells[theirs];
	bool must_be_off = outcome == CELL_STOPPING || claim->theirs->state == DELIVERY_STOPPING;
	bool has_ended = outcome == CELL_STOPPED || outcome == CELL_TAKEN_OVER;

	if (!must_be_off || has_ended || delivery_is_off_in(claim->mine, mine) ||
	    delivery_yields_in(claim->mine, mine))
		return;
	claim->cells[claim->count++] = (struct receipt_cell){ theirs, CELL_TAKEN_OVER, 0 };
}

static void claim_from(void *data, struct desk_case *other, uint32_t delivery)
{
	struct claim *claim = data;
	const struct route_delivery *row;

	claim->theirs = &other->flow->deliveries[delivery];
	if ((claim->theirs->state != DELIVERY_STOPPING && claim->theirs->cells_stopping == 0) ||
	    !find_twin(claim->order, other, delivery, &row))
		return;
	claim->count = 0;
	claim->cells = array(NULL, row->cell_count, sizeof(*claim->cells));
	places_common(claim->order->delivery, row, claim_cell, claim);
	if (claim->count > 0)
		tell(claim->desk,
		     &(struct receipt){ .notice = other->flow->notice,
					.delivery = delivery,
					.cells = claim->cells,
					.cell_count = claim->count },
		     claim->c->flow->notice);
	talloc_free(claim->cells);
}

void takeover_claim(struct desk *desk, const struct desk_case *c, const struct carrier_order *order)
{
	struct claim claim = {
		.desk = desk, .c = c, .order = order, .mine = &c->flow->deliveries[order->index]
	};

	if (route_message_is_kept(order->message) && links_takes_parts(desk, order->delivery->link))
		places_visit(desk, c, order->index, claim_from, &claim);
}
