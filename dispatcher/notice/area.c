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
