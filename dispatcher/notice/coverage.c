/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "notice/coverage.h"

#include <stdlib.h>
#include <talloc.h>

enum {
	SMALLEST_E6 = 2048, /* some 230 m */
	SIZES = 19,	    /* the last is wider than the world */
	SLOTS_MIN = 64,
};

/* South and west from the corner of the map; an east beyond the world goes on at its west. */
struct span_box {
	uint32_t south, north, west, east;
};

struct coverage {
	const struct cell *cells;
	struct span_box *boxes;
	uint32_t *starts;  /* of each slot's cells in `entries`; one more than there are slots */
	uint32_t *entries; /* cells; once for each bucket that they touch */
	size_t slots;	   /* a power of two; buckets that share one only cost time */
	uint32_t sizes;	   /* bit n: there are cells in buckets of that size */
};

static void *must(void *memory)
{
	if (!memory)
		abort();
	return memory;
}

/* ---- buckets ---------------------------------------------------------------------------- */

static uint32_t from_west(int64_t lon_e6)
{
	lon_e6 = (lon_e6 + GEO_LON_MAX_E6) % GEO_WORLD_E6;
	return (uint32_t)(lon_e6 < 0 ? lon_e6 + GEO_WORLD_E6 : lon_e6);
}

static struct span_box box_of(const struct cell *cell)
{
	struct geo_box box = geo_box_of_sector(&cell->coverage);
	uint32_t west = from_west(box.west_e6);
	int64_t wide = (int64_t)box.east_e6 - box.west_e6;

	if (wide >= GEO_WORLD_E6)
		return (struct span_box){ (uint32_t)(box.south_e6 + GEO_LAT_MAX_E6),
					  (uint32_t)(box.north_e6 + GEO_LAT_MAX_E6), 0,
					  GEO_WORLD_E6 - 1 };
	return (struct span_box){ (uint32_t)(box.south_e6 + GEO_LAT_MAX_E6),
				  (uint32_t)(box.north_e6 + GEO_LAT_MAX_E6), west,
				  west + (uint32_t)wide };
}

static unsigned int size_of(const struct span_box *box)
{
	uint32_t high = box->north - box->south, wide = box->east - box->west;
	unsigned int size = 0;

	while (size + 1 < SIZES && ((uint32_t)SMALLEST_E6 << size) < (high > wide ? high : wide))
		size++;
	return size;
}

static size_t slot_of(const struct coverage *coverage, unsigned int size, uint32_t row,
		      uint32_t column)
{
	uint64_t key = ((uint64_t)row << 32 | column) * SIZES + size;

	key *= 0x9e3779b97f4a7c15u; /* Fibonacci hashing: the high bits are the mixed ones */
	return (size_t)(key >> 32) & (coverage->slots - 1);
}

/* The slots of the buckets that the box touches, each once. Nine at most: 3 rows by 3 columns. */
enum { TOUCHED_MAX = 16 };

static void add_slot(size_t *slots, size_t *count, size_t slot)
{
	for (size_t i = 0; i < *count; i++)
		if (slots[i] == slot)
			return;
	if (*count < TOUCHED_MAX)
		slots[(*count)++] = slot;
}

static size_t touched(size_t *slots, const struct coverage *coverage, const struct span_box *box)
{
	unsigned int size = size_of(box);
	uint32_t side = (uint32_t)SMALLEST_E6 << size;
	size_t count = 0;

	for (uint32_t row = box->south / side; row <= box->north / side; row++) {
		uint32_t last = (box->east < GEO_WORLD_E6 ? box->east : GEO_WORLD_E6 - 1) / side;

		for (uint32_t column = box->west / side; column <= last; column++)
			add_slot(slots, &count, slot_of(coverage, size, row, column));
		for (uint32_t column = 0;
		     box->east >= GEO_WORLD_E6 && column <= (box->east - GEO_WORLD_E6) / side;
		     column++)
			add_slot(slots, &count, slot_of(coverage, size, row, column));
	}
	return count;
}

/* ---- filling ---------------------------------------------------------------------------- */

static size_t slots_for(size_t count)
{
	size_t slots = SLOTS_MIN;

	while (slots < count)
		slots *= 2;
	return slots;
}

/* Counted first, then filled: each slot's cells stand together. */
static void fill(struct coverage *coverage, size_t count)
{
	size_t slots[TOUCHED_MAX];
	uint32_t total = 0;

	for (size_t i = 0; i < count; i++)
		for (size_t k = touched(slots, coverage, &coverage->boxes[i]); k > 0; k--)
			coverage->starts[slots[k - 1]]++;
	for (size_t s = 0; s <= coverage->slots; s++) {
		total += coverage->starts[s];
		coverage->starts[s] = total; /* the end, from which it is filled downward */
	}
	coverage->entries = must(talloc_array(coverage, uint32_t, total + 1));
	for (size_t i = count; i > 0; i--)
		for (size_t k = touched(slots, coverage, &coverage->boxes[i - 1]); k > 0; k--)
			coverage->entries[--coverage->starts[slots[k - 1]]] = (uint32_t)(i - 1);
}

struct coverage *coverage_new(void *ctx, const struct cell *cells, size_t count)
{
	struct coverage *coverage = must(talloc_zero(ctx, struct coverage));

	coverage->cells = cells;
	coverage->slots = slots_for(count);
	coverage->boxes = must(talloc_array(coverage, struct span_box, (unsigned int)count + 1));
	coverage->starts = must(
		talloc_zero_array(coverage, uint32_t, (unsigned int)coverage->slots + 1));
	for (size_t i = 0; i < count; i++) {
		coverage->boxes[i] = box_of(&cells[i]);
		coverage->sizes |= 1u << size_of(&coverage->boxes[i]);
	}
	fill(coverage, count);
	return coverage;
}

/* ---- asking ----------------------------------------------------------------------------- */

static bool is_in_box(const struct span_box *box, uint32_t north, uint32_t east)
{
	return north >= box->south && north <= box->north &&
	       ((east >= box->west && east <= box->east) ||
		(east + GEO_WORLD_E6 >= box->west && east + GEO_WORLD_E6 <= box->east));
}

static bool covers(const struct cell *cell, struct geo_point point)
{
	struct geo_view view = geo_view_of(&cell->coverage);

	return geo_view_covers_point(&view, point);
}

void coverage_visit(const struct coverage *coverage, struct geo_point point, coverage_fn *fn,
		    void *data)
{
	uint32_t north = (uint32_t)(point.lat_e6 + GEO_LAT_MAX_E6);
	uint32_t east = from_west(point.lon_e6);

	for (unsigned int size = 0; size < SIZES; size++) {
		uint32_t side = (uint32_t)SMALLEST_E6 << size;
		size_t slot;

		if (!(coverage->sizes >> size & 1))
			continue;
		slot = slot_of(coverage, size, north / side, east / side);
		for (uint32_t i = coverage->starts[slot]; i < coverage->starts[slot + 1]; i++) {
			uint32_t cell = coverage->entries[i];

			if (is_in_box(&coverage->boxes[cell], north, east) &&
			    size_of(&coverage->boxes[cell]) == size &&
			    covers(&coverage->cells[cell], point) && !fn(data, cell))
				return;
		}
	}
}
