/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "wire/geojson_round.h"

#include <math.h>

enum {
	STEP_TENTHS = 100,
	WHOLE_TENTHS = 3600,
	FINE_STEPS = 360,
	PLANE_RADIUS_M = 20000, /* up to here, and this far from the poles, a plane will do */
	PLANE_LAT_E6 = 60000000,
};

#define HALF_TURN_E6   180e6
#define POLE_E6	       90e6
#define MEAN_RADIUS_M  6371008.8
#define DISTANCE_TURNS 3 /* each brings a corner nearer to its distance on the ellipsoid */

/* ---- on a plane ------------------------------------------------------------------------- */

static void add_corner(struct geojson_ring *out, const struct geo_view *view, int bearing_tenths)
{
	double angle = bearing_tenths * M_PI / (WHOLE_TENTHS / 2.0);
	double radius = view->sector.radius_m;

	/* At a pole a degree of longitude has no length. */
	geojson_ring_add(out,
			 view->sector.at.lon_e6 + sin(angle) * radius / fmax(view->east_m, 1e-9),
			 view->sector.at.lat_e6 + cos(angle) * radius / view->north_m);
}

void geojson_round_sector(struct geojson_rings *out, const struct geo_sector *sector)
{
	struct geojson_ring *ring = geojson_rings_add(out, WHOLE_TENTHS / STEP_TENTHS + 3);
	struct geo_view view = geo_view_of(sector);
	int half = sector->beamwidth_tenths / 2, azimuth = sector->azimuth_tenths;
	bool is_disc = half == 0 || half >= WHOLE_TENTHS / 2;
	int from = is_disc ? WHOLE_TENTHS : azimuth + half, to = is_disc ? 0 : azimuth - half;

	/* Counter-clockwise: against the bearing. */
	if (!is_disc)
		geojson_ring_add(ring, sector->at.lon_e6, sector->at.lat_e6);
	for (int bearing = from; bearing > to; bearing -= STEP_TENTHS)
		add_corner(ring, &view, bearing);
	if (!is_disc)
		add_corner(ring, &view, to);
}

/* ---- along the ground ------------------------------------------------------------------- */

/* How far east or west of the middle a corner is, and its latitude. */
struct corner {
	double away_e6, lat_e6;
};

static struct corner on_sphere(const struct geo_circle *circle, double angle, double distance)
{
	double lat = circle->centre.lat_e6 * M_PI / HALF_TURN_E6;
	double north = cos(angle) * sin(distance), east = sin(angle) * sin(distance);
	double up = cos(distance);
	double x = up * cos(lat) - north * sin(lat), z = up * sin(lat) + north * cos(lat);

	return (struct corner){ fabs(atan2(east, x)) * HALF_TURN_E6 / M_PI,
				atan2(z, hypot(x, east)) * HALF_TURN_E6 / M_PI };
}

static double length_of(const struct geo_circle *circle, const struct corner *corner)
{
	struct geo_point middle = { circle->centre.lat_e6, 0 };
	struct geo_point at = { (int32_t)lround(corner->lat_e6), (int32_t)lround(corner->away_e6) };

	return geo_distance_m(middle, at);
}

/* Half a circle, `step` of FINE_STEPS / 2 from north to south. */
static struct corner corner_at(const struct geo_circle *circle, int step)
{
	double angle = step * 2 * M_PI / FINE_STEPS;
	double distance = fmin(M_PI, circle->radius_m / MEAN_RADIUS_M);
	struct corner corner = on_sphere(circle, angle, distance);

	for (int i = 0; i < DISTANCE_TURNS; i++) {
		distance *= circle->radius_m / fmax(1, length_of(circle, &corner));
		distance = fmin(M_PI, distance);
		corner = on_sphere(circle, angle, distance);
	}
	return corner;
}

static bool holds(const struct geo_circle *circle, double lat_e6, double away_e6)
{
	return length_of(circle, &(struct corner){ away_e6, lat_e6 }) <= circle->radius_m;
}

/* The half to the east (side 1) or to the west (-1), from north to south or the other way. */
static void add_half(struct geojson_ring *out, const struct geo_circle *circle, int side,
		     bool southward)
{
	for (int i = 0; i <= FINE_STEPS / 2; i++) {
		struct corner corner = corner_at(circle, southward ? i : FINE_STEPS / 2 - i);

		geojson_ring_add(out, circle->centre.lon_e6 + side * corner.away_e6, corner.lat_e6);
	}
}

static struct geojson_ring *begin_ring(struct geojson_rings *out)
{
	return geojson_rings_add(out, FINE_STEPS + 8);
}

static void add_plain(struct geojson_rings *out, const struct geo_circle *circle)
{
	struct geojson_ring *ring = begin_ring(out);

	add_half(ring, circle, -1, true);
	add_half(ring, circle, 1, false);
}

/* From the western edge of the world to the eastern, and back along the pole. */
static void add_band(struct geojson_rings *out, const struct geo_circle *circle, double pole_e6)
{
	struct geojson_ring *ring = begin_ring(out);
	double middle = circle->centre.lon_e6;
	bool is_north = pole_e6 > 0;

	add_half(ring, circle, -1, is_north);
	add_half(ring, circle, 1, !is_north);
	geojson_ring_add(ring, middle + HALF_TURN_E6, pole_e6);
	geojson_ring_add(ring, middle - HALF_TURN_E6, pole_e6);
}

/* All of the world but a disc round the other side of it: the halves east and west of its middle.
 */
static void add_all_but(struct geojson_rings *out, const struct geo_circle *circle, bool is_world)
{
	double middle = circle->centre.lon_e6;

	for (int side = -1; side <= 1; side += 2) {
		struct geojson_ring *ring = begin_ring(out);

		geojson_ring_add(ring, middle, -POLE_E6);
		geojson_ring_add(ring, middle + side * HALF_TURN_E6, -POLE_E6);
		if (!is_world)
			add_half(ring, circle, side, false);
		geojson_ring_add(ring, middle + side * HALF_TURN_E6, POLE_E6);
		geojson_ring_add(ring, middle, POLE_E6);
	}
}

void geojson_round_circle(struct geojson_rings *out, const struct geo_circle *circle)
{
	bool north = holds(circle, POLE_E6, 0), south = holds(circle, -POLE_E6, 0);
	int32_t lat = circle->centre.lat_e6;

	if (circle->radius_m <= PLANE_RADIUS_M && lat < PLANE_LAT_E6 && lat > -PLANE_LAT_E6)
		geojson_round_sector(
			out, &(struct geo_sector){ circle->centre, circle->radius_m, 0, 0 });
	else if (north && south)
		add_all_but(out, circle, holds(circle, -lat, HALF_TURN_E6));
	else if (north || south)
		add_band(out, circle, north ? POLE_E6 : -POLE_E6);
	else
		add_plain(out, circle);
}
