/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "wire/geojson.h"

#include <math.h>
#include <stdlib.h>
#include <talloc.h>

#include "base/geo_ring.h"
#include "wire/geojson_cut.h"
#include "wire/geojson_round.h"

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

/* ---- pieces ----------------------------------------------------------------------------- */

static double clamp(double value, double most)
{
	return fmin(most, fmax(-most, value));
}

/* Counter-clockwise and closed. */
static void put_ring(struct text *out, const struct geojson_ring *ring, double shift)
{
	bool turns = geojson_ring_twice_the_area(ring) < 0;

	text_puts(out, "[[");
	for (size_t i = 0; i <= ring->count; i++) {
		size_t at = (turns ? ring->count - i : i) % ring->count;
		const struct geojson_place *place = &ring->places[at];

		text_puts(out, i > 0 ? "," : "");
		put_position(out, llround(clamp(place->x + shift, GEO_LON_MAX_E6)),
			     llround(clamp(place->y, GEO_LAT_MAX_E6)));
	}
	text_puts(out, "]]");
}

static void put_pieces(struct text *out, const struct geojson_rings *pieces, const double *shifts)
{
	text_printf(out, "{\"type\":\"%s\",\"coordinates\":",
		    pieces->count == 1 ? "Polygon" : "MultiPolygon");
	text_puts(out, pieces->count == 1 ? "" : "[");
	for (size_t i = 0; i < pieces->count; i++) {
		text_puts(out, i > 0 ? "," : "");
		put_ring(out, &pieces->rings[i], shifts[i]);
	}
	text_puts(out, pieces->count == 1 ? "}" : "]}");
}

/* Most things lie in the world as it is drawn. */
static bool needs_no_cut(const struct geojson_rings *rings)
{
	for (size_t i = 0; i < rings->count; i++)
		for (size_t k = 0; k < rings->rings[i].count; k++) {
			const struct geojson_place *place = &rings->rings[i].places[k];

			if (fabs(place->x) > GEO_LON_MAX_E6 || fabs(place->y) > GEO_LAT_MAX_E6)
				return false;
		}
	return true;
}

/* Worlds side by side: the ring runs on from one into the next, and back into the first it goes. */
static void put_rings(struct text *out, const struct geojson_rings *rings)
{
	struct geojson_rings rest = *rings, pieces, beyond;
	double *shifts = talloc_zero_array(rings->ctx, double, (unsigned int)rings->count + 1);

	if (!shifts)
		abort();
	if (needs_no_cut(rings)) {
		put_pieces(out, rings, shifts);
		return;
	}
	geojson_rings_init(&pieces, rings->ctx);
	for (int world = -2; world <= 2; world++) {
		size_t from = pieces.count;
		double east = (double)GEO_LON_MAX_E6 + world * (double)GEO_WORLD_E6;

		geojson_rings_init(&beyond, rings->ctx);
		geojson_cut(&pieces, &beyond, &rest,
			    &(struct geojson_line){ GEOJSON_MERIDIAN, east });
		rest = beyond;
		shifts = talloc_realloc(rings->ctx, shifts, double, (unsigned int)pieces.count + 1);
		if (!shifts)
			abort();
		for (size_t i = from; i < pieces.count; i++)
			shifts[i] = -world * (double)GEO_WORLD_E6;
	}
	put_pieces(out, &pieces, shifts);
}

/* ---- polygons --------------------------------------------------------------------------- */

void geojson_put_polygon(struct text *out, const struct geo_polygon *polygon)
{
	struct geo_ring_edge *room = talloc_array(out->ctx, struct geo_ring_edge,
						  (unsigned int)polygon->count);
	struct geojson_rings rings;
	struct geojson_ring *made;
	struct geo_ring ring;

	if (!room)
		abort();
	geo_ring_open(&ring, room, polygon);
	geojson_rings_init(&rings, room);
	made = geojson_rings_add(&rings, ring.count);
	for (size_t i = 0; i < ring.count; i++)
		geojson_ring_add(made, room[i].a_lon_e6, room[i].a_lat_e6);
	put_rings(out, &rings);
	talloc_free(room);
}

/* ---- round ones ------------------------------------------------------------------------- */

/* Nothing goes further round the world than half, or past a pole. */
static void keep_to_globe(struct geojson_rings *rings, int32_t middle_e6)
{
	const struct {
		struct geojson_line line;
		bool keeps_behind;
	} cuts[] = {
		{ { GEOJSON_MERIDIAN, (double)middle_e6 - GEO_LON_MAX_E6 }, true },
		{ { GEOJSON_MERIDIAN, (double)middle_e6 + GEO_LON_MAX_E6 }, false },
		{ { GEOJSON_PARALLEL, -GEO_LAT_MAX_E6 }, true },
		{ { GEOJSON_PARALLEL, GEO_LAT_MAX_E6 }, false },
	};

	if (needs_no_cut(rings))
		return;
	for (size_t i = 0; i < sizeof(cuts) / sizeof(cuts[0]); i++) {
		struct geojson_rings kept;

		geojson_rings_init(&kept, rings->ctx);
		geojson_cut(cuts[i].keeps_behind ? NULL : &kept,
			    cuts[i].keeps_behind ? &kept : NULL, rings, &cuts[i].line);
		*rings = kept;
	}
}

static void begin_rings(struct geojson_rings *rings, const struct text *out)
{
	void *ctx = talloc_new(out->ctx);

	if (!ctx)
		abort();
	geojson_rings_init(rings, ctx);
}

void geojson_put_sector(struct text *out, const struct geo_sector *sector)
{
	struct geojson_rings rings;

	if (sector->radius_m == 0) {
		geojson_put_point(out, sector->at);
		return;
	}
	begin_rings(&rings, out);
	geojson_round_sector(&rings, sector);
	keep_to_globe(&rings, sector->at.lon_e6);
	put_rings(out, &rings);
	talloc_free(rings.ctx);
}

void geojson_put_circle(struct text *out, const struct geo_circle *circle)
{
	struct geojson_rings rings;

	if (circle->radius_m == 0) {
		geojson_put_point(out, circle->centre);
		return;
	}
	begin_rings(&rings, out);
	geojson_round_circle(&rings, circle);
	keep_to_globe(&rings, circle->centre.lon_e6);
	put_rings(out, &rings);
	talloc_free(rings.ctx);
}
