/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "notice/shapes.h"

#include <stdlib.h>
#include <talloc.h>

enum {
	BANDS_MAX = 64,
	EDGES_A_BAND = 8, /* fewer are not worth another band */
	COPIES_MAX = 8,	  /* edges in all bands, as a multiple of the ring's own */
};

static void *must(void *memory)
{
	if (!memory)
		abort();
	return memory;
}

/* ---- a polygon in bands ----------------------------------------------------------------- */

static size_t band_of(const struct shapes_polygon *polygon, int32_t lat_e6)
{
	int64_t from_south = (int64_t)lat_e6 - polygon->ring.box.south_e6;
	size_t band = from_south < 0 ? 0 : (size_t)(from_south / polygon->band_height_e6);

	return band < polygon->band_count ? band : polygon->band_count - 1;
}

static void bands_of_edge(const struct shapes_polygon *polygon, const struct geo_ring_edge *edge,
			  size_t *first, size_t *last)
{
	bool rises = edge->a_lat_e6 < edge->b_lat_e6;

	*first = band_of(polygon, rises ? edge->a_lat_e6 : edge->b_lat_e6);
	*last = band_of(polygon, rises ? edge->b_lat_e6 : edge->a_lat_e6);
}

static void set_bands(struct shapes_polygon *polygon, size_t count)
{
	int64_t height = (int64_t)polygon->ring.box.north_e6 - polygon->ring.box.south_e6;

	polygon->band_count = count;
	polygon->band_height_e6 = (int32_t)(height / (int64_t)count + 1);
}

static size_t copies_of(const struct shapes_polygon *polygon)
{
	size_t copies = 0, first, last;

	for (size_t i = 0; i < polygon->ring.count; i++) {
		bands_of_edge(polygon, &polygon->ring.edges[i], &first, &last);
		copies += last - first + 1;
	}
	return copies;
}

/* Edges that stand high are in many bands: fewer bands then. */
static size_t choose_bands(struct shapes_polygon *polygon)
{
	size_t bands = polygon->ring.count / EDGES_A_BAND;

	for (bands = bands > BANDS_MAX ? BANDS_MAX : bands; bands > 1; bands /= 2) {
		set_bands(polygon, bands);
		if (copies_of(polygon) <= COPIES_MAX * polygon->ring.count)
			return bands;
	}
	set_bands(polygon, 1);
	return 1;
}

static void fill_bands(struct shapes_polygon *polygon, struct geo_ring_edge *room)
{
	size_t first, last;

	for (size_t i = 0; i < polygon->ring.count; i++) {
		bands_of_edge(polygon, &polygon->ring.edges[i], &first, &last);
		for (size_t b = first; b <= last; b++)
			polygon->bands[b].count++;
	}
	for (size_t b = 0; b < polygon->band_count; b++) {
		polygon->bands[b].edges = room;
		polygon->bands[b].box = polygon->ring.box;
		room += polygon->bands[b].count;
		polygon->bands[b].count = 0;
	}
	for (size_t i = 0; i < polygon->ring.count; i++) {
		bands_of_edge(polygon, &polygon->ring.edges[i], &first, &last);
		for (size_t b = first; b <= last; b++)
			polygon->bands[b].edges[polygon->bands[b].count++] = polygon->ring.edges[i];
	}
}

/* Returns how many edges are in one of its bands, on average. */
static size_t open_polygon(void *ctx, struct shapes_polygon *out, const struct geo_polygon *from)
{
	struct geo_ring_edge *edges = must(
		talloc_array(ctx, struct geo_ring_edge, (unsigned int)from->count));
	size_t bands, copies;

	geo_ring_open(&out->ring, edges, from);
	bands = choose_bands(out);
	copies = copies_of(out);
	out->bands = must(talloc_zero_array(ctx, struct geo_ring, (unsigned int)bands));
	fill_bands(out, must(talloc_array(ctx, struct geo_ring_edge, (unsigned int)copies + 1)));
	return copies / bands;
}

static void count_shapes(struct shapes *out, const struct area *areas, size_t count)
{
	for (size_t i = 0; i < count; i++) {
		out->polygon_count += areas[i].polygon_count;
		out->circle_count += areas[i].circle_count;
	}
}

struct shapes *shapes_new(void *ctx, const struct area *areas, size_t count)
{
	struct shapes *out = must(talloc_zero(ctx, struct shapes));
	struct shapes_polygon *polygon;
	struct shapes_circle *circle;

	count_shapes(out, areas, count);
	polygon = out->polygons = must(talloc_zero_array(out, struct shapes_polygon,
							 (unsigned int)out->polygon_count + 1));
	circle = out->circles = must(
		talloc_zero_array(out, struct shapes_circle, (unsigned int)out->circle_count + 1));
	for (size_t i = 0; i < count; i++) {
		for (size_t k = 0; k < areas[i].polygon_count; k++)
			out->edges_asked += open_polygon(out, polygon++, &areas[i].polygons[k]);
		for (size_t k = 0; k < areas[i].circle_count; k++)
			*circle++ = (struct shapes_circle){
				areas[i].circles[k], geo_box_of_circle(&areas[i].circles[k])
			};
	}
	out->edges_asked += out->circle_count;
	return out;
}

/* ---- points ----------------------------------------------------------------------------- */

static bool polygon_holds(const struct shapes_polygon *polygon, struct geo_point point)
{
	if (point.lat_e6 < polygon->ring.box.south_e6 || point.lat_e6 > polygon->ring.box.north_e6)
		return false;
	return geo_ring_holds(&polygon->bands[band_of(polygon, point.lat_e6)], point);
}

static bool circle_holds(const struct shapes_circle *circle, struct geo_point point)
{
	return point.lat_e6 >= circle->box.south_e6 && point.lat_e6 <= circle->box.north_e6 &&
	       geo_distance_m(circle->circle.centre, point) <= circle->circle.radius_m;
}

bool shapes_hold(const struct shapes *shapes, struct geo_point point)
{
	for (size_t i = 0; i < shapes->polygon_count; i++)
		if (polygon_holds(&shapes->polygons[i], point))
			return true;
	for (size_t i = 0; i < shapes->circle_count; i++)
		if (circle_holds(&shapes->circles[i], point))
			return true;
	return false;
}

size_t shapes_holding(const struct shapes *shapes, struct geo_point point)
{
	size_t holding = 0;

	for (size_t i = 0; i < shapes->polygon_count; i++)
		holding += polygon_holds(&shapes->polygons[i], point);
	for (size_t i = 0; i < shapes->circle_count; i++)
		holding += circle_holds(&shapes->circles[i], point);
	return holding;
}

/* ---- boxes ------------------------------------------------------------------------------ */

/* All bands that the box touches must agree. */
static enum geo_ring_side side_of_polygon(const struct shapes_polygon *polygon,
					  const struct geo_box *box)
{
	size_t first = band_of(polygon, box->south_e6), last = band_of(polygon, box->north_e6);

	if (!geo_box_overlaps(&polygon->ring.box, box))
		return GEO_RING_APART;
	if (box->south_e6 < polygon->ring.box.south_e6 ||
	    box->north_e6 > polygon->ring.box.north_e6)
		return GEO_RING_MIXED;
	for (size_t b = first; b <= last; b++) {
		enum geo_ring_side side;
		struct geo_box part = *box;
		int64_t south = polygon->ring.box.south_e6 + (int64_t)b * polygon->band_height_e6;

		if (b > first)
			part.south_e6 = (int32_t)south;
		if (b < last)
			part.north_e6 = (int32_t)(south + polygon->band_height_e6 - 1);
		side = geo_ring_side_of_box(&polygon->bands[b], &part);
		if (side != GEO_RING_INSIDE)
			return GEO_RING_MIXED;
	}
	return GEO_RING_INSIDE;
}

static struct geo_point corner(int32_t lat_e6, int32_t lon_e6)
{
	while (lon_e6 > GEO_LON_MAX_E6)
		lon_e6 -= GEO_WORLD_E6;
	while (lon_e6 < -GEO_LON_MAX_E6)
		lon_e6 += GEO_WORLD_E6;
	return (struct geo_point){ lat_e6, lon_e6 };
}

/* Along a side of the box the distance to the centre is greatest at one of its ends. */
static enum geo_ring_side side_of_circle(const struct shapes_circle *circle,
					 const struct geo_box *box)
{
	if (!geo_box_overlaps(&circle->box, box))
		return GEO_RING_APART;
	if ((int64_t)box->east_e6 - box->west_e6 > GEO_LON_MAX_E6 / 2)
		return GEO_RING_MIXED;
	return circle_holds(circle, corner(box->south_e6, box->west_e6)) &&
			       circle_holds(circle, corner(box->south_e6, box->east_e6)) &&
			       circle_holds(circle, corner(box->north_e6, box->west_e6)) &&
			       circle_holds(circle, corner(box->north_e6, box->east_e6))
		       ? GEO_RING_INSIDE
		       : GEO_RING_MIXED;
}

enum geo_ring_side shapes_side_of_box(const struct shapes *shapes, const struct geo_box *box)
{
	enum geo_ring_side all = GEO_RING_APART;

	for (size_t i = 0; i < shapes->polygon_count + shapes->circle_count; i++) {
		enum geo_ring_side side =
			i < shapes->polygon_count
				? side_of_polygon(&shapes->polygons[i], box)
				: side_of_circle(&shapes->circles[i - shapes->polygon_count], box);

		if (side == GEO_RING_INSIDE)
			return side;
		if (side == GEO_RING_MIXED)
			all = side;
	}
	return all;
}
