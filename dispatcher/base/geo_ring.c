/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "base/geo_ring.h"

#include "base/geo_ring_edge.h"

/* The turn of the world in which the edge is nearest to the antenna. */
static int32_t nearest_lon(const struct geo_ring_edge *edge, int32_t lon_e6)
{
	int32_t middle_e6 = (edge->a_lon_e6 + edge->b_lon_e6) / 2;

	while (middle_e6 - lon_e6 > GEO_LON_MAX_E6)
		lon_e6 += GEO_WORLD_E6;
	while (middle_e6 - lon_e6 < -GEO_LON_MAX_E6)
		lon_e6 -= GEO_WORLD_E6;
	return lon_e6;
}

bool geo_ring_edge_meets(const struct geo_ring_edge *edge, struct geo_view *view)
{
	int32_t lat = view->sector.at.lat_e6, lon = nearest_lon(edge, view->sector.at.lon_e6);
	int32_t north = lat + view->high_e6, south = lat - view->high_e6;
	int32_t east = lon + view->wide_e6, west = lon - view->wide_e6;
	struct geo_direction a, b;

	if (((edge->a_lat_e6 > north) & (edge->b_lat_e6 > north)) |
	    ((edge->a_lat_e6 < south) & (edge->b_lat_e6 < south)) |
	    ((edge->a_lon_e6 > east) & (edge->b_lon_e6 > east)) |
	    ((edge->a_lon_e6 < west) & (edge->b_lon_e6 < west)))
		return false;
	a = (struct geo_direction){ (edge->a_lon_e6 - lon) * view->east_m,
				    (edge->a_lat_e6 - lat) * view->north_m };
	b = (struct geo_direction){ (edge->b_lon_e6 - lon) * view->east_m,
				    (edge->b_lat_e6 - lat) * view->north_m };
	return geo_view_covers_line(view, a, b);
}

/* ---- rings ---------------------------------------------------------------------------- */

void geo_ring_open(struct geo_ring *out, struct geo_ring_edge *room,
		   const struct geo_polygon *polygon)
{
	int32_t lon = polygon->points[0].lon_e6;
	size_t count = polygon->count - 1;

	*out = (struct geo_ring){ .edges = room, .count = count };
	for (size_t i = 0; i < count; i++) {
		struct geo_box box;

		room[i] = geo_ring_edge_after(polygon, i, lon);
		lon = room[i].b_lon_e6;
		box = geo_ring_edge_box(&room[i]);
		if (i == 0)
			out->box = box;
		geo_box_join(&out->box, &box);
	}
}

bool geo_ring_holds(const struct geo_ring *ring, struct geo_point point)
{
	for (int turns = -1; turns <= 1; turns++) {
		int32_t lon = point.lon_e6 + turns * GEO_WORLD_E6;
		struct geo_ring_parity parity = { 0 };

		if (lon < ring->box.west_e6 || lon > ring->box.east_e6)
			continue;
		for (size_t i = 0; i < ring->count; i++)
			geo_ring_edge_count(&parity, &ring->edges[i], point.lat_e6, lon);
		if (parity.on_boundary || parity.is_inside)
			return true;
	}
	return false;
}

/* Whether the line through the edge leaves all corners of the box on one side of it. */
static bool box_is_beside(const struct geo_ring_edge *edge, const struct geo_box *box,
			  int32_t shift_e6)
{
	int32_t west = box->west_e6 + shift_e6, east = box->east_e6 + shift_e6;
	int64_t sides[4] = {
		geo_ring_edge_turn(edge, box->south_e6, west),
		geo_ring_edge_turn(edge, box->south_e6, east),
		geo_ring_edge_turn(edge, box->north_e6, west),
		geo_ring_edge_turn(edge, box->north_e6, east),
	};
	int above = 0, below = 0;

	for (int i = 0; i < 4; i++) {
		above += sides[i] > 0;
		below += sides[i] < 0;
	}
	return above == 4 || below == 4;
}

static bool edge_enters_box(const struct geo_ring_edge *edge, const struct geo_box *box)
{
	struct geo_box own = geo_ring_edge_box(edge);

	if (own.south_e6 > box->north_e6 || box->south_e6 > own.north_e6)
		return false;
	for (int turns = -2; turns <= 2; turns++) {
		int32_t shift = turns * GEO_WORLD_E6;

		if (own.west_e6 <= box->east_e6 + shift && box->west_e6 + shift <= own.east_e6 &&
		    !box_is_beside(edge, box, shift))
			return true;
	}
	return false;
}

static int32_t fold(int32_t lon_e6)
{
	while (lon_e6 > GEO_LON_MAX_E6)
		lon_e6 -= GEO_WORLD_E6;
	while (lon_e6 < -GEO_LON_MAX_E6)
		lon_e6 += GEO_WORLD_E6;
	return lon_e6;
}

enum geo_ring_side geo_ring_side_of_box(const struct geo_ring *ring, const struct geo_box *box)
{
	struct geo_point corner = { box->south_e6, fold(box->west_e6) };

	if (!geo_box_overlaps(&ring->box, box))
		return GEO_RING_APART;
	for (size_t i = 0; i < ring->count; i++)
		if (edge_enters_box(&ring->edges[i], box))
			return GEO_RING_MIXED;
	return geo_ring_holds(ring, corner) ? GEO_RING_INSIDE : GEO_RING_APART;
}

/* ---- polygons without room ------------------------------------------------------------ */

bool geo_ring_polygon_holds(const struct geo_polygon *polygon, struct geo_point point)
{
	for (int turns = -1; turns <= 1; turns++) {
		int32_t at = point.lon_e6 + turns * GEO_WORLD_E6, lon = polygon->points[0].lon_e6;
		struct geo_ring_parity parity = { 0 };

		for (size_t i = 0; i + 1 < polygon->count; i++) {
			struct geo_ring_edge edge = geo_ring_edge_after(polygon, i, lon);

			geo_ring_edge_count(&parity, &edge, point.lat_e6, at);
			lon = edge.b_lon_e6;
		}
		if (parity.on_boundary || parity.is_inside)
			return true;
	}
	return false;
}

bool geo_ring_polygon_meets(const struct geo_polygon *polygon, const struct geo_sector *sector)
{
	struct geo_view view = geo_view_of(sector);
	int32_t lon = polygon->points[0].lon_e6;

	for (size_t i = 0; i + 1 < polygon->count; i++) {
		struct geo_ring_edge edge = geo_ring_edge_after(polygon, i, lon);

		if (geo_ring_edge_meets(&edge, &view))
			return true;
		lon = edge.b_lon_e6;
	}
	return geo_ring_polygon_holds(polygon, sector->at);
}
