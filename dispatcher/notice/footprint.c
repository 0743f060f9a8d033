/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "notice/footprint.h"

#include <string.h>

/* Where the city stands, or would stand. */
static size_t position(const struct footprint *footprint, uint32_t city)
{
	size_t low = 0, high = footprint->count;

	while (low < high) {
		size_t middle = (low + high) / 2;

		if (footprint->places[middle].city < city)
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

/* NULL when there is no room for another city. */
static struct footprint_place *place_of(struct footprint *footprint, uint32_t city)
{
	size_t at = position(footprint, city);
	struct footprint_place *place = &footprint->places[at];

	if (at < footprint->count && place->city == city)
		return place;
	if (footprint->count == FOOTPRINT_PLACES_MAX)
		return NULL;
	memmove(place + 1, place, (footprint->count - at) * sizeof(*place));
	footprint->count++;
	*place = (struct footprint_place){ .city = city,
					   .box = { INT32_MAX, INT32_MIN, INT32_MAX, INT32_MIN } };
	return place;
}

static void add(struct footprint_place *place, const struct cell *cell)
{
	struct geo_point at = cell->coverage.at;
	struct geo_box point = { at.lat_e6, at.lat_e6, at.lon_e6, at.lon_e6 };
	uint32_t county = cell->adcode % 100;

	place->counties[county / 64] |= (uint64_t)1 << (county % 64);
	if (place->cells == 0)
		place->box = point;
	else
		geo_box_join(&place->box, &point);
	place->cells++;
	place->people += cell->people;
}

void footprint_of_cells(struct footprint *out, const struct cell *cells, size_t count)
{
	struct footprint_place *place = NULL;

	out->count = 0;
	for (size_t i = 0; i < count; i++) {
		uint32_t city = cells[i].adcode / 100 * 100;

		/* Cells of one node mostly stand in one city. */
		if (!place || place->city != city)
			place = place_of(out, city);
		if (place)
			add(place, &cells[i]);
	}
}

bool footprint_meets(const struct footprint_place *a, const struct footprint_place *b)
{
	bool anywhere = (a->counties[0] & 1) || (b->counties[0] & 1);

	if (a->city != b->city)
		return false;
	if (!anywhere && !(a->counties[0] & b->counties[0]) && !(a->counties[1] & b->counties[1]))
		return false;
	return geo_box_overlaps(&a->box, &b->box);
}
