/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "desk/tally.h"

#include <stdio.h>
#include <talloc.h>

#include "desk/predecessor.h"
#include "notice/calendar.h"

struct tallying {
	struct desk_batch *batch;
	int64_t day;
	bool is_first; /* route of the notice */
	uint64_t people;
};

static void add(const struct tallying *tallying, enum ledger_tally_scope scope, const char *key)
{
	desk_batch_tally(tallying->batch, &(struct ledger_tally){
						  .scope = scope,
						  .key = key,
						  .day = tallying->day,
						  .notices = tallying->is_first,
						  .people = tallying->people,
					  });
}

static void add_body(const struct tallying *tallying, enum ledger_tally_scope scope,
		     struct slice identifier)
{
	void *ctx = desk_batch_ctx(tallying->batch);

	if (identifier.size > 0)
		add(tallying, scope, slice_string(ctx, identifier));
}

static void add_cities(struct tallying *tallying, const struct footprint *footprint)
{
	char key[16];

	for (size_t i = 0; i < footprint->count; i++) {
		const struct footprint_place *place = &footprint->places[i];

		snprintf(key, sizeof(key), "%u", place->city);
		tallying->people = place->people;
		add(tallying, LEDGER_TALLY_CITY, key);
	}
}

static uint64_t people_of(const struct footprint *footprint)
{
	uint64_t people = 0;

	for (size_t i = 0; i < footprint->count; i++)
		people += footprint->places[i].people;
	return people;
}

/* Those of its cells that this route goes to; the inside ones come first. */
static const struct footprint *footprint_of(void *ctx, const struct resolution *r,
					    enum routing_part part)
{
	bool outside = part == ROUTING_OUTSIDE;
	size_t from = outside ? r->inside_count : 0;
	size_t to = part == ROUTING_INSIDE ? r->inside_count : r->cells.cell_count;
	struct footprint *footprint;

	if (from == 0 && to == r->cells.cell_count)
		return &r->footprint;
	footprint = talloc_zero(ctx, struct footprint);
	footprint_of_cells(footprint, r->cells.cells + from, to - from);
	return footprint;
}

void tally_add(struct desk_batch *batch, const struct resolution *r, enum routing_part part)
{
	const struct flow *flow = desk_batch_flow(batch);
	const struct footprint *footprint = footprint_of(desk_batch_ctx(batch), r, part);
	struct tallying tallying = {
		.batch = batch,
		.day = calendar_day_of(desk_now()),
		.is_first = flow->route_count == 0,
		.people = people_of(footprint),
	};

	if (footprint->count == 0 || predecessor_is_shown_again(flow))
		return;
	add_body(&tallying, LEDGER_TALLY_BODY, flow->received.agency);
	add_body(&tallying, LEDGER_TALLY_AUTHORITY, flow->judged.authority);
	add_cities(&tallying, footprint);
}
