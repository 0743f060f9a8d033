/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Edge: one side of a ring, and the exact arithmetic on it that the files of geo_ring share. */
#ifndef BASE_GEO_RING_EDGE_H
#define BASE_GEO_RING_EDGE_H

#include "base/geo_ring.h"

enum { GEO_RING_EDGE_RUN_MAX_E6 = GEO_WORLD_E6 + GEO_LON_MAX_E6 };

static inline int32_t geo_ring_edge_least(int32_t a, int32_t b)
{
	return a < b ? a : b;
}

static inline int32_t geo_ring_edge_greatest(int32_t a, int32_t b)
{
	return a > b ? a : b;
}

/*
 * Steps go the shorter way: a longitude runs on past +-180 degrees instead of jumping back. No
 * ring that is at most a world wide reaches GEO_RING_EDGE_RUN_MAX_E6; an unchecked spiral folds
 * there, so that no sum below can overflow.
 */
static inline int32_t geo_ring_edge_run_on(int32_t from_e6, int32_t folded_from_e6,
					   int32_t folded_to_e6)
{
	int32_t step = folded_to_e6 - folded_from_e6;

	if (step > GEO_LON_MAX_E6)
		step -= GEO_WORLD_E6;
	else if (step < -GEO_LON_MAX_E6)
		step += GEO_WORLD_E6;
	if (from_e6 + step > GEO_RING_EDGE_RUN_MAX_E6)
		step -= GEO_WORLD_E6;
	else if (from_e6 + step < -GEO_RING_EDGE_RUN_MAX_E6)
		step += GEO_WORLD_E6;
	return from_e6 + step;
}

static inline struct geo_ring_edge geo_ring_edge_after(const struct geo_polygon *polygon, size_t i,
						       int32_t lon_e6)
{
	struct geo_point a = polygon->points[i], b = polygon->points[i + 1];

	return (struct geo_ring_edge){ a.lat_e6, lon_e6, b.lat_e6,
				       geo_ring_edge_run_on(lon_e6, a.lon_e6, b.lon_e6) };
}

static inline struct geo_box geo_ring_edge_box(const struct geo_ring_edge *edge)
{
	return (struct geo_box){ geo_ring_edge_least(edge->a_lat_e6, edge->b_lat_e6),
				 geo_ring_edge_greatest(edge->a_lat_e6, edge->b_lat_e6),
				 geo_ring_edge_least(edge->a_lon_e6, edge->b_lon_e6),
				 geo_ring_edge_greatest(edge->a_lon_e6, edge->b_lon_e6) };
}

/* Twice the area of the triangle edge-point; 0 on the edge's line. At most 2e17: exact. */
static inline int64_t geo_ring_edge_turn(const struct geo_ring_edge *edge, int32_t lat_e6,
					 int32_t lon_e6)
{
	return (int64_t)(edge->b_lon_e6 - edge->a_lon_e6) * (lat_e6 - edge->a_lat_e6) -
	       (int64_t)(edge->b_lat_e6 - edge->a_lat_e6) * (lon_e6 - edge->a_lon_e6);
}

struct geo_ring_parity {
	bool on_boundary, is_inside;
};

/*
 * Counts what the ray from the point to the east crosses. Most edges lie above, below or to the
 * west; the one branch that says so is nearly always taken.
 */
static inline void geo_ring_edge_count(struct geo_ring_parity *parity,
				       const struct geo_ring_edge *edge, int32_t lat_e6,
				       int32_t lon_e6)
{
	bool a_above = edge->a_lat_e6 > lat_e6, b_above = edge->b_lat_e6 > lat_e6;
	bool is_below = (edge->a_lat_e6 < lat_e6) & (edge->b_lat_e6 < lat_e6);
	bool is_west = (edge->a_lon_e6 < lon_e6) & (edge->b_lon_e6 < lon_e6);
	int64_t side;

	if ((a_above & b_above) | is_below | is_west)
		return;
	side = geo_ring_edge_turn(edge, lat_e6, lon_e6);
	if (side == 0 && lon_e6 >= geo_ring_edge_least(edge->a_lon_e6, edge->b_lon_e6))
		parity->on_boundary = true;
	if (a_above != b_above && (side > 0) == b_above)
		parity->is_inside = !parity->is_inside;
}

/* Whether the edge runs through the sector. */
bool geo_ring_edge_meets(const struct geo_ring_edge *edge, struct geo_view *view);

#endif
