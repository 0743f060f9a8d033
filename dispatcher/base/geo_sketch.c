/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "base/geo_sketch.h"

#include <math.h>

/* More than all rounding, of sines and of products of coordinates across the world. */
static const double ROUNDING = 1e-6, ROUNDING_M = 1e-3;
/* Where meridians run together faster, everything is asked exactly. */
static const double DOUBT_MAX = 0.05;

/* ---- the scale -------------------------------------------------------------------------- */

static struct geo_view view_at(int32_t lat_e6)
{
	struct geo_sector site = { .at = { lat_e6, 0 } };

	return geo_view_of(&site);
}

/* Both grow or shrink steadily from the equator to a pole. */
struct geo_sketch_scale geo_sketch_scale_of(int32_t south_e6, int32_t north_e6)
{
	struct geo_view south = view_at(south_e6), north = view_at(north_e6);
	struct geo_view middle = view_at(south_e6 < 0 && north_e6 > 0 ? 0 : south_e6);
	double wide = fmax(middle.east_m, fmax(south.east_m, north.east_m));
	double narrow = fmin(south.east_m, north.east_m);
	double high = fmax(south.north_m, north.north_m);
	double low = fmin(middle.north_m, fmin(south.north_m, north.north_m));

	return (struct geo_sketch_scale){
		.east_m = (wide + narrow) / 2,
		.north_m = (high + low) / 2,
		.doubt = fmax((wide - narrow) / fmax(narrow, 1e-9), (high - low) / low) + ROUNDING,
	};
}

/* ---- a sector ---------------------------------------------------------------------------- */

struct geo_sketch geo_sketch_of(const struct geo_sector *sector,
				const struct geo_sketch_scale *scale, int32_t lon_e6)
{
	double doubt_m = sector->radius_m * scale->doubt + ROUNDING_M;

	return (struct geo_sketch){
		.sector = sector,
		.scale = scale,
		.lon_e6 = lon_e6,
		.near_m = sector->radius_m - doubt_m,
		.far_m = sector->radius_m + doubt_m,
		.is_disc = sector->beamwidth_tenths == 0 || sector->beamwidth_tenths >= 3600,
	};
}

static struct geo_direction turned(struct geo_direction from, double sine, double cosine)
{
	return (struct geo_direction){ from.east * cosine + from.north * sine,
				       from.north * cosine - from.east * sine };
}

static void aim(struct geo_sketch *sketch)
{
	double azimuth, half, sine, cosine;

	if (sketch->is_aimed)
		return;
	sketch->is_aimed = true;
	azimuth = sketch->sector->azimuth_tenths * (M_PI / 1800);
	half = sketch->sector->beamwidth_tenths * (M_PI / 3600);
	sine = sin(half);
	cosine = cos(half);
	sketch->sides[1] = (struct geo_direction){ sin(azimuth), cos(azimuth) };
	sketch->sides[0] = turned(sketch->sides[1], -sine, cosine);
	sketch->sides[2] = turned(sketch->sides[1], sine, cosine);
}

/* ---- an edge ----------------------------------------------------------------------------- */

/* In metres from the antenna. */
struct line {
	struct geo_direction a, step;
	double nearest, length2; /* where on it, 0 at a and 1 at b, if it were endless */
};

static double cross(struct geo_direction a, struct geo_direction b)
{
	return a.east * b.north - a.north * b.east;
}

static struct line line_of(const struct geo_sketch *sketch, const struct geo_ring_edge *edge)
{
	double east_m = sketch->scale->east_m, north_m = sketch->scale->north_m;
	struct line line = {
		.a = { (edge->a_lon_e6 - sketch->lon_e6) * east_m,
		       (edge->a_lat_e6 - sketch->sector->at.lat_e6) * north_m },
		.step = { (edge->b_lon_e6 - edge->a_lon_e6) * east_m,
			  (edge->b_lat_e6 - edge->a_lat_e6) * north_m },
	};

	line.length2 = line.step.east * line.step.east + line.step.north * line.step.north;
	line.nearest = line.length2 > 0
			       ? -(line.a.east * line.step.east + line.a.north * line.step.north) /
					 line.length2
			       : 0;
	return line;
}

static double least(double a, double b)
{
	return a < b ? a : b;
}

static double greatest(double a, double b)
{
	return a > b ? a : b;
}

/* How far it is from the antenna, squared, on its stretch from..to. */
static double distance2(const struct line *line, double from, double to)
{
	double at = least(to, greatest(from, line->nearest));
	double east = line->a.east + at * line->step.east;
	double north = line->a.north + at * line->step.north;

	return east * east + north * north;
}

/* Cuts the stretch down to where a value that changes evenly along it, `a` at its begin, is <= 0.
 */
static bool cut(double *from, double *to, double a, double step)
{
	if (a > 0 && a + step > 0)
		return false;
	if (a > 0)
		*from = greatest(*from, a / -step);
	else if (a + step > 0)
		*to = least(*to, a / -step);
	return *from <= *to;
}

/* Whether it runs through half a beam whose sides are moved out by `out_m`. */
static bool runs_through(const struct line *line, const struct geo_direction *sides,
			 double radius_m, double out_m)
{
	double from = 0, to = 1;

	return radius_m > 0 &&
	       cut(&from, &to, cross(sides[0], line->a) - out_m, cross(sides[0], line->step)) &&
	       cut(&from, &to, cross(line->a, sides[1]) - out_m, cross(line->step, sides[1])) &&
	       distance2(line, from, to) <= radius_m * radius_m;
}

static bool runs_through_beam(const struct geo_sketch *sketch, const struct line *line,
			      double radius_m)
{
	double out_m = radius_m - sketch->sector->radius_m;

	return runs_through(line, &sketch->sides[0], radius_m, out_m) ||
	       runs_through(line, &sketch->sides[1], radius_m, out_m);
}

enum geo_sketch_answer geo_sketch_meets(struct geo_sketch *sketch, const struct geo_ring_edge *edge)
{
	struct line line = line_of(sketch, edge);
	double distance = distance2(&line, 0, 1);

	if (sketch->scale->doubt > DOUBT_MAX)
		return GEO_SKETCH_ASK;
	if (distance > sketch->far_m * sketch->far_m)
		return GEO_SKETCH_NO;
	if (sketch->is_disc)
		return sketch->near_m > 0 && distance <= sketch->near_m * sketch->near_m
			       ? GEO_SKETCH_YES
			       : GEO_SKETCH_ASK;
	aim(sketch);
	if (runs_through_beam(sketch, &line, sketch->near_m))
		return GEO_SKETCH_YES;
	return runs_through_beam(sketch, &line, sketch->far_m) ? GEO_SKETCH_ASK : GEO_SKETCH_NO;
}
