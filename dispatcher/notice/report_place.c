/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "notice/report_place.h"

#include <stdlib.h>
#include <talloc.h>

/* Best first: what a cell is shown with when several messages went there. */
static const uint8_t ranks[REPORT_OUTCOME_COUNT] = {
	[REPORT_ON_AIR] = 0,	  [REPORT_ACCEPTED] = 1, [REPORT_UNKNOWN] = 2,
	[REPORT_DOWN] = 3,	  [REPORT_NO_ROOM] = 4,	 [REPORT_REFUSED] = 5,
	[REPORT_FAILED] = 6,	  [REPORT_UNSENT] = 7,	 [REPORT_NOT_SERVED] = 8,
	[REPORT_NOT_ORDERED] = 9,
};

/* One cell of one delivery, or of the register. */
struct key {
	uint8_t octets[CELL_ID_OCTETS];
	uint32_t delivery, index;
};

struct keys {
	struct key *items;
	size_t count;
};

static int by_octets(const void *a, const void *b)
{
	const struct key *x = a, *y = b;
	int order = memcmp(x->octets, y->octets, CELL_ID_OCTETS);

	if (order != 0)
		return order;
	return x->delivery < y->delivery ? -1 : x->delivery > y->delivery;
}

static struct keys new_keys(void *ctx, uint64_t room)
{
	struct keys keys = {
		talloc_array_size(ctx, sizeof(struct key), (unsigned int)(room ? room : 1)), 0
	};

	if (!keys.items)
		abort();
	return keys;
}

static void sort(struct keys *keys)
{
	qsort(keys->items, keys->count, sizeof(*keys->items), by_octets);
}

/* ---- what was routed -------------------------------------------------------------------- */

static const struct route_delivery *row_of(const struct report *report,
					   const struct report_world *world, uint32_t delivery)
{
	const struct flow_route *part = &report->flow->routes[report->deliveries[delivery].route];
	const struct route *route = &world->routes[report->deliveries[delivery].route];
	uint32_t at = delivery - part->first_delivery;

	if (at >= route->delivery_count ||
	    route->deliveries[at].cell_count != report->flow->deliveries[delivery].cell_count)
		return NULL;
	return &route->deliveries[at];
}

static struct keys routed_cells(void *ctx, const struct report *report,
				const struct report_world *world)
{
	struct keys keys = new_keys(ctx, report->cell_count);

	for (uint32_t d = 0; d < report->delivery_count; d++) {
		const struct route_delivery *row = report_shows(report, d)
							   ? row_of(report, world, d)
							   : NULL;

		for (uint32_t c = 0; row && c < row->cell_count; c++) {
			struct key *key = &keys.items[keys.count++];

			cell_id_pack(key->octets, &row->cells[c]);
			key->delivery = d;
			key->index = c;
		}
	}
	sort(&keys);
	return keys;
}

static const struct report_cell *cell_of(const struct report *report, const struct key *key)
{
	return &report->cells[report->deliveries[key->delivery].first_cell + key->index];
}

/* All that was said of one cell: *keys is moved behind it. */
static struct report_place place_of(const struct report *report, const struct key **keys,
				    const struct key *end)
{
	const struct key *from = *keys, *key = from, *best = from;
	bool any_good = false, any_bad = false;
	struct report_place place;

	for (; key < end && memcmp(key->octets, from->octets, CELL_ID_OCTETS) == 0; key++) {
		uint8_t outcome = cell_of(report, key)->outcome;

		any_good |= report_outcome_is_good(outcome);
		any_bad |= !report_outcome_is_good(outcome);
		if (ranks[outcome] < ranks[cell_of(report, best)->outcome])
			best = key;
	}
	*keys = key;
	place = (struct report_place){
		.delivery = best->delivery,
		.index = best->index,
		.outcome = cell_of(report, best)->outcome,
		.is_partly = any_good && any_bad,
		.is_lost = cell_of(report, best)->is_lost,
		.was_on = cell_of(report, best)->was_on,
		.node = report->nodes[report->deliveries[best->delivery].node].node,
	};
	memcpy(place.octets, from->octets, CELL_ID_OCTETS);
	return place;
}

/* ---- what the register knows ------------------------------------------------------------ */

static struct keys registered_cells(void *ctx, const struct report_world *world)
{
	struct keys keys = new_keys(ctx, world->cell_count);

	for (size_t i = 0; i < world->cell_count; i++) {
		struct key *key = &keys.items[keys.count++];

		cell_id_pack(key->octets, &world->cells[i].id);
		key->delivery = 0;
		key->index = (uint32_t)i;
	}
	sort(&keys);
	return keys;
}

static void learn(struct report_place *place, const struct cell *cell)
{
	place->is_registered = true;
	place->people = cell->people;
	place->coverage = cell->coverage;
	if (place->delivery == REPORT_NO_DELIVERY)
		place->node = cell->node;
}

/* In the area, and in no route: nobody could be told, or nobody was. */
static struct report_place left_out(const struct report_world *world, const struct cell *cell)
{
	bool is_served = cell->node.size > 0 && world->serves &&
			 world->serves(world->data, cell->node);
	struct report_place place = {
		.delivery = REPORT_NO_DELIVERY,
		.outcome = is_served ? REPORT_NOT_ORDERED : REPORT_NOT_SERVED,
	};

	cell_id_pack(place.octets, &cell->id);
	return place;
}

/* ---- both ------------------------------------------------------------------------------- */

/* Of one carrier's report only what went there is shown; of a purged route nobody knows what. */
static bool may_be_left_out(const struct report *report, const struct report_places *out)
{
	return !report->carrier.at && out->cells_without_document == 0;
}

struct merging {
	const struct report *report;
	const struct report_world *world;
	const struct key *routed, *routed_end, *registered, *registered_end;
};

static int order_of(const struct merging *merging)
{
	if (merging->registered == merging->registered_end)
		return -1;
	if (merging->routed == merging->routed_end)
		return 1;
	return memcmp(merging->routed->octets, merging->registered->octets, CELL_ID_OCTETS);
}

/* What the register knows of the cell that was routed next, if anything. */
static void take_routed(struct report_places *out, struct merging *merging, bool is_registered)
{
	struct report_place *place = &out->items[out->count++];

	*place = place_of(merging->report, &merging->routed, merging->routed_end);
	if (is_registered)
		learn(place, &merging->world->cells[merging->registered++->index]);
}

static void take_registered(struct report_places *out, struct merging *merging)
{
	const struct cell *cell = &merging->world->cells[merging->registered++->index];

	if (!may_be_left_out(merging->report, out))
		return;
	out->items[out->count] = left_out(merging->world, cell);
	learn(&out->items[out->count++], cell);
}

static void merge(struct report_places *out, struct merging *merging)
{
	while (merging->routed < merging->routed_end ||
	       merging->registered < merging->registered_end) {
		int order = order_of(merging);

		if (order > 0)
			take_registered(out, merging);
		else
			take_routed(out, merging, order == 0);
	}
}

/* ---- sums ------------------------------------------------------------------------------- */

static void add_place(struct report_gap *gap, const struct report_place *place)
{
	gap->cells++;
	gap->people += place->people;
	gap->cells_of_unknown_people += place->people == 0;
	gap->were_on += place->was_on &&
			!report_outcome_is_good((enum report_outcome)place->outcome);
}

static void count_places(struct report_places *out)
{
	for (size_t i = 0; i < out->count; i++) {
		const struct report_place *place = &out->items[i];
		bool is_good = report_outcome_is_good(place->outcome);

		add_place(&out->by[place->outcome], place);
		if (place->is_partly)
			add_place(&out->partly, place);
		if (is_good && place->is_lost)
			add_place(&out->lost, place);
	}
}

/* Those that cannot be named, and those without cells. */
static void count_rest(struct report_places *out, const struct report *report,
		       const struct report_world *world)
{
	uint32_t counts[REPORT_OUTCOME_COUNT];

	for (uint32_t d = 0; d < report->delivery_count; d++) {
		uint32_t cells = report->flow->deliveries[d].cell_count;

		if (!report_shows(report, d) || (cells > 0 && row_of(report, world, d)))
			continue;
		report_count_cells(report, d, counts);
		for (enum report_outcome i = 0; i < REPORT_OUTCOME_COUNT; i++) {
			out->by[i].deliveries += cells == 0 ? counts[i] : 0;
			out->by[i].cells += cells > 0 ? counts[i] : 0;
			out->by[i].cells_of_unknown_people += cells > 0 ? counts[i] : 0;
		}
		out->cells_without_document += cells;
	}
}

/* At least as many as were found when it was routed, whatever the register says by now. */
static void set_not_served(struct report_places *out, const struct report *report)
{
	struct report_gap *gap = &out->by[REPORT_NOT_SERVED];
	uint64_t listed = gap->cells;

	if (report->carrier.at || report->flow->route_count == 0)
		return;
	if (report->flow->unreachable_cells <= listed)
		return;
	gap->cells = report->flow->unreachable_cells;
	gap->cells_of_unknown_people += gap->cells - listed;
}

static void add_gap(struct report_gap *sum, const struct report_gap *gap)
{
	sum->cells += gap->cells;
	sum->people += gap->people;
	sum->cells_of_unknown_people += gap->cells_of_unknown_people;
	sum->were_on += gap->were_on;
	sum->deliveries += gap->deliveries;
}

void report_places_make(struct report_places *out, void *ctx, const struct report *report,
			const struct report_world *world)
{
	void *scratch = talloc_new(ctx);
	struct keys routed = routed_cells(scratch, report, world);
	struct keys registered = registered_cells(scratch, world);
	struct merging merging = { report,	     world,
				   routed.items,     routed.items + routed.count,
				   registered.items, registered.items + registered.count };

	*out = (struct report_places){ .is_area_known = world->has_register };
	count_rest(out, report, world);
	out->items = talloc_array_size(ctx, sizeof(*out->items),
				       (unsigned int)(routed.count + registered.count + 1));
	if (!out->items)
		abort();
	merge(out, &merging);
	count_places(out);
	set_not_served(out, report);
	for (enum report_outcome i = 0; i < REPORT_OUTCOME_COUNT; i++)
		add_gap(report_outcome_is_good(i) ? &out->warned : &out->not_warned, &out->by[i]);
	talloc_free(scratch);
}

const struct report_place *report_places_find(const struct report_places *places,
					      const uint8_t octets[CELL_ID_OCTETS])
{
	size_t from = 0, to = places->count;

	while (from < to) {
		size_t middle = (from + to) / 2;
		int order = memcmp(octets, places->items[middle].octets, CELL_ID_OCTETS);

		if (order == 0)
			return &places->items[middle];
		if (order < 0)
			to = middle;
		else
			from = middle + 1;
	}
	return NULL;
}
