/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Cutting rings along a meridian or a parallel, into rings again: RFC 7946 3.1.9 wants what crosses
 * the antimeridian in two pieces. By the even-odd rule, so that what a ring holds its pieces hold
 * together. x is a longitude, y a latitude, millionths of a degree; both may run past the globe.
 */
#ifndef WIRE_GEOJSON_CUT_H
#define WIRE_GEOJSON_CUT_H

#include <stddef.h>

struct geojson_place {
	double x, y;
};

/* Not closed: the last place is another one than the first. */
struct geojson_ring {
	struct geojson_place *places;
	size_t count;
};

struct geojson_rings {
	void *ctx; /* talloc parent of all of it */
	struct geojson_ring *rings;
	size_t count;
};

enum geojson_axis { GEOJSON_MERIDIAN = 0, GEOJSON_PARALLEL };

/* An empty list with room for nothing yet. */
void geojson_rings_init(struct geojson_rings *rings, void *ctx);
/* A ring with room for `most` places and none in it, which the list owns. */
struct geojson_ring *geojson_rings_add(struct geojson_rings *rings, size_t most);
void geojson_ring_add(struct geojson_ring *ring, double x, double y);
/* Above 0: counter-clockwise. */
double geojson_ring_twice_the_area(const struct geojson_ring *ring);

struct geojson_line {
	enum geojson_axis axis;
	double at;
};
/* What lies before the line and what behind it; either may be NULL. What has no width is left out.
 */
void geojson_cut(struct geojson_rings *before, struct geojson_rings *behind,
		 const struct geojson_rings *rings, const struct geojson_line *line);

#endif
