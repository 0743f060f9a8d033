/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Expected values: tests/tools/geo_table.py, which reckons with fractions and by Vincenty. */
#include "base/geo_ring.h"
#include "test.h"

#include <math.h>

#include "geo_table.h"

static void points_are_inside_where_fractions_say_so(void **state)
{
	struct geo_ring_edge room[16];
	struct geo_ring ring;

	(void)state;
	for (size_t i = 0; i < COUNT_OF(inside_rows); i++) {
		struct geo_polygon polygon = { inside_rows[i].ring, inside_rows[i].count };

		geo_ring_open(&ring, room, &polygon);
		assert_int_equal(geo_ring_holds(&ring, inside_rows[i].point),
				 inside_rows[i].is_inside);
		assert_int_equal(geo_ring_polygon_holds(&polygon, inside_rows[i].point),
				 inside_rows[i].is_inside);
	}
}

static void distances_agree_with_vincenty(void **state)
{
	(void)state;
	for (size_t i = 0; i < COUNT_OF(distance_rows); i++) {
		double metres = geo_distance_m(distance_rows[i].a, distance_rows[i].b);
		double allowed = 10 + distance_rows[i].metres * 2e-5;

		if (distance_rows[i].metres < 1000)
			allowed = 0.01;
		assert_true(fabs(metres - distance_rows[i].metres) <= allowed);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(points_are_inside_where_fractions_say_so),
		cmocka_unit_test(distances_agree_with_vincenty),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
