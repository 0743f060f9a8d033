/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Points, polygons and circles on the WGS 84 ellipsoid, in whole millionths of a degree
 * (about 0.11 m): what was approved and what is broadcast are compared as integers.
 */
#ifndef BASE_GEO_H
#define BASE_GEO_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum {
	GEO_E6 = 1000000,
	GEO_LAT_MAX_E6 = 90 * GEO_E6,
	GEO_LON_MAX_E6 = 180 * GEO_E6,
};

struct geo_point {
	int32_t lat_e6, lon_e6;
};

/* A ring: at least 4 points, the last equal to the first (CAP 1.2 3.2.4). */
struct geo_polygon {
	const struct geo_point *points;
	size_t count;
};

struct geo_circle {
	struct geo_point centre;
	uint32_t radius_m; /* 0 marks a point */
};

/* South-west and north-east; west_e6 > east_e6 means that it crosses the antimeridian. */
struct geo_box {
	int32_t south_e6, west_e6, north_e6, east_e6;
};

#endif
