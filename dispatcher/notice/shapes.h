/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Shapes: the polygons and circles of some areas, made ready to be asked about many points. Codes
 * are no shapes: where a region's border runs is not known here.
 *
 * Inside is what the exact test (notice/cells.h) calls inside: even-odd in whole millionths of a
 * degree for polygons, the distance along the ellipsoid for circles; borders belong to it.
 */
#ifndef NOTICE_SHAPES_H
#define NOTICE_SHAPES_H

#include "base/geo_ring.h"
#include "notice/area.h"

struct shapes_polygon {
	struct geo_ring ring;
	struct geo_ring *bands; /* of its edges, by latitude: what decides for a point there */
	size_t band_count;
	int32_t band_height_e6;
};

struct shapes_circle {
	struct geo_circle circle;
	struct geo_box box;
};

struct shapes {
	struct shapes_polygon *polygons;
	struct shapes_circle *circles;
	size_t polygon_count, circle_count;
	size_t edges_asked; /* for one point, on average over the bands of all polygons */
};

/* On ctx; an allocation that fails aborts. Polygons must have passed geo_ring_check_polygon(). */
struct shapes *shapes_new(void *ctx, const struct area *areas, size_t count);

bool shapes_hold(const struct shapes *shapes, struct geo_point point);
/* How many of them do. */
size_t shapes_holding(const struct shapes *shapes, struct geo_point point);
/* INSIDE: one of them holds all of the box. MIXED where it is not worth telling. */
enum geo_ring_side shapes_side_of_box(const struct shapes *shapes, const struct geo_box *box);

#endif
