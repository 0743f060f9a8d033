/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* The divisions as shipped (state of 2023-06-30), and what is made of a list with holes. */
#include "test.h"

#include <string.h>
#include <talloc.h>

#include "support/law_kit.h"

static const struct division_table *shipped(void)
{
	return &law_kit_country()->divisions;
}

static void each_kind_says_who_may_apply(void **state)
{
	static const struct {
		uint32_t adcode;
		const char *name;
		enum division_kind kind;
		uint32_t parent;
		enum division_may government, department;
	} rows[] = {
		{ 330000, "浙江省", DIVISION_PROVINCE, 0, DIVISION_MAY, DIVISION_MAY },
		{ 110000, "北京市", DIVISION_PROVINCE, 0, DIVISION_MAY, DIVISION_MAY },
		{ 330100, "杭州市", DIVISION_SUB_PROVINCIAL_CITY, 330000, DIVISION_MAY,
		  DIVISION_MAY_BY_SETTING },
		{ 130100, "石家庄市", DIVISION_PREFECTURE_CITY, 130000, DIVISION_MAY,
		  DIVISION_MAY_NOT },
		{ 441900, "东莞市", DIVISION_CITY_WITHOUT_DISTRICTS, 440000,
		  DIVISION_MAY_BY_SETTING, DIVISION_MAY_NOT },
		{ 222400, "延边朝鲜族自治州", DIVISION_AUTONOMOUS_PREFECTURE, 220000, DIVISION_MAY,
		  DIVISION_MAY_NOT },
		{ 653100, "喀什地区", DIVISION_PREFECTURE_AREA, 650000, DIVISION_MAY_BY_SETTING,
		  DIVISION_MAY_NOT },
		{ 152500, "锡林郭勒盟", DIVISION_LEAGUE, 150000, DIVISION_MAY_BY_SETTING,
		  DIVISION_MAY_NOT },
		{ 110101, "东城区", DIVISION_MUNICIPALITY_DISTRICT, 110000, DIVISION_MAY_BY_SETTING,
		  DIVISION_MAY_NOT },
		{ 429004, "仙桃市", DIVISION_PROVINCE_COUNTY, 420000, DIVISION_MAY_BY_SETTING,
		  DIVISION_MAY_NOT },
		{ 330106, "西湖区", DIVISION_COUNTY, 330100, DIVISION_MAY_NOT, DIVISION_MAY_NOT },
		{ 810000, "香港特别行政区", DIVISION_PROVINCE, 0, DIVISION_OUT_OF_SCOPE,
		  DIVISION_OUT_OF_SCOPE },
	};

	(void)state;
	for (size_t i = 0; i < COUNT_OF(rows); i++) {
		const struct division *is = division_find(shipped(), rows[i].adcode);

		assert_non_null(is);
		if (!slice_is(is->name, rows[i].name) || is->kind != rows[i].kind ||
		    is->parent != rows[i].parent || is->government != rows[i].government ||
		    is->department != rows[i].department)
			fail_msg("%u: %.*s, a %s under %u: %s, %s", is->adcode,
				 SLICE_PRINT(is->name), division_kind_name(is->kind), is->parent,
				 division_may_name(is->government),
				 division_may_name(is->department));
	}
}

static void the_table_is_whole(void **state)
{
	unsigned int kinds[DIVISION_KIND_COUNT] = { 0 };

	(void)state;
	for (size_t i = 0; i < shipped()->count; i++) {
		const struct division *row = &shipped()->rows[i];
		const struct division *province = division_province(shipped(), row);

		kinds[row->kind]++;
		assert_non_null(province);
		assert_true(division_is_in(shipped(), row, province->adcode));
		assert_true(row == province || division_parent(shipped(), row));
	}
	assert_int_equal(kinds[DIVISION_PROVINCE], 34);
	assert_int_equal(kinds[DIVISION_SUB_PROVINCIAL_CITY], 15);
	assert_int_equal(kinds[DIVISION_SUB_PROVINCIAL_CITY] + kinds[DIVISION_PREFECTURE_CITY] +
				 kinds[DIVISION_CITY_WITHOUT_DISTRICTS],
			 293);
	assert_int_equal(kinds[DIVISION_AUTONOMOUS_PREFECTURE], 30);
	assert_int_equal(kinds[DIVISION_PREFECTURE_AREA], 7);
	assert_int_equal(kinds[DIVISION_LEAGUE], 3);
}

static void what_is_not_there_is_not_found(void **state)
{
	(void)state;
	assert_null(division_find(shipped(), 999999));
	assert_null(division_of_code(shipped(), SLICE_LITERAL("33010")));
	assert_null(division_of_code(shipped(), SLICE_LITERAL("33010x")));
	assert_null(division_of_code(shipped(), SLICE_LITERAL("")));
	assert_null(division_find(&(struct division_table){ NULL, 0 }, 330000));
	assert_int_equal(division_of_code(shipped(), SLICE_LITERAL("330100"))->adcode, 330100);
}

static void a_name_is_found_where_it_is_the_only_one(void **state)
{
	(void)state;
	assert_int_equal(division_named(shipped(), SLICE_LITERAL("浙江省"), 0)->adcode, 330000);
	/* 西湖区: of 杭州 and of 南昌. */
	assert_null(division_named(shipped(), SLICE_LITERAL("西湖区"), 0));
	assert_int_equal(division_named(shipped(), SLICE_LITERAL("西湖区"), 330000)->adcode,
			 330106);
	assert_null(division_named(shipped(), SLICE_LITERAL("云江省"), 0));
}

/* Published lists leave out 110100 市辖区, 469000 省直辖县级行政区划 and their like. */
static void a_row_without_parent_hangs_on_its_province(void **state)
{
	struct division rows[] = {
		{ .adcode = 469001, .parent = 469000 }, { .adcode = 460000, .parent = 469001 },
		{ .adcode = 460106, .parent = 460100 }, { .adcode = 460100, .parent = 460000 },
		{ .adcode = 460107, .parent = 330100 }, { .adcode = 460108, .parent = 460108 },
	};
	static const uint32_t parents[] = { 0, 460000, 460100, 460000, 460000, 460000 };

	(void)state;
	assert_int_equal(division_settle(rows, COUNT_OF(rows), NULL), ERR_OK);
	for (size_t i = 0; i < COUNT_OF(rows); i++)
		assert_int_equal(rows[i].parent, parents[i]);
}

static void a_list_that_cannot_be_right_is_refused(void **state)
{
	struct division twice[] = { { .adcode = 330000 }, { .adcode = 330000 } };
	struct division lost[] = { { .adcode = 330000 }, { .adcode = 340100 } };
	struct division none[] = { { .adcode = 33 } };

	(void)state;
	assert_int_equal(division_settle(twice, 2, NULL), ERR_INPUT);
	assert_int_equal(division_settle(lost, 2, NULL), ERR_INPUT);
	assert_int_equal(division_settle(none, 1, NULL), ERR_INPUT);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(each_kind_says_who_may_apply),
		cmocka_unit_test(the_table_is_whole),
		cmocka_unit_test(what_is_not_there_is_not_found),
		cmocka_unit_test(a_name_is_found_where_it_is_the_only_one),
		cmocka_unit_test(a_row_without_parent_hangs_on_its_province),
		cmocka_unit_test(a_list_that_cannot_be_right_is_refused),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
