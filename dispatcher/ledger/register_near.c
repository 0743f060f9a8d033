/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "ledger/register_near.h"

#include <math.h>
#include <stdlib.h>

/* ---- shapes made ready ---------------------------------------------------------------- */

static enum err count_shapes(struct register_near *near, const struct area *areas, size_t count,
			     size_t *edges, struct fault *why)
{
	*edges = 0;
	for (size_t i = 0; i < count; i++) {
		const struct area *area = &areas[i];

		near->ring_count += area->polygon_count;
		near->circle_count += area->circle_count;
		for (size_t k = 0; k < area->polygon_count; k++) {
			if (area->polygons[k].count < 4)
				return err_set(why, ERR_INPUT, "CAP 1.2 3.2.4",
					       "polygon has fewer than 4 points");
			*edges += area->polygons[k].count - 1;
		}
	}
	return ERR_OK;
}

static enum err make_shape_room(struct register_near *near, size_t edges, struct fault *why)
{
	near->rings = calloc(near->ring_count + 1, sizeof(*near->rings));
	near->near = calloc(near->ring_count + 1, sizeof(*near->near));
	near->edges = calloc(edges + 1, sizeof(*near->edges));
	near->near_edges = calloc(edges + 1, sizeof(*near->near_edges));
	near->circles = calloc(near->circle_count + 1, sizeof(*near->circles));
	near->near_circles = calloc(near->circle_count + 1, sizeof(*near->near_circles));
	return near->rings && near->near && near->edges && near->near_edges && near->circles &&
			       near->near_circles
		       ? ERR_OK
		       : err_set(why, ERR_MEMORY, NULL, "no memory for the cells of an area");
}

enum err register_near_open(struct register_near *near, const struct area *areas, size_t count,
			    struct fault *why)
{
	size_t edges, ring = 0, circle = 0, used = 0;
	enum err err;

	*near = (struct register_near){ 0 };
	err = count_shapes(near, areas, count, &edges, why);
	if (err == ERR_OK)
		err = make_shape_room(near, edges, why);
	for (size_t i = 0; err == ERR_OK && i < count; i++) {
		const struct area *area = &areas[i];

		for (size_t k = 0; k < area->polygon_count; k++, ring++) {
			geo_ring_open(&near->rings[ring], near->edges + used, &area->polygons[k]);
			used += near->rings[ring].count;
		}
		for (size_t k = 0; k < area->circle_count; k++)
			near->circles[circle++] = &area->circles[k];
	}
	return err;
}

void register_near_free(struct register_near *near)
{
	free(near->rings);
	free(near->near);
	free(near->edges);
	free(near->near_edges);
	free(near->circles);
	free(near->near_circles);
}

/* ---- a tile --------------------------------------------------------------------------- */

/* Degrees in a metre where the tile's meridians stand closest: no cell of it needs more. */
static void measure_tile(struct register_near *near, const struct geo_box *box)
{
	int32_t pole_side = box->north_e6 > -box->south_e6 ? box->north_e6 : box->south_e6;
	struct geo_sector corner = { .at = { pole_side, 0 } };
	struct geo_view view = geo_view_of(&corner);

	near->high_e6_of_m = 1.02 / view.north_m;
	near->wide_e6_of_m = 1.02 / fmax(view.east_m, 1e-6);
}

bool register_near_tile(struct register_near *near, const struct geo_box *box)
{
	struct geo_ring_edge *room = near->near_edges;

	near->near_count = near->near_circle_count = 0;
	for (size_t i = 0; i < near->ring_count; i++) {
		struct geo_ring *one = &near->near[near->near_count];
		enum geo_ring_side side = geo_ring_side_of_box(&near->rings[i], box);

		if (side == GEO_RING_INSIDE)
			return true;
		if (side == GEO_RING_APART)
			continue;
		geo_ring_near(one, room, &near->rings[i], box);
		room += one->count;
		near->near_count++;
	}
	for (size_t i = 0; i < near->circle_count; i++) {
		struct geo_box around = geo_box_of_circle(near->circles[i]);

		if (geo_box_overlaps(&around, box))
			near->near_circles[near->near_circle_count++] = near->circles[i];
	}
	measure_tile(near, box);
	return false;
}

/* ---- a cell of it ---------------------------------------------------------------------- */

/* Round a cell of this tile, a little larger than it must be, without its own sines. */
static struct geo_box box_of(const struct register_near *near, const struct geo_sector *coverage)
{
	int32_t high = (int32_t)(coverage->radius_m * near->high_e6_of_m) + 2;
	double wide = coverage->radius_m * near->wide_e6_of_m + 2;
	struct geo_point at = coverage->at;

	if (wide > GEO_LON_MAX_E6)
		wide = GEO_LON_MAX_E6;
	return (struct geo_box){ at.lat_e6 - high, at.lat_e6 + high, at.lon_e6 - (int32_t)wide,
				 at.lon_e6 + (int32_t)wide };
}

static bool has_edge_near(const struct register_near *near, const struct geo_box *box)
{
	for (size_t i = 0; i < near->near_count; i++)
		if (geo_ring_comes_near(&near->near[i], box))
			return true;
	return false;
}

bool register_near_reaches(const struct register_near *near, const struct geo_sector *coverage)
{
	struct geo_view view;
	struct geo_box box;

	for (size_t i = 0; i < near->near_count; i++)
		if (geo_ring_holds(&near->near[i], coverage->at))
			return true;
	for (size_t i = 0; i < near->near_circle_count; i++)
		if (geo_sector_meets_circle(coverage, near->near_circles[i]))
			return true;
	box = box_of(near, coverage);
	if (!has_edge_near(near, &box))
		return false;
	view = geo_view_of(coverage);
	for (size_t i = 0; i < near->near_count; i++)
		if (geo_ring_meets(&near->near[i], &view))
			return true;
	return false;
}
