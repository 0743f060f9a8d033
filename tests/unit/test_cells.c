/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "notice/cells_row.h"
#include "test.h"

static void codes_are_resolved_or_named(void **state)
{
	static const struct {
		const char *name, *value;
		enum cells_code code;
		uint32_t adcode;
	} rows[] = {
		{ "adcode", "330000", CELLS_CODE_RESOLVED, 330000 },
		{ "adcode", "330102000000", CELLS_CODE_RESOLVED, 330102 },
		{ "CPEAS Geographic Code", "330100000000", CELLS_CODE_RESOLVED, 330100 },
		/* a township of 330102: taking the county would widen */
		{ "CPEAS Geographic Code", "330102005000", CELLS_CODE_TOO_FINE, 0 },
		{ "adcode", "33000", CELLS_CODE_MALFORMED, 0 },
		{ "adcode", "3300000", CELLS_CODE_MALFORMED, 0 },
		{ "adcode", "000000", CELLS_CODE_MALFORMED, 0 },
		{ "adcode", "33010x", CELLS_CODE_MALFORMED, 0 },
		{ "adcode", "33010200000x", CELLS_CODE_MALFORMED, 0 },
		{ "adcode", "", CELLS_CODE_MALFORMED, 0 },
		{ "SAME", "330000", CELLS_CODE_UNKNOWN, 0 },
	};

	(void)state;
	for (size_t i = 0; i < COUNT_OF(rows); i++) {
		struct area_code code = { slice_of(rows[i].name), slice_of(rows[i].value) };
		uint32_t adcode = 0;

		assert_int_equal(cells_code_resolve(&adcode, &code), rows[i].code);
		assert_int_equal(adcode, rows[i].adcode);
	}
}

static void regions_cover_by_prefix(void **state)
{
	(void)state;
	assert_true(cells_adcode_covers(330000, 339999));
	assert_true(cells_adcode_covers(330000, 330000));
	assert_true(cells_adcode_covers(330100, 330102));
	assert_false(cells_adcode_covers(330100, 330202));
	assert_false(cells_adcode_covers(330100, 330000));
	assert_false(cells_adcode_covers(330102, 330100));
	assert_false(cells_adcode_covers(330000, 0));
	assert_false(cells_adcode_covers(0, 0));
}

/* art. 3: whose region a cell is in decides; nobody's region is nobody's jurisdiction. */
static void a_cell_without_a_region_is_outside_every_jurisdiction(void **state)
{
	const struct slice adcodes[] = { SLICE_LITERAL("330100"), SLICE_LITERAL("330200") };
	struct cell cell = { .adcode = 330204 };

	(void)state;
	assert_true(cells_in_jurisdiction(&cell, adcodes, 2));
	assert_false(cells_in_jurisdiction(&cell, adcodes, 1));
	assert_false(cells_in_jurisdiction(&cell, adcodes, 0));
	cell.adcode = 0;
	assert_false(cells_in_jurisdiction(&cell, adcodes, 2));
}

static void an_area_reaches_by_any_of_its_parts(void **state)
{
	const struct area_code codes[] = {
		{ SLICE_LITERAL("SAME"), SLICE_LITERAL("330102") },
		{ SLICE_LITERAL("CPEAS Geographic Code"),
		  SLICE_LITERAL("330200000000,330102000000") },
	};
	const struct geo_circle circle = { { 30000000, 120000000 }, 5000 };
	struct area area = { .codes = codes, .code_count = 1 };
	struct cell cell = { .adcode = 330102, .coverage = { .at = { 31000000, 120000000 } } };

	(void)state;
	assert_false(cells_reach(&cell, &area));
	area.code_count = 2;
	assert_true(cells_reach(&cell, &area));
	cell.adcode = 0;
	assert_false(cells_reach(&cell, &area));
	area.circles = &circle;
	area.circle_count = 1;
	assert_false(cells_reach(&cell, &area));
	cell.coverage.radius_m = 110000;
	assert_true(cells_reach(&cell, &area));
}

static void an_area_of_nothing_reaches_nothing(void **state)
{
	const struct area area = { 0 };
	const struct cell cell = { .adcode = 330102, .coverage = { .radius_m = 200000 } };

	(void)state;
	assert_false(cells_reach(&cell, &area));
}

static enum err read_row(struct cell *cell, const char *header, const char *row, struct fault *why)
{
	static char text[2][256];
	struct csv_line line;
	struct cells_row_header columns;
	enum err err;

	strcpy(text[0], header);
	strcpy(text[1], row);
	err = csv_split(&line, text[0], strlen(header), why);
	if (err == ERR_OK)
		err = cells_row_header_read(&columns, &line, why);
	if (err == ERR_OK)
		err = csv_split(&line, text[1], strlen(row), why);
	return err == ERR_OK ? cells_row_read(cell, &columns, &line, why) : err;
}

static const char all[] =
	"plmn,rat,lac_tac,cell,lat,lon,radius_m,azimuth,beamwidth,adcode,node,people";

static void a_row_is_a_cell(void **state)
{
	struct cell cell;

	(void)state;
	assert_int_equal(read_row(&cell, all,
				  "46000,2g,9548,7001,30.25,-120.5000004,800,120.5,65,330102,"
				  "bsc-北,1200",
				  NULL),
			 ERR_OK);
	assert_int_equal(cell.id.lac_tac, 9548);
	assert_int_equal(cell.coverage.at.lat_e6, 30250000);
	assert_int_equal(cell.coverage.at.lon_e6, -120500000);
	assert_int_equal(cell.coverage.azimuth_tenths, 1205);
	assert_int_equal(cell.coverage.beamwidth_tenths, 650);
	assert_int_equal(cell.adcode, 330102);
	assert_int_equal(cell.people, 1200);
	assert_true(slice_is(cell.node, "bsc-北"));
	assert_int_equal(
		read_row(&cell, "lon,lat,cell,lac_tac,rat,plmn", "1,2,3,4,5g,310-410", NULL),
		ERR_OK);
	assert_int_equal(cell.coverage.at.lat_e6, 2000000);
	assert_true(cell.id.plmn.mnc_has_3_digits);
	assert_int_equal(cell.node.size, 0);
}

static void a_pool_of_nodes_is_taken_apart_in_its_order(void **state)
{
	static const char *const names[] = { "mme-1", "mme-2", "mme-3" };
	struct cell cell;
	struct slice rest, name;
	size_t count = 0;

	(void)state;
	assert_int_equal(read_row(&cell, all, "46000,4g,1,1,30,120,,,,,mme-1;mme-2;mme-3,", NULL),
			 ERR_OK);
	assert_true(cells_node_is_pool(cell.node));
	rest = cell.node;
	while (cells_node_next(&name, &rest))
		assert_true(slice_is(name, names[count++]));
	assert_int_equal(count, 3);
	assert_int_equal(
		read_row(&cell, all, "46000,4g,1,1,30,120,,,,,m1;m2;m3;m4;m5;m6;m7;m8,", NULL),
		ERR_OK);
	assert_int_equal(read_row(&cell, all, "46000,4g,1,1,30,120,,,,,mme-1,", NULL), ERR_OK);
	assert_false(cells_node_is_pool(cell.node));
}

static void a_bad_row_is_refused_with_its_reason(void **state)
{
	static const struct {
		const char *row, *says;
	} rows[] = {
		{ "4600,2g,1,1,30,120,,,,,,", "plmn" },
		{ "46000,6g,1,1,30,120,,,,,,", "rat" },
		{ "46000,2g,65536,1,30,120,,,,,,", "16 bits" },
		{ "46000,2g,1,65536,30,120,,,,,,", "16 bits" },
		{ "46000,4g,1,268435456,30,120,,,,,,", "28 bits" },
		{ "46000,5g,16777216,1,30,120,,,,,,", "24 bits" },
		{ "46000,5g,1,68719476736,30,120,,,,,,", "36 bits" },
		{ "46000,2g,1,1,90.000001,120,,,,,,", "lat" },
		{ "46000,2g,1,1,30,,,,,,,", "lon" },
		{ "46000,2g,1,1,30,120,200001,,,,,", "radius_m" },
		{ "46000,2g,1,1,30,120,5,-1,,,,", "azimuth" },
		{ "46000,2g,1,1,30,120,5,10,361,,,", "beamwidth" },
		{ "46000,2g,1,1,30,120,5,,65,,,", "needs an azimuth" },
		{ "46000,2g,1,1,30,120,,,,3301,,", "adcode" },
		{ "46000,2g,1,1,30,120,,,,,b\x01,", "node" },
		{ "46000,2g,1,1,30,120,,,,,b\xff,", "node" },
		{ "46000,4g,1,1,30,120,,,,,m1;,", "node" },
		{ "46000,4g,1,1,30,120,,,,,;m1,", "node" },
		{ "46000,4g,1,1,30,120,,,,,m1;;m2,", "node" },
		{ "46000,4g,1,1,30,120,,,,,m1;m2;m3;m4;m5;m6;m7;m8;m9,", "node" },
		{ "46000,2g,1,1,30,120,,,,,,-5", "people" },
		{ "46000,2g,1,1,30,120", "6 fields" },
	};

	(void)state;
	for (size_t i = 0; i < COUNT_OF(rows); i++) {
		struct fault why = { 0 };
		struct cell cell;

		if (read_row(&cell, all, rows[i].row, &why) == ERR_OK ||
		    !strstr(why.text, rows[i].says))
			fail_msg("row %zu: %s", i, why.text);
	}
}

static void a_bad_header_is_refused(void **state)
{
	static const struct {
		const char *header, *says;
	} rows[] = {
		{ "plmn,rat,lac_tac,cell,lat,lon,tilt", "unknown column \"tilt\"" },
		{ "plmn,rat,lac_tac,cell,lat,lon,lat", "\"lat\" is there twice" },
		{ "plmn,rat,lac_tac,cell,lat", "\"lon\" is missing" },
		{ "", "unknown column" },
	};

	(void)state;
	for (size_t i = 0; i < COUNT_OF(rows); i++) {
		struct fault why = { 0 };
		struct cell cell;

		assert_int_equal(read_row(&cell, rows[i].header, "", &why), ERR_INPUT);
		assert_non_null(strstr(why.text, rows[i].says));
	}
}

static void cells_are_ordered_by_node_then_identity(void **state)
{
	struct cell a = { .id = { { 460, 0, false }, RAT_2G, 1, 9 }, .node = SLICE_LITERAL("b") };
	struct cell b = a;

	(void)state;
	assert_int_equal(cells_compare(&a, &b), 0);
	b.id.cell = 10;
	assert_true(cells_compare(&a, &b) < 0);
	b.node = SLICE_LITERAL("a");
	assert_true(cells_compare(&a, &b) > 0);
	b.node = SLICE_LITERAL("bb");
	assert_true(cells_compare(&a, &b) < 0);
	b.node = (struct slice){ 0 };
	assert_true(cells_compare(&a, &b) > 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(codes_are_resolved_or_named),
		cmocka_unit_test(regions_cover_by_prefix),
		cmocka_unit_test(a_cell_without_a_region_is_outside_every_jurisdiction),
		cmocka_unit_test(an_area_reaches_by_any_of_its_parts),
		cmocka_unit_test(an_area_of_nothing_reaches_nothing),
		cmocka_unit_test(a_row_is_a_cell),
		cmocka_unit_test(a_pool_of_nodes_is_taken_apart_in_its_order),
		cmocka_unit_test(a_bad_row_is_refused_with_its_reason),
		cmocka_unit_test(a_bad_header_is_refused),
		cmocka_unit_test(cells_are_ordered_by_node_then_identity),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
