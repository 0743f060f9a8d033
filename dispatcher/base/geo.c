/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "base/geo.h"

#include <math.h>

/* WGS 84. */
static const double EQUATOR_RADIUS_M = 6378137.0;
static const double FLATTENING = 1 / 298.257223563;
/* The shortest degree of latitude (at the equator) and of longitude times 1 / cos(latitude). */
static const double LAT_DEGREE_MIN_M = 110574.0;
static const double LON_DEGREE_MIN_M = 111319.0;

static double radians(double degrees)
{
	return degrees * (M_PI / 180);
}

bool geo_point_is_valid(struct geo_point point)
{
	return point.lat_e6 >= -GEO_LAT_MAX_E6 && point.lat_e6 <= GEO_LAT_MAX_E6 &&
	       point.lon_e6 >= -GEO_LON_MAX_E6 && point.lon_e6 <= GEO_LON_MAX_E6;
}

static double reduced_latitude(int32_t lat_e6)
{
	return atan((1 - FLATTENING) * tan(radians(lat_e6 / 1e6)));
}

double geo_distance_m(struct geo_point a, struct geo_point b)
{
	double lat_a = reduced_latitude(a.lat_e6), lat_b = reduced_latitude(b.lat_e6);
	double half_lon = radians((b.lon_e6 - (double)a.lon_e6) / 2e6);
	double sin_p = sin((lat_a + lat_b) / 2), sin_q = sin((lat_b - lat_a) / 2);
	double sin_lon = sin(half_lon);
	double haversine = sin_q * sin_q + cos(lat_a) * cos(lat_b) * sin_lon * sin_lon;
	double sigma = 2 * asin(fmin(1, sqrt(haversine)));
	double x = 0, y = 0;

	if (haversine <= 0)
		return 0;
	if (haversine < 1)
		x = (sigma - sin(sigma)) * sin_p * sin_p * (1 - sin_q * sin_q) / (1 - haversine);
	y = (sigma + sin(sigma)) * (1 - sin_p * sin_p) * sin_q * sin_q / haversine;
	return EQUATOR_RADIUS_M * (sigma - FLATTENING / 2 * (x + y));
}

/* ---- boxes ---------------------------------------------------------------------------- */

static struct geo_box box_of_band(double south, double north)
{
	return (struct geo_box){ (int32_t)fmax(south, -GEO_LAT_MAX_E6),
				 (int32_t)fmin(north, GEO_LAT_MAX_E6), -GEO_LON_MAX_E6,
				 GEO_LON_MAX_E6 };
}

/* The meridians narrow towards the pole: the far edge of the disc decides its width. */
static struct geo_box box_of_disc(struct geo_point at, double radius_m)
{
	double high = radius_m / LAT_DEGREE_MIN_M * 1e6 * 1.001 + 2;
	double far_edge = fabs((double)at.lat_e6) + high, wide;

	if (far_edge >= GEO_LAT_MAX_E6)
		return box_of_band(at.lat_e6 - high, at.lat_e6 + high);
	wide = radius_m / (LON_DEGREE_MIN_M * cos(radians(far_edge / 1e6))) * 1e6 * 1.001 + 2;
	if (wide >= GEO_LON_MAX_E6)
		return box_of_band(at.lat_e6 - high, at.lat_e6 + high);
	return (struct geo_box){ (int32_t)floor(at.lat_e6 - high), (int32_t)ceil(at.lat_e6 + high),
				 (int32_t)floor(at.lon_e6 - wide),
				 (int32_t)ceil(at.lon_e6 + wide) };
}

struct geo_box geo_box_of_sector(const struct geo_sector *sector)
{
	return box_of_disc(sector->at, sector->radius_m);
}

struct geo_box geo_box_of_circle(const struct geo_circle *circle)
{
	return box_of_disc(circle->centre, circle->radius_m);
}

static int32_t least(int32_t a, int32_t b)
{
	return a < b ? a : b;
}

static int32_t greatest(int32_t a, int32_t b)
{
	return a > b ? a : b;
}

void geo_box_join(struct geo_box *into, const struct geo_box *other)
{
	into->south_e6 = least(into->south_e6, other->south_e6);
	into->north_e6 = greatest(into->north_e6, other->north_e6);
	into->west_e6 = least(into->west_e6, other->west_e6);
	into->east_e6 = greatest(into->east_e6, other->east_e6);
}

bool geo_box_overlaps(const struct geo_box *a, const struct geo_box *b)
{
	if (a->south_e6 > b->north_e6 || b->south_e6 > a->north_e6)
		return false;
	for (int64_t shift = -2 * (int64_t)GEO_WORLD_E6; shift <= 2 * (int64_t)GEO_WORLD_E6;
	     shift += GEO_WORLD_E6)
		if (a->west_e6 <= b->east_e6 + shift && b->west_e6 + shift <= a->east_e6)
			return true;
	return false;
}

/* ---- sectors -------------------------------------------------------------------------- */

static double cross(struct geo_direction a, struct geo_direction b)
{
	return a.east * b.north - a.north * b.east;
}

static double dot(struct geo_direction a, struct geo_direction b)
{
	return a.east * b.east + a.north * b.north;
}

static struct geo_direction direction(double degrees)
{
	return (struct geo_direction){ sin(radians(degrees)), cos(radians(degrees)) };
}

struct geo_view geo_view_of(const struct geo_sector *sector)
{
	double sine = sin(radians(sector->at.lat_e6 / 1e6));
	double e2 = FLATTENING * (2 - FLATTENING), w2 = 1 - e2 * sine * sine;
	double across_m = EQUATOR_RADIUS_M / sqrt(w2), along_m = across_m * (1 - e2) / w2;
	double east_m = across_m * sqrt(fmax(0, 1 - sine * sine)) * radians(1e-6);
	double north_m = along_m * radians(1e-6);

	return (struct geo_view){
		.sector = *sector,
		.east_m = east_m,
		.north_m = north_m,
		.high_e6 = (int32_t)fmin(sector->radius_m / north_m + 1, GEO_WORLD_E6),
		.wide_e6 = (int32_t)fmin(sector->radius_m / fmax(east_m, 1e-9) + 1, GEO_WORLD_E6),
	};
}

static bool is_disc(const struct geo_sector *sector)
{
	return sector->beamwidth_tenths == 0 || sector->beamwidth_tenths >= 3600;
}

/* Six sines: most cells are decided without them. */
static void aim(struct geo_view *view)
{
	if (view->is_aimed)
		return;
	for (int side = -1; side <= 1; side++)
		view->edges[side + 1] = direction(view->sector.azimuth_tenths / 10.0 +
						  side * view->sector.beamwidth_tenths / 20.0);
	view->is_aimed = true;
}

/* Cuts the stretch *from..*to of a-b down to where it lies clockwise of `edge`. */
static bool clip(double *from, double *to, double side_a, double side_b)
{
	if (side_a > 0 && side_b > 0)
		return false;
	if (side_a > 0)
		*from = fmax(*from, side_a / (side_a - side_b));
	else if (side_b > 0)
		*to = fmin(*to, side_a / (side_a - side_b));
	return *from <= *to;
}

/* Whether the line comes within the radius somewhere on its stretch from..to. */
static bool comes_near(const struct geo_view *view, struct geo_direction a, struct geo_direction b,
		       double from, double to)
{
	struct geo_direction step = { b.east - a.east, b.north - a.north };
	double length2 = dot(step, step);
	double nearest = length2 > 0 ? -dot(a, step) / length2 : 0;
	double radius_m = view->sector.radius_m;
	struct geo_direction point;

	nearest = fmin(to, fmax(from, nearest));
	point = (struct geo_direction){ a.east + nearest * step.east,
					a.north + nearest * step.north };
	return dot(point, point) <= radius_m * radius_m;
}

/*
 * A beam wider than 180 degrees is not convex; its two halves, left and right of the azimuth,
 * always are.
 */
bool geo_view_covers_line(struct geo_view *view, struct geo_direction a, struct geo_direction b)
{
	if (!comes_near(view, a, b, 0, 1))
		return false;
	if (is_disc(&view->sector))
		return true;
	aim(view);
	for (int half = 0; half < 2; half++) {
		struct geo_direction left = view->edges[half], right = view->edges[half + 1];
		double from = 0, to = 1;

		if (clip(&from, &to, cross(left, a), cross(left, b)) &&
		    clip(&from, &to, cross(a, right), cross(b, right)) &&
		    comes_near(view, a, b, from, to))
			return true;
	}
	return false;
}

static int32_t fold_lon(int64_t lon_e6)
{
	lon_e6 %= GEO_WORLD_E6;
	if (lon_e6 > GEO_LON_MAX_E6)
		lon_e6 -= GEO_WORLD_E6;
	else if (lon_e6 < -GEO_LON_MAX_E6)
		lon_e6 += GEO_WORLD_E6;
	return (int32_t)lon_e6;
}

bool geo_view_covers_point(struct geo_view *view, struct geo_point point)
{
	struct geo_point at = view->sector.at;
	struct geo_direction from = {
		fold_lon((int64_t)point.lon_e6 - at.lon_e6) * view->east_m,
		(point.lat_e6 - at.lat_e6) * view->north_m,
	};

	return geo_view_covers_line(view, from, from);
}

struct geo_point geo_view_point(const struct geo_view *view, struct geo_direction from_antenna)
{
	struct geo_point at = view->sector.at;
	double lat = at.lat_e6 + from_antenna.north / view->north_m;
	double lon = at.lon_e6 + from_antenna.east / fmax(view->east_m, 1e-9);

	return (struct geo_point){
		(int32_t)lround(fmin(GEO_LAT_MAX_E6, fmax(-GEO_LAT_MAX_E6, lat))),
		fold_lon(llround(lon)),
	};
}

/* The initial bearing on the sphere, its two parts scaled to the ellipsoid's two curvatures. */
static struct geo_direction bearing(const struct geo_view *view, struct geo_point to)
{
	double lat_a = radians(view->sector.at.lat_e6 / 1e6), lat_b = radians(to.lat_e6 / 1e6);
	double lon = radians((to.lon_e6 - (double)view->sector.at.lon_e6) / 1e6);
	double scale = view->north_m / (EQUATOR_RADIUS_M * radians(1e-6));
	struct geo_direction on_sphere = {
		sin(lon) * cos(lat_b),
		(cos(lat_a) * sin(lat_b) - sin(lat_a) * cos(lat_b) * cos(lon)) * scale,
	};
	double length = sqrt(dot(on_sphere, on_sphere));

	if (length <= 0)
		return (struct geo_direction){ 0, 1 };
	return (struct geo_direction){ on_sphere.east / length, on_sphere.north / length };
}

static bool in_beam(const struct geo_view *view, struct geo_direction point)
{
	for (int half = 0; half < 2; half++)
		if (cross(view->edges[half], point) <= 0 &&
		    cross(point, view->edges[half + 1]) <= 0)
			return true;
	return false;
}

static double distance_from_ray(struct geo_direction point, struct geo_direction ray, double length)
{
	double along = fmin(length, fmax(0, dot(point, ray)));
	struct geo_direction gap = { point.east - along * ray.east,
				     point.north - along * ray.north };

	return sqrt(dot(gap, gap));
}

bool geo_sector_meets_circle(const struct geo_sector *sector, const struct geo_circle *circle)
{
	double distance = geo_distance_m(sector->at, circle->centre);
	struct geo_view view;
	struct geo_direction centre;

	if (distance <= circle->radius_m)
		return true;
	if (distance > (double)sector->radius_m + circle->radius_m)
		return false;
	if (is_disc(sector))
		return true;
	view = geo_view_of(sector);
	aim(&view);
	centre = bearing(&view, circle->centre);
	if (in_beam(&view, centre))
		return true;
	centre = (struct geo_direction){ centre.east * distance, centre.north * distance };
	return distance_from_ray(centre, view.edges[0], sector->radius_m) <= circle->radius_m ||
	       distance_from_ray(centre, view.edges[2], sector->radius_m) <= circle->radius_m;
}
