/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Over-reach and under-reach against brute force: a fine grid over the map on which every point
 * asks every cell and every shape, by distance and bearing and not by the code under test. Every
 * estimate must lie within the error that it states.
 */
#include "notice/fit.h"
#include "test.h"

#include <math.h>
#include <stdlib.h>
#include <talloc.h>

#include "base/geo_ring.h"
#include "notice/coverage.h"
#include "notice/shapes_sample.h"

enum { CELLS = 70, CORNERS = 9, GRID = 320, TRIALS = 10 };

static const double DEGREE_M =
	111195.0; /* of a sphere: the yardstick's own measure, within 0.4 % */

static struct cell cells[CELLS];
static bool can_be_told[CELLS];

struct place {
	struct area area;
	struct geo_polygon polygons[2];
	struct geo_point points[2][CORNERS];
	struct geo_circle circles[2];
	struct area_code codes[1];
};

static double uniform(unsigned short seed[3], double least, double greatest)
{
	return least + (greatest - least) * erand48(seed);
}

static double folded(double lon_e6)
{
	return lon_e6 > 180e6 ? lon_e6 - 360e6 : lon_e6 < -180e6 ? lon_e6 + 360e6 : lon_e6;
}

/* ---- what is asked about ---------------------------------------------------------------- */

static void make_cells(struct geo_point centre, double size_e6, unsigned short seed[3])
{
	double squeeze = cos(centre.lat_e6 * M_PI / 180e6);

	for (size_t i = 0; i < CELLS; i++) {
		double lon = centre.lon_e6 + uniform(seed, -1.2, 1.2) * size_e6 / squeeze;
		double lat = centre.lat_e6 + uniform(seed, -1.2, 1.2) * size_e6;

		cells[i] = (struct cell){
			.id = { { 460, 0, false }, RAT_4G, 1, i },
			.coverage = { .at = { (int32_t)lat, (int32_t)folded(lon) },
				      .radius_m = (uint32_t)exp(uniform(seed, 6, 9.5)) },
			.adcode = nrand48(seed) % 4 ? 330100 : 330200,
			.people = (uint32_t)(nrand48(seed) % 5000),
		};
		if (nrand48(seed) % 2) {
			cells[i].coverage.azimuth_tenths = (uint16_t)(nrand48(seed) % 3600);
			cells[i].coverage.beamwidth_tenths = (uint16_t)(300 + nrand48(seed) % 3000);
		}
		can_be_told[i] = nrand48(seed) % 3;
	}
}

static void make_star(struct geo_point *points, struct geo_point centre, double size_e6,
		      unsigned short seed[3])
{
	double squeeze = cos(centre.lat_e6 * M_PI / 180e6);

	for (size_t i = 0; i + 1 < CORNERS; i++) {
		double angle = 2 * M_PI * (double)i / (CORNERS - 1);
		double reach = size_e6 * uniform(seed, 0.3, 1);

		points[i] = (struct geo_point){
			(int32_t)(centre.lat_e6 + reach * sin(angle)),
			(int32_t)folded(centre.lon_e6 + reach * cos(angle) / squeeze),
		};
	}
	points[CORNERS - 1] = points[0];
}

/* One to four shapes that overlap, now and then a code beside them. */
static void make_place(struct place *out, struct geo_point centre, double size_e6,
		       unsigned short seed[3])
{
	*out = (struct place){ .codes = { { SLICE_LITERAL("adcode"), SLICE_LITERAL("330200") } } };
	out->area = (struct area){ .polygons = out->polygons,
				   .polygon_count = (size_t)(nrand48(seed) % 3),
				   .circles = out->circles,
				   .circle_count = (size_t)(nrand48(seed) % 3),
				   .codes = out->codes,
				   .code_count = nrand48(seed) % 4 == 0 };
	if (out->area.polygon_count + out->area.circle_count == 0)
		out->area.polygon_count = 1;
	for (size_t i = 0; i < 2; i++) {
		struct geo_point at = centre;

		at.lat_e6 += (int32_t)uniform(seed, -0.4 * size_e6, 0.4 * size_e6);
		make_star(out->points[i], at, size_e6, seed);
		out->polygons[i] = (struct geo_polygon){ out->points[i], CORNERS };
		out->circles[i] = (struct geo_circle){ at, (uint32_t)(size_e6 / 1e6 * DEGREE_M *
								      uniform(seed, 0.2, 0.8)) };
	}
}

/* The cells that the area reaches, moved to the front. */
static size_t keep_reached(const struct area *area)
{
	size_t count = 0;

	for (size_t i = 0; i < CELLS; i++) {
		struct cell cell = cells[i];
		bool told = can_be_told[i];

		if (!cells_reach(&cell, area))
			continue;
		cells[i] = cells[count], can_be_told[i] = can_be_told[count];
		cells[count] = cell, can_be_told[count++] = told;
	}
	return count;
}

/* ---- brute force ------------------------------------------------------------------------ */

static bool is_inside(const struct area *area, struct geo_point point)
{
	for (size_t i = 0; i < area->polygon_count; i++)
		if (geo_ring_polygon_holds(&area->polygons[i], point))
			return true;
	for (size_t i = 0; i < area->circle_count; i++)
		if (geo_distance_m(area->circles[i].centre, point) <= area->circles[i].radius_m)
			return true;
	return false;
}

static bool is_covered(const struct geo_sector *sector, struct geo_point point)
{
	double north = (point.lat_e6 - sector->at.lat_e6) / 1e6 * DEGREE_M;
	double east = folded((double)point.lon_e6 - sector->at.lon_e6) / 1e6 * DEGREE_M *
		      cos(sector->at.lat_e6 * M_PI / 180e6);
	double off;

	if (fabs(north) > 1.02 * sector->radius_m || fabs(east) > 1.02 * sector->radius_m ||
	    geo_distance_m(sector->at, point) > sector->radius_m)
		return false;
	if (sector->beamwidth_tenths == 0 || sector->beamwidth_tenths >= 3600)
		return true;
	off = atan2(east, north) * 1800 / M_PI - sector->azimuth_tenths;
	off = fabs(remainder(off, 3600));
	return off <= sector->beamwidth_tenths / 2.0;
}

struct truth {
	double area_km2, over_km2, under_km2, silent_km2, over_people;
	double coarse_km2; /* how far off the grid itself may be */
};

static bool is_by_code(const struct area *area, const struct cell *cell)
{
	return area->code_count > 0 && cell->adcode == 330200;
}

static void ask_point(struct truth *truth, const struct area *area, size_t count,
		      struct geo_point point, double km2)
{
	bool inside = is_inside(area, point), covered = false, told = false, over = false;

	for (size_t i = 0; i < count; i++) {
		if (!is_covered(&cells[i].coverage, point))
			continue;
		covered = true;
		told |= can_be_told[i];
		over |= !is_by_code(area, &cells[i]);
	}
	truth->area_km2 += inside ? km2 : 0;
	truth->over_km2 += !inside && over ? km2 : 0;
	truth->under_km2 += inside && !covered ? km2 : 0;
	truth->silent_km2 += inside && covered && !told ? km2 : 0;
}

/* Rings of equal area, each with as many points. */
static double share_outside(const struct cell *cell, const struct area *area, int rings)
{
	const struct geo_sector *sector = &cell->coverage;
	double beam = sector->beamwidth_tenths ? sector->beamwidth_tenths : 3600;
	double squeeze = cos(sector->at.lat_e6 * M_PI / 180e6);
	size_t outside = 0;

	for (int i = 0; i < rings; i++)
		for (int k = 0; k < rings; k++) {
			double far = sector->radius_m * sqrt((i + 0.5) / rings);
			double angle = (sector->azimuth_tenths - beam / 2 +
					beam * (k + 0.5) / rings) *
				       M_PI / 1800;
			struct geo_point point = {
				(int32_t)(sector->at.lat_e6 + far * cos(angle) / DEGREE_M * 1e6),
				(int32_t)folded(sector->at.lon_e6 +
						far * sin(angle) / DEGREE_M / squeeze * 1e6),
			};

			outside += !is_inside(area, point);
		}
	return (double)outside / (rings * rings);
}

static struct truth find_truth(const struct area *area, size_t count, struct geo_point centre,
			       double size_e6)
{
	struct truth truth = { 0 };
	double squeeze = cos(centre.lat_e6 * M_PI / 180e6), step = (2.4 * size_e6 + 290000) / GRID;

	for (int i = 0; i < GRID; i++) {
		double lat = centre.lat_e6 + (i + 0.5 - GRID / 2) * step;
		double side_km = step / 1e6 * DEGREE_M / 1e3;
		double km2 = side_km * side_km * cos(lat * M_PI / 180e6) / squeeze;

		for (int k = 0; k < GRID; k++)
			ask_point(&truth, area, count,
				  (struct geo_point){
					  (int32_t)lat,
					  (int32_t)folded(centre.lon_e6 +
							  (k + 0.5 - GRID / 2) * step / squeeze) },
				  km2);
		truth.coarse_km2 = 60 * side_km *
				   side_km; /* borders run through some thousand squares */
	}
	for (size_t i = 0; i < count; i++)
		if (!is_by_code(area, &cells[i]))
			truth.over_people += cells[i].people * share_outside(&cells[i], area, 120);
	return truth;
}

/* ---- the property ----------------------------------------------------------------------- */

static void must_be_near(const char *name, const struct fit_number *number, double truth,
			 double coarse)
{
	double off = fabs(number->value - truth);

	if (off > number->error + 0.01 * truth + coarse)
		fail_msg("%s: %.3f +- %.3f, by brute force %.3f", name, number->value,
			 number->error, truth);
}

static void try_one(struct geo_point centre, double size_e6, unsigned short seed[3])
{
	void *ctx = talloc_new(NULL);
	struct place place;
	struct truth truth;
	struct fit fit;
	size_t count;

	make_place(&place, centre, size_e6, seed);
	make_cells(centre, size_e6, seed);
	count = keep_reached(&place.area);
	truth = find_truth(&place.area, count, centre, size_e6);
	fit_measure(&fit, ctx, &(struct fit_question){ cells, count, &place.area, 1, can_be_told });
	assert_true(fit.is_measured);
	must_be_near("area", &fit.area_km2, truth.area_km2, truth.coarse_km2);
	must_be_near("over", &fit.over_km2, truth.over_km2, truth.coarse_km2);
	must_be_near("under", &fit.under_km2, truth.under_km2, truth.coarse_km2);
	must_be_near("silent", &fit.silent_km2, truth.silent_km2, truth.coarse_km2);
	must_be_near("people", &fit.over_people, truth.over_people, 5);
	assert_true(fabs(fit.under_share - fit.under_km2.value / fit.area_km2.value) < 1e-9);
	talloc_free(ctx);
}

static void every_estimate_lies_within_the_error_it_states(void **state)
{
	static const struct geo_point centres[] = {
		{ 30000000, 120000000 },
		{ 5000000, 179900000 }, /* across the antimeridian */
		{ -20000000, -179950000 },
		{ 69000000, 20000000 },
	};
	unsigned short seed[3] = { 7, 11, 13 };

	(void)state;
	for (size_t i = 0; i < COUNT_OF(centres); i++)
		for (int trial = 0; trial < TRIALS; trial++)
			try_one(centres[i], trial % 2 ? 200000 : 50000, seed);
}

/* ---- more cells than points ------------------------------------------------------------- */

enum { CROWD = 400000, RASTER = 1500 };

static const struct geo_point strip_points[] = { { 30000000, 120000000 },
						 { 30002000, 120000000 },
						 { 30200000, 120300000 },
						 { 30198000, 120300000 },
						 { 30000000, 120000000 } };

static size_t make_crowd(struct cell *crowd, const struct area *area)
{
	unsigned short seed[3] = { 5, 5, 5 };
	size_t count = 0;

	for (size_t i = 0; i < CROWD; i++) {
		struct cell *cell = &crowd[count];

		*cell = (struct cell){
			.coverage = { .at = { (int32_t)uniform(seed, 29.97e6, 30.23e6),
					      (int32_t)uniform(seed, 119.97e6, 120.33e6) },
				      .radius_m = (uint32_t)exp(uniform(seed, 4.5, 7)) },
			.people = (uint32_t)(nrand48(seed) % 3000),
		};
		if (nrand48(seed) % 2) {
			cell->coverage.azimuth_tenths = (uint16_t)(nrand48(seed) % 3600);
			cell->coverage.beamwidth_tenths = 1200;
		}
		count += cells_reach(cell, area);
	}
	return count;
}

static struct geo_point raster_point(int row, int column)
{
	return (struct geo_point){ (int32_t)(29950000 + 300e3 * (row + 0.5) / RASTER),
				   (int32_t)(119950000 + 400e3 * (column + 0.5) / RASTER) };
}

/* Marks what the cell covers of a raster of 0.3 by 0.4 degrees. */
static void paint(bool *raster, const struct cell *cell)
{
	struct geo_box box = geo_box_of_sector(&cell->coverage);
	int south = (int)((box.south_e6 - 29950000) / 300e3 * RASTER);
	int north = (int)((box.north_e6 - 29950000) / 300e3 * RASTER) + 1;
	int west = (int)((box.west_e6 - 119950000) / 400e3 * RASTER);
	int east = (int)((box.east_e6 - 119950000) / 400e3 * RASTER) + 1;

	for (int row = south; row <= north; row++)
		for (int column = west; column <= east; column++)
			if (!raster[row * RASTER + column])
				raster[row * RASTER + column] = is_covered(
					&cell->coverage, raster_point(row, column));
}

static void more_cells_than_points_stand_for_each_other(void **state)
{
	const struct geo_polygon polygon = { strip_points, 5 };
	const struct area area = { .polygons = &polygon, .polygon_count = 1 };
	struct cell *crowd = calloc(CROWD, sizeof(*crowd));
	bool *raster = calloc(RASTER * RASTER, 1);
	double square_km2 = 0.3 / RASTER * 0.4 / RASTER * DEGREE_M / 1e3 * DEGREE_M / 1e3;
	size_t count = make_crowd(crowd, &area);
	double km2 = 0, people = 0;
	void *ctx = talloc_new(NULL);
	struct fit fit;

	(void)state;
	assert_true(count > 2 * FIT_POINTS);
	for (size_t i = 0; i < count; i++) {
		paint(raster, &crowd[i]);
		people += crowd[i].people * share_outside(&crowd[i], &area, 20);
	}
	for (int row = 0; row < RASTER; row++)
		for (int column = 0; column < RASTER; column++) {
			struct geo_point point = raster_point(row, column);

			if (raster[row * RASTER + column] && !is_inside(&area, point))
				km2 += square_km2 * cos(point.lat_e6 * M_PI / 180e6);
		}
	fit_measure(&fit, ctx, &(struct fit_question){ crowd, count, &area, 1, NULL });
	must_be_near("over", &fit.over_km2, km2, 0);
	must_be_near("people", &fit.over_people, people, 0);
	assert_true(fit.over_km2.error < 0.2 * km2 && fit.over_people.error < 0.1 * people);
	talloc_free(ctx);
	free(crowd);
	free(raster);
}

/* ---- what has an exact answer ----------------------------------------------------------- */

static void half_a_disc_outside_is_half_its_people(void **state)
{
	/* The east side of the square runs through the antenna. */
	static const struct geo_point points[] = { { -1000000, -1000000 },
						   { -1000000, 0 },
						   { 1000000, 0 },
						   { 1000000, -1000000 },
						   { -1000000, -1000000 } };
	const struct geo_polygon polygon = { points, 5 };
	const struct area area = { .polygons = &polygon, .polygon_count = 1 };
	const struct cell cell = { .coverage = { .radius_m = 2000 }, .people = 1000 };
	void *ctx = talloc_new(NULL);
	struct fit fit;

	(void)state;
	fit_measure(&fit, ctx, &(struct fit_question){ &cell, 1, &area, 1, NULL });
	assert_true(fabs(fit.over_people.value - 500) < 20);
	assert_true(fabs(fit.over_km2.value - 2 * M_PI) < 0.3);
	/* 222.4 km by 110.6 km of a degree at the equator, less half the disc. */
	assert_true(fabs(fit.area_km2.value / (221.15 * 111.32) - 1) < 0.01);
	assert_true(fit.under_share > 0.99 && fit.under_share < 1);
	assert_true(fit.silent_km2.value == 0);
	talloc_free(ctx);
}

static void a_disc_counted_twice_is_one_disc_of_ground(void **state)
{
	const struct geo_circle circle = { { 30000000, 120000000 }, 100 };
	const struct area area = { .circles = &circle, .circle_count = 1 };
	struct cell twins[8] = { 0 };
	void *ctx = talloc_new(NULL);
	struct fit fit;

	(void)state;
	for (size_t i = 0; i < COUNT_OF(twins); i++)
		twins[i] = (struct cell){ .coverage = { { 30000000, 120000000 }, 3000, 0, 0 },
					  .people = 100 };
	fit_measure(&fit, ctx, &(struct fit_question){ twins, COUNT_OF(twins), &area, 1, NULL });
	assert_true(fabs(fit.over_km2.value - 9 * M_PI) < 0.3);
	assert_true(fabs(fit.over_people.value - 800) < 10);
	assert_true(fit.under_share == 0);
	talloc_free(ctx);
}

static void cells_inside_reach_nothing_over_and_cost_nothing(void **state)
{
	const struct geo_circle circle = { { 30000000, 120000000 }, 50000 };
	const struct area area = { .circles = &circle, .circle_count = 1 };
	const struct cell cell = { .coverage = { { 30000000, 120000000 }, 3000, 0, 0 },
				   .people = 100 };
	const bool is_told = false;
	void *ctx = talloc_new(NULL);
	struct fit fit;

	(void)state;
	fit_measure(&fit, ctx, &(struct fit_question){ &cell, 1, &area, 1, &is_told });
	assert_true(fit.over_km2.value == 0 && fit.over_km2.error == 0);
	assert_true(fit.over_people.value == 0);
	assert_true(fabs(fit.silent_km2.value - 9 * M_PI) < fit.silent_km2.error);
	talloc_free(ctx);
}

static void codes_alone_are_not_measured_but_counted(void **state)
{
	const struct area_code codes[] = {
		{ SLICE_LITERAL("adcode"), SLICE_LITERAL("330100") },
		{ SLICE_LITERAL("CPEAS Geographic Code"), SLICE_LITERAL("330102000000,330000") },
		{ SLICE_LITERAL("SAME"), SLICE_LITERAL("006037") },
	};
	const struct area area = { .codes = codes, .code_count = COUNT_OF(codes) };
	const struct cell some[] = { { .adcode = 330102 },
				     { .adcode = 339999 },
				     { .adcode = 340000 } };
	void *ctx = talloc_new(NULL);
	struct fit fit;

	(void)state;
	fit_measure(&fit, ctx, &(struct fit_question){ some, COUNT_OF(some), &area, 1, NULL });
	assert_false(fit.is_measured);
	assert_int_equal(fit.cells_by_code, 2);
	talloc_free(ctx);
}

static void a_point_is_covered_or_not(void **state)
{
	const struct geo_circle circles[] = { { { 30000000, 120000000 }, 0 },
					      { { 31000000, 120000000 }, 0 } };
	const struct area area = { .circles = circles, .circle_count = 2 };
	const struct cell cell = { .coverage = { { 30000000, 120000000 }, 0, 0, 0 } };
	void *ctx = talloc_new(NULL);
	struct fit fit;

	(void)state;
	fit_measure(&fit, ctx, &(struct fit_question){ &cell, 1, &area, 1, NULL });
	assert_true(fit.under_share == 0.5);
	assert_true(fit.area_km2.value == 0 && fit.over_km2.value == 0);
	talloc_free(ctx);
}

/* ---- the parts -------------------------------------------------------------------------- */

struct covering {
	size_t count;
	bool seen[CELLS];
};

static bool note(void *data, size_t cell)
{
	struct covering *covering = data;

	assert_false(covering->seen[cell]); /* each once */
	covering->seen[cell] = true;
	covering->count++;
	return true;
}

/* Cells of all sizes, round the world and over the poles, against asking each of them. */
static void buckets_find_every_cell_that_covers_a_point(void **state)
{
	unsigned short seed[3] = { 3, 1, 4 };
	void *ctx = talloc_new(NULL);
	struct coverage *coverage;
	size_t found = 0;

	(void)state;
	for (size_t i = 0; i < CELLS; i++)
		cells[i] =
			(struct cell){ .coverage = {
					       .at = { (int32_t)(i % 3 ? uniform(seed, -90e6, 90e6)
								       : uniform(seed, 88e6, 90e6)),
						       (int32_t)(i % 2 ? uniform(seed, -180e6,
										 180e6)
								       : folded(180e6 +
										uniform(seed, -1e6,
											1e6))) },
					       .radius_m = (uint32_t)exp(uniform(seed, 3, 12.2)),
				       } };
	coverage = coverage_new(ctx, cells, CELLS);
	for (int trial = 0; trial < 20000; trial++) {
		const struct geo_sector *near = &cells[trial % CELLS].coverage;
		struct geo_view view = geo_view_of(near);
		struct geo_point point = geo_view_point(
			&view, (struct geo_direction){ uniform(seed, -1, 1) * near->radius_m,
						       uniform(seed, -1, 1) * near->radius_m });
		struct covering covering = { 0 };
		size_t expected = 0;

		coverage_visit(coverage, point, note, &covering);
		for (size_t i = 0; i < CELLS; i++) {
			struct geo_view one = geo_view_of(&cells[i].coverage);

			expected += geo_view_covers_point(&one, point);
		}
		assert_int_equal(covering.count, expected);
		found += expected;
	}
	assert_true(found > 10000);
	talloc_free(ctx);
}

static void shapes_answer_as_the_exact_test_does(void **state)
{
	unsigned short seed[3] = { 2, 7, 1 };
	const struct geo_point centre = { 10000000, 180000000 };
	void *ctx = talloc_new(NULL);
	size_t inside = 0, whole = 0;

	(void)state;
	for (int trial = 0; trial < 300; trial++) {
		struct place place;
		struct shapes *shapes;

		make_place(&place, centre, 300000, seed);
		shapes = shapes_new(ctx, &place.area, 1);
		for (int i = 0; i < 100; i++) {
			struct geo_sector sector = {
				.at = { (int32_t)(centre.lat_e6 + uniform(seed, -4e5, 4e5)),
					(int32_t)folded(180e6 + uniform(seed, -4e5, 4e5)) },
				.radius_m = (uint32_t)(nrand48(seed) % 4000),
			};
			struct geo_box box = geo_box_of_sector(&sector);
			enum geo_ring_side side = shapes_side_of_box(shapes, &box);
			bool holds = is_inside(&place.area, sector.at);

			assert_int_equal(shapes_hold(shapes, sector.at), holds);
			assert_int_equal(shapes_holding(shapes, sector.at) > 0, holds);
			assert_false(side == GEO_RING_INSIDE && !holds);
			assert_false(side == GEO_RING_APART && holds);
			inside += holds;
			whole += side == GEO_RING_INSIDE;
		}
	}
	assert_true(inside > 1000 && whole > 500);
	talloc_free(ctx);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_estimate_lies_within_the_error_it_states),
		cmocka_unit_test(more_cells_than_points_stand_for_each_other),
		cmocka_unit_test(half_a_disc_outside_is_half_its_people),
		cmocka_unit_test(a_disc_counted_twice_is_one_disc_of_ground),
		cmocka_unit_test(cells_inside_reach_nothing_over_and_cost_nothing),
		cmocka_unit_test(codes_alone_are_not_measured_but_counted),
		cmocka_unit_test(a_point_is_covered_or_not),
		cmocka_unit_test(buckets_find_every_cell_that_covers_a_point),
		cmocka_unit_test(shapes_answer_as_the_exact_test_does),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
