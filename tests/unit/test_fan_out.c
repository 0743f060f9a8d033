/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Who is told first: the nearest to the middle, also across the antimeridian. */
#include "desk/fan_out.h"
#include "test.h"

static const struct cell far[] = { { .coverage = { .at = { 30000000, 121000000 } } } };
static const struct cell near[] = { { .coverage = { .at = { 35000000, 120000000 } } },
				    { .coverage = { .at = { 30100000, 120100000 } } } };
static const struct cell middle[] = { { .coverage = { .at = { 30000000, 120500000 } } } };

static void the_nearest_cell_of_a_node_decides(void **state)
{
	static const struct geo_circle circle = { { 30000000, 120000000 }, 1000 };
	const struct area area = { .circles = &circle, .circle_count = 1 };
	struct fan_out_run runs[] = { { far, 1, 0 }, { near, 2, 0 }, { middle, 1, 0 } };

	(void)state;
	fan_out_sort(runs, 3, &area, 1);
	assert_ptr_equal(runs[0].cells, near);
	assert_ptr_equal(runs[1].cells, middle);
	assert_ptr_equal(runs[2].cells, far);
}

static void codes_have_no_middle(void **state)
{
	static const struct area_code code = { SLICE_LITERAL("adcode"), SLICE_LITERAL("330100") };
	const struct area area = { .codes = &code, .code_count = 1 };
	struct fan_out_run runs[] = { { far, 1, 0 }, { near, 2, 0 } };

	(void)state;
	fan_out_sort(runs, 2, &area, 1);
	assert_ptr_equal(runs[0].cells, far);
}

static void the_world_is_round(void **state)
{
	static const struct geo_point ring[] = { { -17000000, 179500000 },
						 { -17000000, -179500000 },
						 { -16000000, 180000000 },
						 { -17000000, 179500000 } };
	static const struct geo_polygon polygon = { ring, 4 };
	static const struct cell west[] = { { .coverage = { .at = { -16500000, 178000000 } } } };
	static const struct cell east[] = { { .coverage = { .at = { -16500000, -179900000 } } } };
	const struct area area = { .polygons = &polygon, .polygon_count = 1 };
	struct fan_out_run runs[] = { { west, 1, 0 }, { east, 1, 0 } };
	struct geo_point at;

	(void)state;
	assert_true(area_middle(&at, &area, 1));
	assert_true(at.lon_e6 > 179900000 || at.lon_e6 < -179900000);
	fan_out_sort(runs, 2, &area, 1);
	assert_ptr_equal(runs[0].cells, east);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_nearest_cell_of_a_node_decides),
		cmocka_unit_test(codes_have_no_middle),
		cmocka_unit_test(the_world_is_round),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
