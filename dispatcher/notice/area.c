/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "notice/area.h"

#include <stdlib.h>
#include <talloc.h>

static void *copy_of(void *ctx, const void *items, size_t size)
{
	void *copy = talloc_size(ctx, size ? size : 1);

	if (!copy)
		abort();
	if (size > 0)
		memcpy(copy, items, size);
	return copy;
}

static const struct geo_polygon *copy_polygons(void *ctx, const struct area *area)
{
	struct geo_polygon *polygons = copy_of(ctx, area->polygons,
					       area->polygon_count * sizeof(*polygons));

	for (size_t i = 0; i < area->polygon_count; i++)
		polygons[i].points = copy_of(ctx, polygons[i].points,
					     polygons[i].count * sizeof(*polygons[i].points));
	return polygons;
}

static const struct area_code *copy_codes(void *ctx, const struct area *area)
{
	struct area_code *codes = copy_of(ctx, area->codes, area->code_count * sizeof(*codes));

	for (size_t i = 0; i < area->code_count; i++)
		codes[i] = (struct area_code){ slice_copy(ctx, codes[i].value_name),
					       slice_copy(ctx, codes[i].value) };
	return codes;
}

const struct area *area_copy(void *ctx, const struct area *areas, size_t count)
{
	struct area *copies = copy_of(ctx, areas, count * sizeof(*areas));

	for (size_t i = 0; i < count; i++) {
		copies[i].description = slice_copy(ctx, areas[i].description);
		copies[i].polygons = copy_polygons(ctx, &areas[i]);
		copies[i].circles = copy_of(ctx, areas[i].circles,
					    areas[i].circle_count * sizeof(*areas[i].circles));
		copies[i].codes = copy_codes(ctx, &areas[i]);
	}
	return copies;
}

/* ---- the middle ------------------------------------------------------------------------- */

/* Longitudes are taken from the first point on, the shorter way round the world. */
struct middle {
	int64_t lat_e6, lon_e6;
	int64_t count;
	struct geo_point first;
};

static int64_t turned(int64_t lon_e6)
{
	const int64_t whole = 2 * (int64_t)GEO_LON_MAX_E6;

	if (lon_e6 > GEO_LON_MAX_E6)
		return lon_e6 - whole;
	return lon_e6 < -GEO_LON_MAX_E6 ? lon_e6 + whole : lon_e6;
}

static void add_point(struct middle *middle, struct geo_point point)
{
	if (middle->count++ == 0)
		middle->first = point;
	middle->lat_e6 += point.lat_e6;
	middle->lon_e6 += turned((int64_t)point.lon_e6 - middle->first.lon_e6);
}

bool area_middle(struct geo_point *out, const struct area *areas, size_t count)
{
	struct middle middle = { .count = 0 };

	for (size_t a = 0; a < count; a++) {
		for (size_t i = 0; i < areas[a].circle_count; i++)
			add_point(&middle, areas[a].circles[i].centre);
		for (size_t p = 0; p < areas[a].polygon_count; p++)
			for (size_t i = 1; i < areas[a].polygons[p].count; i++)
				add_point(&middle, areas[a].polygons[p].points[i]);
	}
	if (middle.count == 0)
		return false;
	*out = (struct geo_point){
		(int32_t)(middle.lat_e6 / middle.count),
		(int32_t)turned(middle.first.lon_e6 + middle.lon_e6 / middle.count),
	};
	return true;
}
