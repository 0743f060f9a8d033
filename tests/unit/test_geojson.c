/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* GeoJSON as RFC 7946 has it: longitude first, rings closed and counter-clockwise. */
#include "test.h"
#include "wire/cells_geojson.h"
#include "wire/geojson.h"

#include <jansson.h>
#include <math.h>
#include <talloc.h>

static json_t *read_back(struct text *text)
{
	json_error_t error;
	json_t *json = json_loadb(text->at, text->size, 0, &error);

	if (!json)
		fail_msg("%s in %.*s", error.text, (int)text->size, text->at);
	return json;
}

static double at(const json_t *ring, size_t i, size_t axis)
{
	return json_real_value(json_array_get(json_array_get(ring, i), axis));
}

/* The ring of a polygon; checks what every ring must be. */
static const json_t *ring_of(const json_t *geometry)
{
	const json_t *ring = json_array_get(json_object_get(geometry, "coordinates"), 0);
	size_t count = json_array_size(ring);
	double twice = 0;

	assert_string_equal(json_string_value(json_object_get(geometry, "type")), "Polygon");
	assert_true(count >= 4);
	for (size_t axis = 0; axis < 2; axis++)
		assert_true(at(ring, 0, axis) == at(ring, count - 1, axis));
	for (size_t i = 0; i + 1 < count; i++)
		twice += at(ring, i, 0) * at(ring, i + 1, 1) - at(ring, i + 1, 0) * at(ring, i, 1);
	assert_true(twice > 0);
	return ring;
}

static void a_polygon_turns_left_whichever_way_it_came(void **state)
{
	static const struct geo_point right[] = { { 30000000, 120000000 },
						  { 30500000, 120000000 },
						  { 30500000, 120500000 },
						  { 30000000, 120000000 } };
	static const struct geo_point left[] = { { 30000000, 120000000 },
						 { 30500000, 120500000 },
						 { 30500000, 120000000 },
						 { 30000000, 120000000 } };
	void *ctx = talloc_new(NULL);

	(void)state;
	for (int i = 0; i < 2; i++) {
		struct text text;
		json_t *json;

		text_init(&text, ctx);
		geojson_put_polygon(&text, &(struct geo_polygon){ i ? left : right, 4 });
		json = read_back(&text);
		assert_int_equal(json_array_size(ring_of(json)), 4);
		json_decref(json);
	}
	talloc_free(ctx);
}

/* RFC 7946 3.1.9; unit/geojson.py asks the same of many shapes. */
static void the_antimeridian_cuts_it_in_two(void **state)
{
	static const struct geo_point points[] = { { -17000000, 179500000 },
						   { -17000000, -179500000 },
						   { -16000000, 180000000 },
						   { -17000000, 179500000 } };
	void *ctx = talloc_new(NULL);
	struct text text;

	(void)state;
	text_init(&text, ctx);
	geojson_put_polygon(&text, &(struct geo_polygon){ points, 4 });
	assert_string_equal(text.at, "{\"type\":\"MultiPolygon\",\"coordinates\":["
				     "[[[180.000000,-16.000000],[179.500000,-17.000000],"
				     "[180.000000,-17.000000],[180.000000,-16.000000]]],"
				     "[[[-180.000000,-17.000000],[-179.500000,-17.000000],"
				     "[-180.000000,-16.000000],[-180.000000,-17.000000]]]]}");
	talloc_free(ctx);
}

static void every_corner_of_a_sector_is_as_far_as_it_reaches(void **state)
{
	static const struct geo_sector sectors[] = { { { 30200000, 120200000 }, 5000, 0, 0 },
						     { { 30200000, 120200000 }, 5000, 900, 650 },
						     { { 60200000, -0 }, 35000, 10, 1200 } };
	void *ctx = talloc_new(NULL);

	(void)state;
	for (size_t s = 0; s < COUNT_OF(sectors); s++) {
		bool is_disc = sectors[s].beamwidth_tenths == 0;
		struct text text;
		const json_t *ring;
		json_t *json;
		size_t count;

		text_init(&text, ctx);
		geojson_put_sector(&text, &sectors[s]);
		json = read_back(&text);
		ring = ring_of(json);
		count = json_array_size(ring);
		for (size_t i = is_disc ? 0 : 1; i < count - (is_disc ? 0 : 1); i++) {
			struct geo_point corner = { (int32_t)lround(at(ring, i, 1) * 1e6),
						    (int32_t)lround(at(ring, i, 0) * 1e6) };
			double off = geo_distance_m(sectors[s].at, corner) - sectors[s].radius_m;

			if (fabs(off) > 0.005 * sectors[s].radius_m)
				fail_msg("sector %zu, corner %zu: %g m", s, i, off);
		}
		json_decref(json);
	}
	talloc_free(ctx);
}

static void what_has_no_width_is_a_point(void **state)
{
	void *ctx = talloc_new(NULL);
	struct text text;

	(void)state;
	text_init(&text, ctx);
	geojson_put_circle(&text, &(struct geo_circle){ { -1, -120200000 }, 0 });
	assert_string_equal(text.at,
			    "{\"type\":\"Point\",\"coordinates\":[-120.200000,-0.000001]}");
	talloc_free(ctx);
}

/* ---- a reach as a map ------------------------------------------------------------------- */

static void what_is_not_reached_comes_first_where_not_all_has_room(void **state)
{
	static const struct geo_circle circle = { { 30000000, 120000000 }, 500 };
	static const struct area_code code = { SLICE_LITERAL("adcode"), SLICE_LITERAL("330100") };
	static const struct area area = {
		.circles = &circle, .circle_count = 1, .codes = &code, .code_count = 1
	};
	static const enum audience_status statuses[] = { AUDIENCE_REACHED, AUDIENCE_REACHED,
							 AUDIENCE_CELL_DOWN, AUDIENCE_NO_NODE };
	struct cell cells[4] = { 0 };
	void *ctx = talloc_new(NULL);
	struct text text;
	json_t *map, *features;

	(void)state;
	for (size_t i = 0; i < 4; i++)
		cells[i] = (struct cell){
			.id = { { 460, 0, false }, RAT_4G, 7, i + 1 },
			.coverage = { { 30000000, 120000000 }, i ? 300 : 0, 0, i > 1 ? 900 : 0 },
			.people = 10,
			.node = i < 3 ? SLICE_LITERAL("mme \"1\"") : (struct slice){ 0 },
		};
	text_init(&text, ctx);
	cells_geojson_write(&text, &(struct cells_geojson){ .areas = &area,
							    .area_count = 1,
							    .cells = cells,
							    .statuses = statuses,
							    .count = 4,
							    .most = 3,
							    .members = "\"notice\":\"81\"," });
	map = read_back(&text);
	features = json_object_get(map, "features");
	assert_true(json_is_true(json_object_get(map, "truncated")));
	assert_int_equal(json_integer_value(json_object_get(map, "cells")), 4);
	assert_string_equal(json_string_value(json_object_get(map, "notice")), "81");
	assert_int_equal(json_array_size(features), 5); /* circle, code, three cells */
	assert_true(json_is_null(json_object_get(json_array_get(features, 1), "geometry")));
	for (size_t i = 2; i < 5; i++) {
		const json_t *feature = json_array_get(features, i);
		const json_t *properties = json_object_get(feature, "properties");
		static const char *const status[] = { "cell-down", "no-node", "reached" };
		static const char *const names[] = { "460-00-4g-7-3", "460-00-4g-7-4",
						     "460-00-4g-7-1" };

		assert_string_equal(json_string_value(json_object_get(properties, "status")),
				    status[i - 2]);
		assert_string_equal(json_string_value(json_object_get(feature, "id")),
				    names[i - 2]);
	}
	json_decref(map);
	talloc_free(ctx);
}

static void an_audience_counts_each_cell_once(void **state)
{
	static const enum audience_status statuses[] = { AUDIENCE_REACHED, AUDIENCE_LINK_DOWN,
							 AUDIENCE_NO_LINK, AUDIENCE_NO_NODE };
	const struct cell cells[] = {
		{ .id = { .rat = RAT_2G }, .people = 1, .node = SLICE_LITERAL("a") },
		{ .id = { .rat = RAT_4G }, .people = 2, .node = SLICE_LITERAL("a") },
		{ .id = { .rat = RAT_4G }, .people = 4, .node = SLICE_LITERAL("b") },
		{ .id = { .rat = RAT_5G }, .people = 8 },
	};
	struct audience audience;

	(void)state;
	audience_of_cells(&audience, cells, statuses, 4);
	assert_int_equal(audience.all.cells, 4);
	assert_int_equal(audience.all.people, 15);
	assert_int_equal(audience.nodes, 2);
	assert_int_equal(audience.of_rat[RAT_4G].people, 6);
	assert_int_equal(audience.of_status[AUDIENCE_NO_NODE].people, 8);
	assert_int_equal(audience.of_status[AUDIENCE_REACHED].cells, 1);
	audience_of_cells(&audience, cells, NULL, 4);
	assert_int_equal(audience.of_status[AUDIENCE_NONE].cells, 4);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_polygon_turns_left_whichever_way_it_came),
		cmocka_unit_test(the_antimeridian_cuts_it_in_two),
		cmocka_unit_test(every_corner_of_a_sector_is_as_far_as_it_reaches),
		cmocka_unit_test(what_has_no_width_is_a_point),
		cmocka_unit_test(what_is_not_reached_comes_first_where_not_all_has_room),
		cmocka_unit_test(an_audience_counts_each_cell_once),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
