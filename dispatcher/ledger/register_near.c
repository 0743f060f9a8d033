/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "ledger/register_near.h"

#include <math.h>
#include <stdlib.h>
#include <talloc.h>

#include "base/geo_ring_edge.h"

/* ---- shapes made ready ---------------------------------------------------------------- */

static enum err no_memory(struct fault *why)
{
	return err_set(why, ERR_MEMORY, NULL, "no memory for the cells of an area");
}

static enum err count_shapes(struct register_near *near, const struct area *areas, size_t count,
			     size_t *most_edges, struct fault *why)
{
	*most_edges = 0;
	for (size_t i = 0; i < count; i++) {
		const struct area *area = &areas[i];

		near->ring_count += area->polygon_count;
		near->circle_count += area->circle_count;
		for (size_t k = 0; k < area->polygon_count; k++) {
			if (area->polygons[k].count < 4)
				return err_set(why, ERR_INPUT, "CAP 1.2 3.2.4",
					       "polygon has fewer than 4 points");
			if (area->polygons[k].count > *most_edges)
				*most_edges = area->polygons[k].count;
		}
	}
	return ERR_OK;
}

static enum err make_room(struct register_near *near, size_t most_edges, struct fault *why)
{
	unsigned int rings = (unsigned int)near->ring_count + 1;
	unsigned int circles = (unsigned int)near->circle_count + 1;

	near->ctx = talloc_new(NULL);
	near->rings = talloc_zero_array(near->ctx, struct geo_ring, rings);
	near->grids = talloc_zero_array(near->ctx, struct geo_grid *, rings);
	near->near = talloc_zero_array(near->ctx, struct register_near_ring,
				       GEO_GRID_TURNS_MAX * rings);
	near->circles = talloc_zero_array(near->ctx, const struct geo_circle *, circles);
	near->near_circles = talloc_zero_array(near->ctx, const struct geo_circle *, circles);
	near->edges = talloc_array(near->ctx, uint32_t, (unsigned int)most_edges + 1);
	return near->ctx && near->rings && near->grids && near->near && near->circles &&
			       near->near_circles && near->edges
		       ? ERR_OK
		       : no_memory(why);
}

static enum err add_polygon(struct register_near *near, size_t ring,
			    const struct geo_polygon *polygon, struct fault *why)
{
	struct geo_ring_edge *edges = talloc_array(near->ctx, struct geo_ring_edge,
						   (unsigned int)polygon->count);

	if (!edges)
		return no_memory(why);
	geo_ring_open(&near->rings[ring], edges, polygon);
	near->grids[ring] = geo_grid_new(near->ctx, &near->rings[ring]);
	return near->grids[ring] ? ERR_OK : no_memory(why);
}

enum err register_near_open(struct register_near *near, const struct area *areas, size_t count,
			    struct fault *why)
{
	size_t most_edges, ring = 0, circle = 0;
	enum err err;

	*near = (struct register_near){ 0 };
	err = count_shapes(near, areas, count, &most_edges, why);
	if (err == ERR_OK)
		err = make_room(near, most_edges, why);
	for (size_t i = 0; err == ERR_OK && i < count; i++) {
		const struct area *area = &areas[i];

		for (size_t k = 0; err == ERR_OK && k < area->polygon_count; k++)
			err = add_polygon(near, ring++, &area->polygons[k], why);
		for (size_t k = 0; k < area->circle_count; k++)
			near->circles[circle++] = &area->circles[k];
	}
	return err;
}

void register_near_free(struct register_near *near)
{
	talloc_free(near->ctx);
}

/* ---- a tile --------------------------------------------------------------------------- */

/* Degrees in a metre where the tile's meridians stand closest: no cell of it needs more. */
static void measure_tile(struct register_near *near, const struct geo_box *box)
{
	int32_t pole_side = box->north_e6 > -box->south_e6 ? box->north_e6 : box->south_e6;
	struct geo_sector corner = { .at = { pole_side, 0 } };
	struct geo_view view = geo_view_of(&corner);

	near->high_e6_of_m = 1.02 / view.north_m;
	near->wide_e6_of_m = 1.02 / fmax(view.east_m, 1e-9);
	near->scale = geo_sketch_scale_of(box->south_e6, box->north_e6);
}

/*
 * The box of what reaches a pole goes round the world and is folded to [-180, 180], the cells of
 * the tile and their boxes are not: beyond either end they meet the ring in another turn.
 */
static size_t turns_of(int turns[GEO_GRID_TURNS_MAX], const struct geo_grid *grid,
		       const struct geo_box *box)
{
	if (box->east_e6 - box->west_e6 < GEO_WORLD_E6)
		return geo_grid_turns(turns, grid, box);
	for (int i = 0; i < GEO_GRID_TURNS_MAX; i++)
		turns[i] = i - GEO_GRID_TURNS_MAX / 2;
	return GEO_GRID_TURNS_MAX;
}

static void add_ring(struct register_near *near, const struct geo_grid *grid,
		     const struct geo_box *box)
{
	int turns[GEO_GRID_TURNS_MAX];
	size_t count = turns_of(turns, grid, box);

	for (size_t i = 0; i < count; i++)
		near->near[near->near_count++] = (struct register_near_ring){ grid, turns[i] };
}

enum geo_ring_side register_near_tile(struct register_near *near, const struct geo_box *box)
{
	near->near_count = near->near_circle_count = 0;
	for (size_t i = 0; i < near->ring_count; i++) {
		enum geo_ring_side side = geo_grid_side_of_box(near->grids[i], box);

		if (side == GEO_RING_INSIDE)
			return GEO_RING_INSIDE;
		if (side == GEO_RING_MIXED)
			add_ring(near, near->grids[i], box);
	}
	for (size_t i = 0; i < near->circle_count; i++) {
		struct geo_box around = geo_box_of_circle(near->circles[i]);

		if (geo_box_overlaps(&around, box))
			near->near_circles[near->near_circle_count++] = near->circles[i];
	}
	measure_tile(near, box);
	return near->near_count + near->near_circle_count > 0 ? GEO_RING_MIXED : GEO_RING_APART;
}

/* ---- a cell of it ---------------------------------------------------------------------- */

/* Round a cell of this tile, a little larger than it must be, without its own sines. */
static struct geo_box box_of(const struct register_near *near, const struct geo_sector *coverage)
{
	int32_t high = (int32_t)(coverage->radius_m * near->high_e6_of_m) + 2;
	double wide = coverage->radius_m * near->wide_e6_of_m + 2;
	struct geo_point at = coverage->at;

	/* All meridians meet at a pole. */
	if (wide > GEO_LON_MAX_E6 || abs(at.lat_e6) == GEO_LAT_MAX_E6)
		wide = GEO_LON_MAX_E6;
	return (struct geo_box){ at.lat_e6 - high, at.lat_e6 + high, at.lon_e6 - (int32_t)wide,
				 at.lon_e6 + (int32_t)wide };
}

static bool holds(const struct register_near_ring *ring, struct geo_point at)
{
	return abs(ring->turn) <= 1 &&
	       geo_grid_holds(ring->grid, at.lat_e6, at.lon_e6 + ring->turn * GEO_WORLD_E6);
}

static bool meets_exactly(const struct geo_ring_edge *edges, const uint32_t *numbers, size_t count,
			  const struct geo_sector *coverage)
{
	struct geo_view view = geo_view_of(coverage);

	for (size_t i = 0; i < count; i++)
		if (geo_ring_edge_meets(&edges[numbers[i]], &view))
			return true;
	return false;
}

/* Most edges are judged by a sketch, which many cells share the work for. */
static bool meets_edge(const struct register_near *near, const struct register_near_ring *ring,
		       const struct geo_sector *coverage, struct geo_box box)
{
	const struct geo_ring_edge *edges = ring->grid->ring->edges;
	int32_t shift_e6 = ring->turn * GEO_WORLD_E6;
	struct geo_sketch sketch = geo_sketch_of(coverage, &near->scale,
						 coverage->at.lon_e6 + shift_e6);
	size_t count, asked = 0;

	box.west_e6 += shift_e6;
	box.east_e6 += shift_e6;
	count = geo_grid_near(near->edges, ring->grid, &box);
	for (size_t i = 0; i < count; i++)
		switch (geo_sketch_meets(&sketch, &edges[near->edges[i]])) {
		case GEO_SKETCH_YES:
			return true;
		case GEO_SKETCH_ASK:
			near->edges[asked++] = near->edges[i];
			break;
		case GEO_SKETCH_NO:
			break;
		}
	return asked > 0 && meets_exactly(edges, near->edges, asked, coverage);
}

bool register_near_reaches(const struct register_near *near, const struct geo_sector *coverage)
{
	struct geo_box box;

	for (size_t i = 0; i < near->near_count; i++)
		if (holds(&near->near[i], coverage->at))
			return true;
	for (size_t i = 0; i < near->near_circle_count; i++)
		if (geo_sector_meets_circle(coverage, near->near_circles[i]))
			return true;
	box = box_of(near, coverage);
	for (size_t i = 0; i < near->near_count; i++)
		if (meets_edge(near, &near->near[i], coverage, box))
			return true;
	return false;
}
