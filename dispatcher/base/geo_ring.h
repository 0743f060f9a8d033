/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Ring: a polygon as its edges, straight in latitude and longitude (as GeoJSON, RFC 7946 3.1.1,
 * has them). Each edge takes the shorter way round the world, so that a polygon may cross the
 * antimeridian; longitudes run on past +-180 degrees there.
 *
 * Inside is by the even-odd rule in whole millionths of a degree, without rounding; the
 * boundary belongs to the inside.
 */
#ifndef BASE_GEO_RING_H
#define BASE_GEO_RING_H

#include "base/err.h"
#include "base/geo.h"

struct geo_ring_edge {
	int32_t a_lat_e6, a_lon_e6, b_lat_e6, b_lon_e6;
};

struct geo_ring {
	struct geo_ring_edge *edges; /* the caller's room */
	size_t count;
	struct geo_box box;
};

enum geo_ring_side {
	GEO_RING_MIXED = 0, /* an edge runs through it: ask for each point */
	GEO_RING_APART,
	GEO_RING_INSIDE,
};

/* `room` has polygon->count - 1 edges. The polygon must have passed geo_ring_check_polygon(). */
void geo_ring_open(struct geo_ring *out, struct geo_ring_edge *room,
		   const struct geo_polygon *polygon);

enum geo_ring_side geo_ring_side_of_box(const struct geo_ring *ring, const struct geo_box *box);
bool geo_ring_holds(const struct geo_ring *ring, struct geo_point point);
/*
 * Whether a polygon holds a point, and whether it meets a sector, without any room: slower, the
 * yardstick in tests.
 */
bool geo_ring_polygon_holds(const struct geo_polygon *polygon, struct geo_point point);
bool geo_ring_polygon_meets(const struct geo_polygon *polygon, const struct geo_sector *sector);

/* What one document may take: tens of milliseconds. */
enum { GEO_RING_COMPARISONS = 4000000 };

/*
 * CAP 1.2 3.2.4: closed, at least 4 points, all on the globe; and here: it encloses something,
 * does not cross or touch itself, does not go round a pole. ERR_INPUT; ERR_UNDETERMINED for one
 * that only crosses or touches itself (the even-odd rule still answers for it); ERR_LIMIT for a
 * ring so tangled that telling would take more than `*comparisons` of edge with edge. What was
 * used is taken off, so that one document's polygons share one allowance. Scratch is taken from
 * ctx and given back.
 */
enum err MUST_USE geo_ring_check_polygon(void *ctx, const struct geo_polygon *polygon,
					 uint64_t *comparisons, struct fault *why);

#endif
