/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "wire/geojson.h"

#include <math.h>
#include <stdlib.h>
#include <talloc.h>

#include "base/geo_ring.h"

enum { STEP_TENTHS = 100, WHOLE_TENTHS = 3600 };

static void put_degrees(struct text *out, int64_t e6)
{
	int64_t size = llabs(e6);

	text_printf(out, "%s%lld.%06lld", e6 < 0 ? "-" : "", (long long)(size / GEO_E6),
		    (long long)(size % GEO_E6));
}

static void put_position(struct text *out, int64_t lon_e6, int64_t lat_e6)
{
	text_puts(out, "[");
	put_degrees(out, lon_e6);
	text_puts(out, ",");
	put_degrees(out, lat_e6);
	text_puts(out, "]");
}

void geojson_put_point(struct text *out, struct geo_point point)
{
	text_puts(out, "{\"type\":\"Point\",\"coordinates\":");
	put_position(out, point.lon_e6, point.lat_e6);
	text_puts(out, "}");
}

/* ---- polygons --------------------------------------------------------------------------- */

static void begin_polygon(struct text *out)
{
	text_puts(out, "{\"type\":\"Polygon\",\"coordinates\":[[");
}

static void end_polygon(struct text *out)
{
	text_puts(out, "]]}");
}

/* Above 0: counter-clockwise. In double: the sign alone is wanted. */
static double twice_the_area(const struct geo_ring *ring)
{
	double sum = 0;

	for (size_t i = 0; i < ring->count; i++) {
		const struct geo_ring_edge *edge = &ring->edges[i];

		sum += (double)edge->a_lon_e6 * edge->b_lat_e6 -
		       (double)edge->b_lon_e6 * edge->a_lat_e6;
	}
	return sum;
}

void geojson_put_polygon(struct text *out, const struct geo_polygon *polygon)
{
	struct geo_ring_edge *room = talloc_array(out->ctx, struct geo_ring_edge,
						  (unsigned int)polygon->count);
	struct geo_ring ring;
	bool turns;

	if (!room)
		abort();
	geo_ring_open(&ring, room, polygon);
	turns = twice_the_area(&ring) < 0;
	begin_polygon(out);
	for (size_t i = 0; i < ring.count; i++) {
		const struct geo_ring_edge *edge = &room[turns ? ring.count - 1 - i : i];

		put_position(out, turns ? edge->b_lon_e6 : edge->a_lon_e6,
			     turns ? edge->b_lat_e6 : edge->a_lat_e6);
		text_puts(out, ",");
	}
	if (ring.count > 0)
		put_position(out, turns ? room[ring.count - 1].b_lon_e6 : room[0].a_lon_e6,
			     turns ? room[ring.count - 1].b_lat_e6 : room[0].a_lat_e6);
	end_polygon(out);
	talloc_free(room);
}

/* ---- round ones ------------------------------------------------------------------------- */

/* The point at that bearing and distance; it stays on the globe near a pole. */
static void put_corner(struct text *out, const struct geo_view *view, int bearing_tenths)
{
	double angle = bearing_tenths * M_PI / (WHOLE_TENTHS / 2.0);
	double radius = view->sector.radius_m;
	int64_t lat = view->sector.at.lat_e6 + llround(cos(angle) * radius / view->north_m);
	int64_t lon = view->sector.at.lon_e6 + llround(sin(angle) * radius / view->east_m);

	if (llabs(lat) > GEO_LAT_MAX_E6)
		lat = lat < 0 ? -GEO_LAT_MAX_E6 : GEO_LAT_MAX_E6;
	put_position(out, lon, lat);
}

/* Counter-clockwise: against the bearing, from `from` down to `to`. */
static void put_arc(struct text *out, const struct geo_view *view, int from, int to)
{
	for (int bearing = from; bearing > to; bearing -= STEP_TENTHS) {
		put_corner(out, view, bearing);
		text_puts(out, ",");
	}
	put_corner(out, view, to);
}

void geojson_put_sector(struct text *out, const struct geo_sector *sector)
{
	struct geo_view view = geo_view_of(sector);
	int half = sector->beamwidth_tenths / 2;

	if (sector->radius_m == 0) {
		geojson_put_point(out, sector->at);
		return;
	}
	begin_polygon(out);
	if (half == 0 || half >= WHOLE_TENTHS / 2) {
		put_arc(out, &view, WHOLE_TENTHS, 0);
	} else {
		put_position(out, sector->at.lon_e6, sector->at.lat_e6);
		text_puts(out, ",");
		put_arc(out, &view, sector->azimuth_tenths + half, sector->azimuth_tenths - half);
		text_puts(out, ",");
		put_position(out, sector->at.lon_e6, sector->at.lat_e6);
	}
	end_polygon(out);
}

void geojson_put_circle(struct text *out, const struct geo_circle *circle)
{
	geojson_put_sector(out, &(struct geo_sector){ circle->centre, circle->radius_m, 0, 0 });
}
