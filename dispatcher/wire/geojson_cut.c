/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "wire/geojson_cut.h"

#include <math.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdlib.h>
#include <talloc.h>

#define WIDTH_MIN 1.0 /* square millionths of a degree, twice */

static void *must(void *memory)
{
	if (!memory)
		abort();
	return memory;
}

/* ---- rings ------------------------------------------------------------------------------ */

void geojson_rings_init(struct geojson_rings *rings, void *ctx)
{
	*rings = (struct geojson_rings){ .ctx = ctx };
}

struct geojson_ring *geojson_rings_add(struct geojson_rings *rings, size_t most)
{
	struct geojson_ring *ring;

	rings->rings = must(talloc_realloc(rings->ctx, rings->rings, struct geojson_ring,
					   (unsigned int)rings->count + 1));
	ring = &rings->rings[rings->count++];
	*ring = (struct geojson_ring){
		must(talloc_array(rings->ctx, struct geojson_place, (unsigned int)most + 1)), 0
	};
	return ring;
}

void geojson_ring_add(struct geojson_ring *ring, double x, double y)
{
	ring->places[ring->count++] = (struct geojson_place){ x, y };
}

/* Seen from its first place: far from Greenwich nothing is lost in rounding. */
double geojson_ring_twice_the_area(const struct geojson_ring *ring)
{
	const struct geojson_place *p = ring->places;
	double sum = 0;

	for (size_t i = 1; i + 1 < ring->count; i++)
		sum += (p[i].x - p[0].x) * (p[i + 1].y - p[0].y) -
		       (p[i + 1].x - p[0].x) * (p[i].y - p[0].y);
	return sum;
}

/* A place on the line is its own crossing, too. */
static bool is_same(const struct geojson_place *a, const struct geojson_place *b)
{
	return fabs(a->x - b->x) < 0.5 && fabs(a->y - b->y) < 0.5;
}

static void copy_ring(struct geojson_rings *out, const struct geojson_ring *ring)
{
	struct geojson_ring *copy;

	if (!out || fabs(geojson_ring_twice_the_area(ring)) < WIDTH_MIN)
		return;
	copy = geojson_rings_add(out, ring->count);
	for (size_t i = 0; i < ring->count; i++)
		if (!is_same(&ring->places[i], &ring->places[(i + 1) % ring->count]))
			geojson_ring_add(copy, ring->places[i].x, ring->places[i].y);
	if (copy->count < 3)
		out->count--;
}

/* ---- one ring --------------------------------------------------------------------------- */

/*
 * The line cuts the ring into chains that lie before it and behind it in turn; chain n runs from
 * crossing n to crossing n + 1. Along the line, inside lies between the first crossing and the
 * second, the third and the fourth: those are joined, on both sides of it.
 */
struct chain {
	size_t first, count; /* of the ring's places, which go round */
	bool is_behind, is_used;
};

struct crossing {
	struct geojson_place at;
	double along;
	size_t number, partner;
};

struct cutting {
	const struct geojson_ring *ring;
	const struct geojson_line *line;
	struct chain *chains;
	struct crossing *crossings;
	size_t count; /* of either */
};

static bool is_behind(const struct cutting *cutting, size_t place)
{
	const struct geojson_place *at = &cutting->ring->places[place % cutting->ring->count];

	return (cutting->line->axis == GEOJSON_MERIDIAN ? at->x : at->y) >= cutting->line->at;
}

static void add_crossing(struct cutting *cutting, size_t to)
{
	size_t count = cutting->ring->count;
	const struct geojson_place *a = &cutting->ring->places[(to + count - 1) % count];
	const struct geojson_place *b = &cutting->ring->places[to % count];
	struct crossing *crossing = &cutting->crossings[cutting->count];
	double at = cutting->line->at;

	crossing->number = cutting->count;
	if (cutting->line->axis == GEOJSON_MERIDIAN) {
		crossing->along = a->y + (b->y - a->y) * ((at - a->x) / (b->x - a->x));
		crossing->at = (struct geojson_place){ at, crossing->along };
	} else {
		crossing->along = a->x + (b->x - a->x) * ((at - a->y) / (b->y - a->y));
		crossing->at = (struct geojson_place){ crossing->along, at };
	}
}

static void find_chains(struct cutting *cutting)
{
	size_t count = cutting->ring->count, start = 0;

	while (start < count && is_behind(cutting, start) == is_behind(cutting, start + count - 1))
		start++;
	for (size_t i = start; i < start + count && start < count; i++) {
		bool behind = is_behind(cutting, i);

		if (i == start || behind != is_behind(cutting, i - 1)) {
			add_crossing(cutting, i);
			cutting->chains[cutting->count++] = (struct chain){ .first = i,
									    .is_behind = behind };
		}
		cutting->chains[cutting->count - 1].count++;
	}
}

static int by_place(const void *left, const void *right)
{
	const struct crossing *a = left, *b = right;

	return (a->along > b->along) - (a->along < b->along);
}

static int by_number(const void *left, const void *right)
{
	const struct crossing *a = left, *b = right;

	return (a->number > b->number) - (a->number < b->number);
}

static void find_partners(struct cutting *cutting)
{
	struct crossing *crossings = cutting->crossings;

	qsort(crossings, cutting->count, sizeof(*crossings), by_place);
	for (size_t i = 0; i + 1 < cutting->count; i += 2) {
		crossings[i].partner = crossings[i + 1].number;
		crossings[i + 1].partner = crossings[i].number;
	}
	qsort(crossings, cutting->count, sizeof(*crossings), by_number);
}

static void add_chain(struct geojson_ring *out, const struct cutting *cutting, size_t number,
		      bool forward)
{
	const struct chain *chain = &cutting->chains[number];
	const struct geojson_place *from = &cutting->crossings[number].at;
	const struct geojson_place *to = &cutting->crossings[(number + 1) % cutting->count].at;

	if (forward)
		geojson_ring_add(out, from->x, from->y);
	else
		geojson_ring_add(out, to->x, to->y);
	for (size_t i = 0; i < chain->count; i++) {
		size_t at = chain->first + (forward ? i : chain->count - 1 - i);
		const struct geojson_place *place = &cutting->ring
							     ->places[at % cutting->ring->count];

		geojson_ring_add(out, place->x, place->y);
	}
	if (forward)
		geojson_ring_add(out, to->x, to->y);
	else
		geojson_ring_add(out, from->x, from->y);
}

/* From chain to chain of the same side, until it comes back. */
static void go_round(struct geojson_ring *out, struct cutting *cutting, size_t number)
{
	bool behind = cutting->chains[number].is_behind, forward = true;
	size_t count = cutting->count, end;

	while (!cutting->chains[number].is_used) {
		cutting->chains[number].is_used = true;
		add_chain(out, cutting, number, forward);
		end = cutting->crossings[forward ? (number + 1) % count : number].partner;
		forward = cutting->chains[end].is_behind == behind;
		number = forward ? end : (end + count - 1) % count;
	}
}

static void cut_ring(struct geojson_rings *before, struct geojson_rings *behind,
		     const struct geojson_ring *ring, const struct geojson_line *line)
{
	void *ctx = must(talloc_new(NULL));
	unsigned int room = (unsigned int)ring->count + 1;
	struct cutting cutting = { ring, line, must(talloc_array(ctx, struct chain, room)),
				   must(talloc_array(ctx, struct crossing, room)), 0 };
	struct geojson_ring piece = { must(talloc_array(ctx, struct geojson_place, 3 * room)), 0 };

	find_chains(&cutting);
	if (cutting.count == 0)
		copy_ring(is_behind(&cutting, 0) ? behind : before, ring);
	find_partners(&cutting);
	for (size_t i = 0; i < cutting.count; i++) {
		if (cutting.chains[i].is_used)
			continue;
		piece.count = 0;
		go_round(&piece, &cutting, i);
		copy_ring(cutting.chains[i].is_behind ? behind : before, &piece);
	}
	talloc_free(ctx);
}

void geojson_cut(struct geojson_rings *before, struct geojson_rings *behind,
		 const struct geojson_rings *rings, const struct geojson_line *line)
{
	for (size_t i = 0; i < rings->count; i++)
		cut_ring(before, behind, &rings->rings[i], line);
}
