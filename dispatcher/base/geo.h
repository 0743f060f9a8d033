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
	GEO_WORLD_E6 = 360 * GEO_E6,
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

/*
 * What one antenna covers: a disc, or the part of it that lies within half a beamwidth of the
 * azimuth. Angles in tenths of a degree, clockwise from true north.
 */
struct geo_sector {
	struct geo_point at;
	uint32_t radius_m;	   /* 0: only the point itself */
	uint16_t azimuth_tenths;   /* 0..3599 */
	uint16_t beamwidth_tenths; /* 0 and 3600: the whole disc */
};

/*
 * South, north, west, east of something. It is not folded at the antimeridian: west <= east
 * always, west may lie below -180 degrees and east above +180. geo_box_overlaps() knows that
 * such boxes meet their neighbours 360 degrees away.
 */
struct geo_box {
	int32_t south_e6, north_e6, west_e6, east_e6;
};

bool geo_point_is_valid(struct geo_point point);

/*
 * Metres along the ellipsoid by Lambert's formula: within 10 m + 0.002 % of the geodesic,
 * except for points within a degree of each other's antipodes.
 */
double geo_distance_m(struct geo_point a, struct geo_point b);

/* Boxes round everything that the tests below and geo_ring.h can accept, a little larger. */
struct geo_box geo_box_of_sector(const struct geo_sector *sector);
struct geo_box geo_box_of_circle(const struct geo_circle *circle);
void geo_box_join(struct geo_box *into, const struct geo_box *other);
bool geo_box_overlaps(const struct geo_box *a, const struct geo_box *b);

/* Touching counts. A circle of radius 0 is a point. */
bool geo_sector_meets_circle(const struct geo_sector *sector, const struct geo_circle *circle);

/*
 * A sector made ready for many edges: a plane in metres, east and north, that touches the
 * ellipsoid at the antenna. Edges that are straight in degrees stay straight in it. Against
 * the geodesic it errs by less than tan(latitude) * distance / 12,700 km: 0.1 m at 2 km and
 * 55 m at 35 km from an antenna at 30 degrees.
 */
struct geo_direction {
	double east, north;
};

struct geo_view {
	struct geo_sector sector;
	double east_m, north_m;	  /* metres in a millionth of a degree */
	int32_t high_e6, wide_e6; /* no farther than this from the antenna, in degrees */
	bool is_aimed;		  /* `edges` are worked out, at the first line that needs them */
	struct geo_direction edges[3]; /* left edge, azimuth, right edge, seen from the antenna */
};

struct geo_view geo_view_of(const struct geo_sector *sector);
/* Whether any point of the straight line a-b, in metres from the antenna, is covered. */
bool geo_view_covers_line(struct geo_view *view, struct geo_direction a, struct geo_direction b);
/* The same of one point, by the shorter way round the world. */
bool geo_view_covers_point(struct geo_view *view, struct geo_point point);
/* The point so far east and north of the antenna; its longitude is folded, its latitude cut. */
struct geo_point geo_view_point(const struct geo_view *view, struct geo_direction from_antenna);

#endif
