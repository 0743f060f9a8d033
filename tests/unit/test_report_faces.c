/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* A report as JSON, CSV and GeoJSON; an area read back from the lines that were approved. */
#include "base/csv.h"
#include "notice/area_lines.h"
#include "notice/area_set.h"
#include "test.h"
#include "wire/cause_words.h"
#include "wire/cbsp.h"
#include "wire/report_csv.h"
#include "wire/report_geojson.h"
#include "wire/report_json.h"

#include <jansson.h>
#include <talloc.h>

enum { NOTICE = 81, CELLS = 3, CSV_FIELDS = 20 };

#define NINE INT64_C(1772413200000000) /* 2026-03-02T09:00:00+08:00 */

static const struct digest content = { { 1, 2, 3 } };

/* One node with three cells, one accepted, one refused with an awkward cause, one never named; a
   cell that no node serves; the coverage of the first two cells is known. */
struct scene {
	void *ctx;
	struct report *report;
	struct report_places places;
	struct report_delay delays[REPORT_DELAY_MEASURES];
	struct cell_id ids[CELLS];
	struct route_message message;
	struct route_delivery row;
	struct route route;
	struct cell cells[3];
	struct area area;
	struct report_answer answer;
};

static void fold(struct scene *scene, struct event event)
{
	struct fault why;

	event.notice = NOTICE;
	event.at.us = NINE;
	if (report_fold(scene->report, &event, &why) != ERR_OK)
		fail_msg("%s", why.text);
}

static void fold_all(struct scene *scene, const char *cause)
{
	static const struct event_routed_delivery node = { 0, SLICE_LITERAL("mobile"),
							   SLICE_LITERAL("north"),
							   SLICE_LITERAL("bsc-1"), CELLS };
	static const struct receipt_cell said[] = { { 0, CELL_ACCEPTED, 0 },
						    { 1, CELL_REFUSED, 0 } };
	const struct receipt receipts[] = {
		{ .notice = NOTICE, .outcome = RECEIPT_SENT, .at = { NINE + 250000 } },
		{ .notice = NOTICE,
		  .outcome = RECEIPT_PARTIAL,
		  .cause_text = slice_of(cause),
		  .cells = said,
		  .cell_count = 2,
		  .at = { NINE + 500000 } },
	};

	fold(scene, (struct event){ .kind = EVENT_RECEIVED,
				    .received = { .agency = SLICE_LITERAL("yj-em") } });
	fold(scene, (struct event){ .kind = EVENT_JUDGED,
				    .judged = { .lane = LANE_URGENT,
						.key = LANE_KEY_PLAN,
						.plan = SLICE_LITERAL("p"),
						.content = content } });
	fold(scene,
	     (struct event){ .kind = EVENT_AUTHORISED,
			     .authorised = { .key = LANE_KEY_PLAN, .plan = SLICE_LITERAL("p") } });
	fold(scene, (struct event){ .kind = EVENT_ROUTED,
				    .routed = { .content = content,
						.deliveries = &node,
						.delivery_count = 1,
						.unreachable_cells = 1 } });
	fold(scene, (struct event){ .kind = EVENT_RECEIPTS, .receipts = { receipts, 2 } });
	report_end(scene->report);
}

static void make_cells(struct scene *scene)
{
	for (uint64_t i = 0; i < CELLS; i++)
		scene->ids[i] = (struct cell_id){ { 460, 0, false }, RAT_2G, 9500, i + 1 };
	for (size_t i = 0; i < 3; i++)
		scene->cells[i] = (struct cell){
			.id = { { 460, 0, false }, RAT_2G, 9500, i < 2 ? i + 1 : 99 },
			.coverage = { { 30200000, 120200000 }, 500, 0, 0 },
			.people = 100,
			.node = slice_of(i < 2 ? "bsc-1" : ""),
		};
}

static void set(struct scene *scene, const char *cause)
{
	static const struct geo_point corners[] = { { 30100000, 120100000 },
						    { 30400000, 120100000 },
						    { 30400000, 120500000 },
						    { 30100000, 120100000 } };
	static const struct geo_polygon polygon = { corners, 4 };
	static const struct geo_circle circle = { { 30200000, 120200000 }, 5000 };

	*scene = (struct scene){ .ctx = talloc_new(NULL) };
	scene->report = report_new(scene->ctx, NOTICE, (struct slice){ NULL, 0 });
	fold_all(scene, cause);
	make_cells(scene);
	scene->message = (struct route_message){ .language = SLICE_LITERAL("zh-CN"),
						 .plmn = { 460, 0, false },
						 .message_identifier = 4371,
						 .page_count = 1 };
	scene->row = (struct route_delivery){ .cells = scene->ids, .cell_count = CELLS };
	scene->route = (struct route){ .messages = &scene->message,
				       .message_count = 1,
				       .deliveries = &scene->row,
				       .delivery_count = 1 };
	scene->area = (struct area){
		.polygons = &polygon, .polygon_count = 1, .circles = &circle, .circle_count = 1
	};
	report_places_make(
		&scene->places, scene->ctx, scene->report,
		&(struct report_world){ &scene->route, true, scene->cells, 3, NULL, NULL });
	report_delays_make(scene->delays, scene->report);
	scene->answer = (struct report_answer){
		.report = scene->report,
		.places = &scene->places,
		.delays = scene->delays,
		.routes = &scene->route,
		.areas = &scene->area,
		.area_count = 1,
		.content = "kept",
		.route = "kept",
		.realm = "drill",
		.now = { NINE },
		.limit = REPORT_ROWS_MAX,
	};
}

static json_t *read_back(struct text *text)
{
	json_error_t error;
	json_t *json = json_loadb(text->at, text->size, JSON_REJECT_DUPLICATES, &error);

	if (!json)
		fail_msg("%s at %d in %.300s", error.text, error.position, text->at);
	return json;
}

static json_t *json_of(struct scene *scene,
		       void (*write)(struct text *, const struct report_answer *))
{
	struct text out;

	text_init(&out, scene->ctx);
	write(&out, &scene->answer);
	return read_back(&out);
}

static const char *text_at(const json_t *object, const char *member)
{
	const char *text = json_string_value(json_object_get(object, member));

	return text ? text : "";
}

/* ---- JSON ------------------------------------------------------------------------------- */

static void json_tells_the_gaps_before_anything_else(void **state)
{
	struct scene scene;
	const json_t *gaps, *rows;
	json_t *json;

	(void)state;
	set(&scene, "cell memory exceeded");
	json = json_of(&scene, report_json_write);
	gaps = json_object_get(json, "not_warned");
	assert_int_equal(json_integer_value(json_object_get(gaps, "cells")), 3);
	assert_int_equal(json_integer_value(json_object_get(gaps, "people")), 200);
	assert_int_equal(json_integer_value(json_object_get(gaps, "cells_of_unknown_people")), 1);
	rows = json_object_get(gaps, "rows");
	assert_int_equal(json_array_size(rows), 3);
	assert_string_equal(text_at(json_array_get(rows, 0), "outcome"), "unknown");
	assert_string_equal(text_at(json_array_get(rows, 1), "outcome"), "refused");
	assert_string_equal(text_at(json_array_get(rows, 2), "outcome"), "not-served");
	/* Silence is no success, whatever the sum. */
	assert_int_equal(
		json_integer_value(json_object_get(json_object_get(json, "warned"), "cells")), 1);
	json_decref(json);
	talloc_free(scene.ctx);
}

static void json_keeps_the_members_it_always_had(void **state)
{
	static const char *const members[] = {
		"notice",
		"state",
		"received",
		"routed",
		"received_to_routed_ms",
		"first_answer",
		"last_answer",
		"deliveries",
		"deliveries_accepted",
		"deliveries_failed",
		"deliveries_unknown",
		"deliveries_stopped",
		"cells",
		"cells_ok",
		"cells_failed",
		"cells_unknown",
		"cells_without_link",
		"people",
		"nodes",
	};
	static const char *const of_delivery[] = { "delivery",	 "message",  "carrier",
						   "link",	 "node",     "state",
						   "cells",	 "cells_ok", "cells_failed",
						   "broadcasts", "changed" };
	struct scene scene;
	const json_t *node;
	json_t *json;

	(void)state;
	set(&scene, "cell memory exceeded");
	json = json_of(&scene, report_json_write);
	for (size_t i = 0; i < COUNT_OF(members); i++)
		if (!json_object_get(json, members[i]))
			fail_msg("no %s", members[i]);
	node = json_array_get(json_object_get(json_object_get(json, "nodes"), "deliveries"), 0);
	for (size_t i = 0; i < COUNT_OF(of_delivery); i++)
		if (!json_object_get(node, of_delivery[i]))
			fail_msg("no %s", of_delivery[i]);
	assert_int_equal(json_integer_value(json_object_get(node, "received_to_handed_over_ms")),
			 250);
	assert_string_equal(text_at(node, "cause_zh"), "小区存储不足");
	json_decref(json);
	talloc_free(scene.ctx);
}

/* Each page goes on where the one before ended, and together they are everything once. */
static void pages_of_rows_follow_each_other(void **state)
{
	static const char *const wanted[] = { "460-00-2g-9500-1", "460-00-2g-9500-2",
					      "460-00-2g-9500-3", "460-00-2g-9500-99" };
	struct scene scene;
	size_t found = 0;
	bool is_cut = true;

	(void)state;
	set(&scene, "");
	scene.answer.limit = 1;
	for (size_t page = 0; is_cut && page < 10; page++) {
		json_t *json = json_of(&scene, report_json_write);
		const json_t *rows = json_object_get(json, "cell_rows");

		assert_int_equal(json_array_size(rows), 1);
		assert_string_equal(text_at(json_array_get(rows, 0), "cell"), wanted[found++]);
		is_cut = json_is_true(json_object_get(json, "truncated"));
		scene.answer.cursor = strtoull(text_at(json, "cursor"), NULL, 10);
		json_decref(json);
	}
	assert_int_equal(found, COUNT_OF(wanted));
	assert_false(is_cut);
	talloc_free(scene.ctx);
}

static void only_problems_are_told_where_only_they_are_wanted(void **state)
{
	struct scene scene;
	json_t *json;

	(void)state;
	set(&scene, "");
	scene.answer.wanted = REPORT_ROWS_PROBLEMS;
	scene.answer.limit = 3;
	json = json_of(&scene, report_json_write);
	assert_int_equal(json_array_size(json_object_get(json, "cell_rows")), 3);
	assert_true(json_is_false(json_object_get(json, "truncated")));
	json_decref(json);
	scene.answer.wanted = REPORT_ROWS_NONE;
	json = json_of(&scene, report_json_write);
	assert_int_equal(json_array_size(json_object_get(json, "cell_rows")), 0);
	json_decref(json);
	talloc_free(scene.ctx);
}

/* ---- CSV -------------------------------------------------------------------------------- */

struct table {
	char *lines[12];
	struct csv_line rows[12];
	size_t count;
};

/* RFC 4180: every line ends with CR LF; none of ours holds one. */
static struct table csv_of(struct scene *scene)
{
	struct table table = { .count = 0 };
	struct text out;
	struct fault why;
	char *at, *end;

	text_init(&out, scene->ctx);
	report_csv_write(&out, &scene->answer);
	assert_memory_equal(out.at, "\xef\xbb\xbf", 3);
	for (at = out.at + 3; (end = strstr(at, "\r\n")); at = end + 2) {
		char *line = talloc_strndup(scene->ctx, at, (size_t)(end - at));

		assert_int_equal(csv_split(&table.rows[table.count], line, strlen(line), &why),
				 ERR_OK);
		assert_int_equal(table.rows[table.count++].count, CSV_FIELDS);
	}
	assert_int_equal(*at, '\0');
	return table;
}

static void assert_field(const struct table *table, size_t row, const char *column,
			 const char *wanted)
{
	for (size_t i = 0; i < CSV_FIELDS; i++) {
		struct slice field = table->rows[row].fields[i];

		if (!slice_is(table->rows[0].fields[i], column))
			continue;
		if (!slice_is(field, wanted))
			fail_msg("row %zu, %s: \"%.*s\", not \"%s\"", row, column,
				 SLICE_PRINT(field), wanted);
		return;
	}
	fail_msg("no column %s", column);
}

static void csv_has_a_row_a_cell(void **state)
{
	struct scene scene;
	struct table table;

	(void)state;
	set(&scene, "no room, says \"bsc-1\"");
	table = csv_of(&scene);
	assert_int_equal(table.count, 5);
	assert_field(&table, 1, "cell", "460-00-2g-9500-1");
	assert_field(&table, 1, "outcome", "accepted");
	assert_field(&table, 1, "cause", "");
	assert_field(&table, 1, "handed_over", "2026-03-02T09:00:00.250+08:00");
	assert_field(&table, 1, "people", "100");
	assert_field(&table, 2, "outcome", "refused");
	assert_field(&table, 2, "cause", "no room, says \"bsc-1\"");
	assert_field(&table, 3, "outcome", "unknown");
	assert_field(&table, 3, "outcome_zh", "未知（没有答复）");
	assert_field(&table, 3, "cause", ""); /* the other cell's is not its own */
	assert_field(&table, 4, "cell", "460-00-2g-9500-99");
	assert_field(&table, 4, "outcome", "not-served");
	assert_field(&table, 4, "delivery", "");
	talloc_free(scene.ctx);
}

static void a_carriers_cause_is_no_formula(void **state)
{
	struct scene scene;
	struct table table;

	(void)state;
	set(&scene, "=HYPERLINK(\"http://x\")");
	table = csv_of(&scene);
	assert_field(&table, 2, "cause", "'=HYPERLINK(\"http://x\")");
	talloc_free(scene.ctx);
}

static void csv_says_where_it_goes_on_and_what_was_purged(void **state)
{
	struct scene scene;
	struct table table;

	(void)state;
	set(&scene, "");
	scene.answer.limit = 2;
	table = csv_of(&scene);
	assert_int_equal(table.count, 4);
	assert_field(&table, 3, "outcome", "truncated");
	assert_field(&table, 3, "cause", "2");
	scene.answer.limit = REPORT_ROWS_MAX;
	scene.route = (struct route){ .delivery_count = 0 };
	table = csv_of(&scene);
	assert_field(&table, 1, "outcome", "purged");
	assert_field(&table, 1, "node", "bsc-1");
	talloc_free(scene.ctx);
}

/* ---- GeoJSON ---------------------------------------------------------------------------- */

static double at(const json_t *ring, size_t i, size_t axis)
{
	return json_real_value(json_array_get(json_array_get(ring, i), axis));
}

/* RFC 7946 3.1.6: closed, and counter-clockwise. */
static void check_polygon(const json_t *geometry)
{
	const json_t *ring = json_array_get(json_object_get(geometry, "coordinates"), 0);
	size_t count = json_array_size(ring);
	double twice = 0;

	assert_string_equal(text_at(geometry, "type"), "Polygon");
	assert_true(count >= 4);
	for (size_t axis = 0; axis < 2; axis++)
		assert_true(at(ring, 0, axis) == at(ring, count - 1, axis));
	for (size_t i = 0; i + 1 < count; i++)
		twice += at(ring, i, 0) * at(ring, i + 1, 1) - at(ring, i + 1, 0) * at(ring, i, 1);
	assert_true(twice > 0);
}

static const json_t *property(const json_t *features, size_t i, const char *name)
{
	return json_object_get(json_object_get(json_array_get(features, i), "properties"), name);
}

static void geojson_has_the_area_and_each_cell_once(void **state)
{
	struct scene scene;
	const json_t *features, *geometries;
	json_t *json;

	(void)state;
	set(&scene, "");
	json = json_of(&scene, report_geojson_write);
	assert_string_equal(text_at(json, "type"), "FeatureCollection");
	features = json_object_get(json, "features");
	assert_int_equal(json_array_size(features), 5);
	geometries = json_object_get(json_object_get(json_array_get(features, 0), "geometry"),
				     "geometries");
	assert_int_equal(json_array_size(geometries), 2);
	check_polygon(json_array_get(geometries, 0));
	check_polygon(json_array_get(geometries, 1));
	check_polygon(json_object_get(json_array_get(features, 1), "geometry"));
	/* Not in the register: no geometry is made up. */
	assert_true(json_is_null(json_object_get(json_array_get(features, 3), "geometry")));
	assert_string_equal(json_string_value(property(features, 3, "outcome")), "unknown");
	assert_string_equal(json_string_value(property(features, 1, "outcome")), "accepted");
	assert_string_equal(json_string_value(property(features, 4, "outcome")), "not-served");
	json_decref(json);
	talloc_free(scene.ctx);
}

static void an_area_of_one_shape_is_that_shape_and_one_of_codes_has_none(void **state)
{
	static const struct area_code code = { SLICE_LITERAL("adcode"), SLICE_LITERAL("330100") };
	struct scene scene;
	const json_t *area;
	json_t *json;

	(void)state;
	set(&scene, "");
	scene.area.circle_count = 0;
	json = json_of(&scene, report_geojson_write);
	area = json_array_get(json_object_get(json, "features"), 0);
	check_polygon(json_object_get(area, "geometry"));
	json_decref(json);
	scene.area = (struct area){ .codes = &code, .code_count = 1 };
	json = json_of(&scene, report_geojson_write);
	area = json_array_get(json_object_get(json, "features"), 0);
	assert_true(json_is_null(json_object_get(area, "geometry")));
	assert_string_equal(json_string_value(json_array_get(
				    property(json_object_get(json, "features"), 0, "codes"), 0)),
			    "330100");
	json_decref(json);
	talloc_free(scene.ctx);
}

/* ---- what it is made of ----------------------------------------------------------------- */

static void an_area_is_read_back_from_the_lines_that_were_approved(void **state)
{
	static const struct geo_point points[] = { { 30100000, 120100000 },
						   { -30400000, -120100000 },
						   { 30400000, 120500000 },
						   { 30100000, 120100000 } };
	static const struct geo_polygon polygon = { points, 4 };
	static const struct geo_circle circle = { { 30200000, 120200000 }, 5000 };
	static const struct area_code codes[] = {
		{ SLICE_LITERAL("CPEAS Geographic Code"), SLICE_LITERAL("330000000000") },
		{ SLICE_LITERAL("adcode"), SLICE_LITERAL("330100,330200") },
		{ SLICE_LITERAL("FIPS6"), SLICE_LITERAL("006017") },
	};
	static const struct area area = { .polygons = &polygon,
					  .polygon_count = 1,
					  .circles = &circle,
					  .circle_count = 1,
					  .codes = codes,
					  .code_count = 3 };
	void *ctx = talloc_new(NULL);
	struct slice lines = area_set_canonical(ctx, &(struct area_set){ &area, 1 });
	struct area read;
	struct slice again;

	(void)state;
	assert_int_equal(area_lines_read(ctx, &read, lines, NULL), ERR_OK);
	assert_true(slice_is(read.codes[0].value_name, "CPEAS Geographic Code"));
	assert_true(slice_is(read.codes[1].value, "006017"));
	assert_true(slice_is(read.codes[2].value, "330100,330200"));
	assert_int_equal(read.polygons[0].points[1].lat_e6, -30400000);
	assert_int_equal(read.circles[0].radius_m, 5000);
	again = area_set_canonical(ctx, &(struct area_set){ &read, 1 });
	assert_true(slice_equal(again, lines));
	talloc_free(ctx);
}

static void lines_that_were_never_approved_are_refused(void **state)
{
	static const char *const bad[] = {
		"triangle 1,2 3,4 5,6\n",
		"polygon 30100000,120100000\n",
		"circle 1,2\n",
		"circle 91000000,0 5\n",
		"polygon 1,2 3,x 5,6 1,2\n",
		/* What reads alike, and is not what was approved: another digest. */
		"circle 1,2 5 6\n",
		"circle 1,2,3 5\n",
		"circle 1,2 5 \n",
		"circle 1,2  5\n",
		"circle 1,2 -5\n",
		"circle 1,2 05\n",
		"circle +1,2 5\n",
		"circle 1.0,2 5\n",
		"circle 1,-0 5\n",
		"circle 1,,2 5\n",
		"circle ,1,2 5\n",
		"circle 1,2 4294967296\n",
		"polygon 1,2 3,4 5,6,7 1,2\n",
		"polygon 1,2 3,4 5,6 1,2 \n",
		"polygon 1,2  3,4 5,6 1,2\n",
		"polygon 1,2 3,4 5,06 1,2\n",
		"polygon 1,2 3,4 5, 1,2\n",
	};
	void *ctx = talloc_new(NULL);

	(void)state;
	for (size_t i = 0; i < COUNT_OF(bad); i++) {
		struct area area;

		if (area_lines_read(ctx, &area, slice_of(bad[i]), NULL) != ERR_INPUT)
			fail_msg("%s", bad[i]);
	}
	talloc_free(ctx);
}

static void every_cause_of_cbsp_has_its_chinese(void **state)
{
	(void)state;
	for (uint8_t cause = 0; cause <= CBSP_CAUSE_LAI_OR_LAC_NOT_VALID; cause++)
		assert_true(slice_is(cause_words_zh(slice_of(cbsp_cause_name(cause))),
				     cbsp_cause_name_zh(cause)));
	assert_true(slice_is(cause_words_zh(SLICE_LITERAL("no answer in time")), "限时内没有答复"));
	assert_true(slice_is(cause_words_zh(SLICE_LITERAL("of their own")), "of their own"));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(json_tells_the_gaps_before_anything_else),
		cmocka_unit_test(json_keeps_the_members_it_always_had),
		cmocka_unit_test(pages_of_rows_follow_each_other),
		cmocka_unit_test(only_problems_are_told_where_only_they_are_wanted),
		cmocka_unit_test(csv_has_a_row_a_cell),
		cmocka_unit_test(a_carriers_cause_is_no_formula),
		cmocka_unit_test(csv_says_where_it_goes_on_and_what_was_purged),
		cmocka_unit_test(geojson_has_the_area_and_each_cell_once),
		cmocka_unit_test(an_area_of_one_shape_is_that_shape_and_one_of_codes_has_none),
		cmocka_unit_test(an_area_is_read_back_from_the_lines_that_were_approved),
		cmocka_unit_test(lines_that_were_never_approved_are_refused),
		cmocka_unit_test(every_cause_of_cbsp_has_its_chinese),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
