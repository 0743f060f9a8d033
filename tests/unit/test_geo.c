/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "base/geo_ring.h"
#include "test.h"

#include <string.h>

#define POLYGON(points) ((struct geo_polygon){ points, COUNT_OF(points) })
#define E6(degrees)	(int32_t)((degrees)*1000000)

/* A degree of latitude at 30 N is 110,852 m (WGS 84 tables); of longitude there 96,486 m. */
static const struct geo_point square[] = {
	{ E6(30), E6(120) }, { E6(30), E6(121) }, { E6(31), E6(121) },
	{ E6(31), E6(120) }, { E6(30), E6(120) },
};

static void a_disc_meets_a_polygon_that_its_site_is_outside_of(void **state)
{
	const struct geo_polygon polygon = POLYGON(square);
	/* 0.01 degrees south: 1108.5 m */
	struct geo_sector disc = { .at = { E6(29.99), E6(120.5) }, .radius_m = 1109 };

	(void)state;
	assert_true(geo_ring_polygon_meets(&polygon, &disc));
	disc.radius_m = 1108;
	assert_false(geo_ring_polygon_meets(&polygon, &disc));
	disc.at.lat_e6 = E6(30);
	disc.radius_m = 0;
	assert_true(geo_ring_polygon_meets(&polygon, &disc));
	disc.at.lat_e6 = E6(30) - 1;
	assert_false(geo_ring_polygon_meets(&polygon, &disc));
}

static void a_polygon_wholly_inside_a_disc_is_met(void **state)
{
	const struct geo_polygon polygon = POLYGON(square);
	struct geo_sector disc = { .at = { E6(33), E6(124) }, .radius_m = 400000 };

	(void)state;
	assert_true(geo_ring_polygon_meets(&polygon, &disc));
}

static void a_sector_meets_what_it_points_at(void **state)
{
	static const struct {
		uint16_t azimuth, beamwidth;
		bool meets;
	} rows[] = {
		/* the polygon lies 1108.5 m north of the site */
		{ 0, 650, true },
		{ 3599, 650, true },
		{ 900, 650, false },
		{ 1800, 650, false },
		{ 1800, 3000, false },
		{ 1800, 3600, true },
		{ 1800, 0, true },
		{ 600, 650, false },
		{ 300, 650, true },
		/* the gap's edges: 1200 m * cos(30) = 1039 m, * cos(20) = 1128 m to the north */
		{ 1800, 3200, true },
		/* half a beam of 120 degrees from azimuth 150 ends at 90: along the edge */
		{ 1500, 1200, false },
		{ 2700, 1900, true },
	};
	const struct geo_polygon polygon = POLYGON(square);
	struct geo_sector sector = { .at = { E6(29.99), E6(120.5) }, .radius_m = 1200 };

	(void)state;
	for (size_t i = 0; i < COUNT_OF(rows); i++) {
		sector.azimuth_tenths = rows[i].azimuth;
		sector.beamwidth_tenths = rows[i].beamwidth;
		if (geo_ring_polygon_meets(&polygon, &sector) != rows[i].meets)
			fail_msg("row %zu", i);
	}
}

static void a_sector_meets_a_circle_it_points_at(void **state)
{
	static const struct {
		uint16_t azimuth, beamwidth;
		uint32_t circle_m;
		bool meets;
	} rows[] = {
		/* the centre lies 1108.5 m north; the sector reaches 1000 m */
		{ 0, 650, 108, false },
		{ 0, 650, 109, true },
		{ 900, 650, 109, false },
		{ 0, 0, 109, true },
		{ 1800, 650, 1108, false },
		{ 1800, 650, 1109, true },
		{ 900, 1800, 109, true },
		/* the ray at 45 degrees passes 1108.5 * sin(45) = 783.8 m from the centre */
		{ 900, 900, 783, false },
		{ 900, 900, 784, true },
	};
	struct geo_sector sector = { .at = { E6(29.99), E6(120.5) }, .radius_m = 1000 };

	(void)state;
	for (size_t i = 0; i < COUNT_OF(rows); i++) {
		struct geo_circle circle = { { E6(30), E6(120.5) }, rows[i].circle_m };

		sector.azimuth_tenths = rows[i].azimuth;
		sector.beamwidth_tenths = rows[i].beamwidth;
		if (geo_sector_meets_circle(&sector, &circle) != rows[i].meets)
			fail_msg("row %zu", i);
	}
}

static void coverage_crosses_the_antimeridian(void **state)
{
	static const struct geo_point fiji[] = {
		{ E6(-17), E6(179.5) }, { E6(-17), E6(-179.5) }, { E6(-16), E6(-179.5) },
		{ E6(-16), E6(179.5) }, { E6(-17), E6(179.5) },
	};
	const struct geo_polygon polygon = POLYGON(fiji);
	struct geo_sector disc = { .at = { E6(-16.5), E6(-179.49) }, .radius_m = 1200 };
	struct geo_circle circle = { { E6(-16.5), E6(179.999) }, 300 };
	struct geo_sector east = { .at = { E6(-16.5), E6(-179.999) }, .radius_m = 0 };
	struct geo_box a, b;

	(void)state;
	assert_true(geo_ring_polygon_meets(&polygon, &disc));
	disc.at.lon_e6 = E6(-179.48);
	assert_false(geo_ring_polygon_meets(&polygon, &disc));
	assert_true(geo_sector_meets_circle(&east, &circle));
	a = geo_box_of_circle(&circle);
	b = geo_box_of_sector(&east);
	assert_true(geo_box_overlaps(&a, &b));
}

static void a_box_is_inside_apart_or_neither(void **state)
{
	const struct geo_polygon polygon = POLYGON(square);
	struct geo_ring_edge room[COUNT_OF(square)];
	struct geo_ring ring;
	struct geo_box inside = { E6(30.1), E6(30.9), E6(120.1), E6(120.9) };
	struct geo_box apart = { E6(29.1), E6(29.9), E6(120.1), E6(120.9) };
	struct geo_box around = { E6(29), E6(32), E6(119), E6(122) };
	struct geo_box shifted = { E6(30.1), E6(30.9), E6(-239.9), E6(-239.1) };

	(void)state;
	geo_ring_open(&ring, room, &polygon);
	assert_int_equal(geo_ring_side_of_box(&ring, &inside), GEO_RING_INSIDE);
	assert_int_equal(geo_ring_side_of_box(&ring, &apart), GEO_RING_APART);
	assert_int_equal(geo_ring_side_of_box(&ring, &around), GEO_RING_MIXED);
	assert_int_equal(geo_ring_side_of_box(&ring, &shifted), GEO_RING_INSIDE);
}

static void polygons_that_are_none_are_refused(void **state)
{
	static const struct {
		struct geo_point points[8];
		size_t count;
		const char *says; /* NULL: it is one */
	} rows[] = {
		{ { { 0, 0 }, { 0, 9 }, { 9, 9 }, { 0, 0 } }, 4, NULL },
		{ { { 0, 0 }, { 0, 9 }, { 0, 9 }, { 9, 9 }, { 0, 0 } }, 5, NULL },
		{ { { 0, 0 }, { 0, 9 }, { 0, 0 } }, 3, "fewer than 4" },
		{ { { 0, 0 }, { 0, 9 }, { 9, 9 }, { 9, 0 } }, 4, "not closed" },
		{ { { 0, 0 }, { 0, 5 }, { 0, 9 }, { 0, 0 } }, 4, "encloses nothing" },
		{ { { 0, 0 }, { 9, 9 }, { 9, 9 }, { 0, 0 } }, 4, "encloses nothing" },
		{ { { 0, 0 }, { 9, 9 }, { 9, 0 }, { 0, 8 }, { 0, 0 } }, 5, "crosses" },
		{ { { 0, 0 }, { 0, 9 }, { 9, 9 }, { 0, 5 }, { 9, 0 }, { 0, 0 } }, 6, "touches" },
		{ { { 0, 0 }, { 0, 9 }, { 0, 4 }, { 9, 4 }, { 0, 0 } }, 5, "crosses" },
		{ { { 90000001, 0 }, { 0, 9 }, { 9, 9 }, { 90000001, 0 } }, 4, "on the globe" },
		{ { { E6(80), 0 }, { E6(80), E6(120) }, { E6(80), E6(-120) }, { E6(80), 0 } },
		  4,
		  "pole" },
		{ { { E6(1), E6(179) },
		    { E6(1), E6(-179) },
		    { E6(2), E6(-179) },
		    { E6(1), E6(179) } },
		  4,
		  NULL },
	};

	(void)state;
	for (size_t i = 0; i < COUNT_OF(rows); i++) {
		struct geo_polygon polygon = { rows[i].points, rows[i].count };
		struct fault why = { 0 };
		enum err err = geo_ring_check_polygon(NULL, &polygon, &(uint64_t){ 100 }, &why);

		if ((err == ERR_OK) != (rows[i].says == NULL) ||
		    (rows[i].says && !strstr(why.text, rows[i].says)))
			fail_msg("row %zu: %s", i, why.text);
	}
}

enum { TEETH = 5000, COMB_POINTS = 2 * TEETH + 3 };

/* Teeth side by side along the first axis, leaning by `lean` along the second. */
static void make_comb(struct geo_point *points, bool by_lon, int32_t lean)
{
	for (int32_t i = 0; i < 2 * TEETH; i++) {
		int32_t along = i * 100, across = (i & 1 ? E6(5) : E6(1)) + (i & 1) * lean;

		points[i] = by_lon ? (struct geo_point){ across, along + (i & 1) * lean }
				   : (struct geo_point){ along + (i & 1) * lean, across };
	}
	points[2 * TEETH] = by_lon ? (struct geo_point){ E6(0), 2 * TEETH * 100 + lean }
				   : (struct geo_point){ 2 * TEETH * 100 + lean, E6(0) };
	points[2 * TEETH + 1] = (struct geo_point){ 0, 0 };
	points[2 * TEETH + 2] = points[0];
}

static void a_comb_is_cheap_whichever_way_its_teeth_stand(void **state)
{
	static struct geo_point points[COMB_POINTS];
	struct geo_polygon polygon = POLYGON(points);

	(void)state;
	for (int by_lon = 0; by_lon < 2; by_lon++) {
		uint64_t left = 100 * COMB_POINTS;

		make_comb(points, by_lon, 0);
		assert_int_equal(geo_ring_check_polygon(NULL, &polygon, &left, NULL), ERR_OK);
	}
}

/* Leaning teeth overlap on both axes: the allowance ends, and it is one for all polygons. */
static void tangled_polygons_share_one_allowance(void **state)
{
	static struct geo_point points[COMB_POINTS];
	struct geo_polygon polygon = POLYGON(points);
	uint64_t left = GEO_RING_COMPARISONS;

	(void)state;
	make_comb(points, true, E6(4));
	assert_int_equal(geo_ring_check_polygon(NULL, &polygon, &left, NULL), ERR_LIMIT);
	assert_int_equal(left, 0);
	make_comb(points, true, 0);
	assert_int_equal(geo_ring_check_polygon(NULL, &polygon, &left, NULL), ERR_LIMIT);
}

/* Round and round the pole, ever further: no sum may overflow. Sanitizers watch this one. */
static void a_spiral_round_the_world_is_refused(void **state)
{
	struct geo_point points[40];
	struct geo_ring_edge room[COUNT_OF(points)];
	struct geo_polygon polygon = POLYGON(points);
	struct geo_ring ring;

	(void)state;
	for (size_t i = 0; i < COUNT_OF(points); i++)
		points[i] = (struct geo_point){ (int32_t)i * E6(1),
						(int32_t)(i * 119 % 360) * E6(1) - E6(180) };
	points[COUNT_OF(points) - 1] = points[0];
	assert_int_equal(geo_ring_check_polygon(NULL, &polygon, &(uint64_t){ 1000 }, NULL),
			 ERR_INPUT);
	geo_ring_open(&ring, room, &polygon);
	geo_ring_holds(&ring, (struct geo_point){ E6(5), E6(179) });
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_disc_meets_a_polygon_that_its_site_is_outside_of),
		cmocka_unit_test(a_polygon_wholly_inside_a_disc_is_met),
		cmocka_unit_test(a_sector_meets_what_it_points_at),
		cmocka_unit_test(a_sector_meets_a_circle_it_points_at),
		cmocka_unit_test(coverage_crosses_the_antimeridian),
		cmocka_unit_test(a_box_is_inside_apart_or_neither),
		cmocka_unit_test(polygons_that_are_none_are_refused),
		cmocka_unit_test(a_comb_is_cheap_whichever_way_its_teeth_stand),
		cmocka_unit_test(tangled_polygons_share_one_allowance),
		cmocka_unit_test(a_spiral_round_the_world_is_refused),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
