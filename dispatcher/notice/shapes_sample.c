/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "notice/shapes_sample.h"

#include <math.h>
#include <stdlib.h>
#include <talloc.h>

enum {
	STRIPS_OF_ALL = 1024,
	EDGES_OF_ALL = 1 << 18, /* strips x edges of one polygon */
	POINTS_MIN = 16,	/* of one shape */
	HALVINGS = 24,
};

static const double GOLDEN = 0.6180339887498949;

/* Where a shape meets the middle of a strip, from west to east. */
struct run {
	int32_t lat_e6;
	double west_e6, wide_e6; /* the longitude is not folded */
	double km2;
};

struct runs {
	void *ctx;
	struct run *items;
	size_t count, room;
	double km2;
	double *crossings; /* of one line with a ring */
};

struct strip {
	int32_t lat_e6;
	double km2_of_e6; /* of a millionth of a degree of longitude */
};

static void *must(void *memory)
{
	if (!memory)
		abort();
	return memory;
}

static void add_run(struct runs *runs, const struct strip *strip, double west_e6, double wide_e6)
{
	double km2 = wide_e6 * strip->km2_of_e6;

	if (wide_e6 <= 0)
		return;
	if (runs->count == runs->room) {
		runs->room = runs->room ? 2 * runs->room : 256;
		runs->items = must(talloc_realloc(runs->ctx, runs->items, struct run,
						  (unsigned int)runs->room));
	}
	runs->items[runs->count++] = (struct run){ strip->lat_e6, west_e6, wide_e6, km2 };
	runs->km2 += km2;
}

/* ---- polygons --------------------------------------------------------------------------- */

static int by_size(const void *left, const void *right)
{
	double a = *(const double *)left, b = *(const double *)right;

	return (a > b) - (a < b);
}

static void run_through_ring(struct runs *runs, const struct geo_ring *ring,
			     const struct strip *strip)
{
	int32_t lat = strip->lat_e6;
	size_t count = 0;

	for (size_t i = 0; i < ring->count; i++) {
		const struct geo_ring_edge *edge = &ring->edges[i];

		if ((edge->a_lat_e6 > lat) == (edge->b_lat_e6 > lat))
			continue;
		runs->crossings[count++] = edge->a_lon_e6 +
					   ((double)lat - edge->a_lat_e6) *
						   ((double)edge->b_lon_e6 - edge->a_lon_e6) /
						   ((double)edge->b_lat_e6 - edge->a_lat_e6);
	}
	qsort(runs->crossings, count, sizeof(*runs->crossings), by_size);
	for (size_t i = 0; i + 1 < count; i += 2)
		add_run(runs, strip, runs->crossings[i],
			runs->crossings[i + 1] - runs->crossings[i]);
}

/* ---- circles ---------------------------------------------------------------------------- */

static bool is_within(const struct geo_circle *circle, int32_t lat_e6, double off_e6)
{
	double lon = circle->centre.lon_e6 + off_e6;
	struct geo_point point = { lat_e6,
				   (int32_t)(lon > GEO_LON_MAX_E6 ? lon - GEO_WORLD_E6 : lon) };

	return geo_distance_m(circle->centre, point) <= circle->radius_m;
}

/* The distance grows with the difference of longitude, up to half the world. */
static void run_through_circle(struct runs *runs, const struct geo_circle *circle,
			       const struct strip *strip)
{
	double in = 0, out = GEO_LON_MAX_E6;

	if (!is_within(circle, strip->lat_e6, 0))
		return;
	if (is_within(circle, strip->lat_e6, out))
		in = out;
	for (int i = 0; i < HALVINGS && out > in; i++) {
		double middle = (in + out) / 2;

		if (is_within(circle, strip->lat_e6, middle))
			in = middle;
		else
			out = middle;
	}
	add_run(runs, strip, circle->centre.lon_e6 - in, 2 * in);
}

/* ---- strips ----------------------------------------------------------------------------- */

static struct strip strip_at(double lat_e6, double height_e6)
{
	struct geo_sector sector = { .at = { (int32_t)lround(lat_e6), 0 } };
	struct geo_view view = geo_view_of(&sector);

	return (struct strip){ sector.at.lat_e6, view.east_m * view.north_m * height_e6 / 1e6 };
}

static size_t strips_for(const struct shapes *shapes, const struct geo_ring *ring)
{
	size_t strips = STRIPS_OF_ALL / (shapes->polygon_count + shapes->circle_count);

	if (ring && strips > EDGES_OF_ALL / (ring->count + 1))
		strips = EDGES_OF_ALL / (ring->count + 1);
	if (strips > SHAPES_SAMPLE_STRIPS_MAX)
		return SHAPES_SAMPLE_STRIPS_MAX;
	return strips < SHAPES_SAMPLE_STRIPS_MIN ? SHAPES_SAMPLE_STRIPS_MIN : strips;
}

static void run_through_polygon(struct runs *runs, const struct shapes *shapes,
				const struct geo_ring *ring)
{
	size_t strips = strips_for(shapes, ring);
	double south = ring->box.south_e6;
	double height = (ring->box.north_e6 - south) / (double)strips;

	runs->crossings = must(talloc_array(runs->ctx, double, (unsigned int)ring->count + 1));
	for (size_t i = 0; i < strips; i++) {
		struct strip strip = strip_at(south + ((double)i + 0.5) * height, height);

		run_through_ring(runs, ring, &strip);
	}
	talloc_free(runs->crossings);
}

static void run_through_disc(struct runs *runs, const struct shapes *shapes,
			     const struct shapes_circle *circle)
{
	size_t strips = strips_for(shapes, NULL);
	double south = circle->box.south_e6;
	double height = (circle->box.north_e6 - south) / (double)strips;

	for (size_t i = 0; circle->circle.radius_m > 0 && i < strips; i++) {
		struct strip strip = strip_at(south + ((double)i + 0.5) * height, height);

		run_through_circle(runs, &circle->circle, &strip);
	}
}

/* ---- points ----------------------------------------------------------------------------- */

static struct geo_point point_in(const struct run *run, double km2)
{
	double lon = run->west_e6 + run->wide_e6 * fmin(1, km2 / run->km2);

	while (lon > GEO_LON_MAX_E6)
		lon -= GEO_WORLD_E6;
	while (lon < -GEO_LON_MAX_E6)
		lon += GEO_WORLD_E6;
	return (struct geo_point){ run->lat_e6, (int32_t)lround(lon) };
}

/* The ground is dealt out once to each shape that holds it. */
static void add_point(struct shapes_sample *out, const struct shapes *shapes, struct geo_point at,
		      double km2)
{
	size_t holding = shapes->polygon_count + shapes->circle_count > 1
				 ? shapes_holding(shapes, at)
				 : 1;
	double part = km2 / (double)(holding > 1 ? holding : 1);

	out->points[out->count++] = (struct shapes_point){ at, part };
	out->km2 += part;
}

/* One point in each of `count` equal parts of the runs, laid end to end. */
static void spread(struct shapes_sample *out, const struct shapes *shapes, const struct runs *runs,
		   size_t count)
{
	double part = runs->km2 / (double)count, behind = 0;
	size_t run = 0;

	for (size_t i = 0; i < count; i++) {
		double phase = (double)(i + 1) * GOLDEN;
		double at = ((double)i + phase - floor(phase)) * part;

		while (run + 1 < runs->count && behind + runs->items[run].km2 < at)
			behind += runs->items[run++].km2;
		add_point(out, shapes, point_in(&runs->items[run], at - behind), part);
	}
}

static size_t points_for(const struct runs *runs, double whole_km2, size_t points)
{
	size_t count = (size_t)((double)points * runs->km2 / whole_km2);

	if (runs->count == 0)
		return 0;
	return count < POINTS_MIN ? POINTS_MIN : count;
}

static void mark_points(struct shapes_sample *out, const struct shapes *shapes)
{
	for (size_t i = 0; i < shapes->circle_count; i++)
		if (shapes->circles[i].circle.radius_m == 0)
			out->points[out->count++] = (struct shapes_point){
				shapes->circles[i].circle.centre, 0
			};
}

void shapes_sample(struct shapes_sample *out, void *ctx, const struct shapes *shapes, size_t points)
{
	size_t count = shapes->polygon_count + shapes->circle_count;
	struct runs *runs = must(talloc_zero_array(ctx, struct runs, (unsigned int)count + 1));
	double whole = 0;

	for (size_t i = 0; i < count; i++) {
		runs[i].ctx = runs;
		if (i < shapes->polygon_count)
			run_through_polygon(&runs[i], shapes, &shapes->polygons[i].ring);
		else
			run_through_disc(&runs[i], shapes,
					 &shapes->circles[i - shapes->polygon_count]);
		whole += runs[i].km2;
	}
	*out = (struct shapes_sample){ 0 };
	out->points = must(talloc_array(ctx, struct shapes_point,
					(unsigned int)(points + POINTS_MIN * count + 1)));
	for (size_t i = 0; i < count; i++)
		spread(out, shapes, &runs[i], points_for(&runs[i], whole, points));
	mark_points(out, shapes);
	talloc_free(runs);
}
