/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "notice/wording.h"
#include "test.h"

#include <talloc.h>

static const struct slice phones[] = { SLICE_LITERAL("0571-12345678"), SLICE_LITERAL("12350") };
static const struct slice shorts[] = { SLICE_LITERAL("云江应急") };
static const struct registry_agency agency = {
	.identifier = SLICE_LITERAL("yj-em"),
	.name = SLICE_LITERAL("云江省应急管理厅"),
	.short_names = shorts,
	.short_name_count = 1,
	.phones = phones,
	.phone_count = 2,
};

/* The texts and their counts are those of the worked cases 1 to 3; counted with Python's len(). */
static void characters_are_counted_as_the_law_says(void **state)
{
	static const struct {
		const char *text;
		size_t characters, units, segments;
	} rows[] = {
		{ "【云江省应急管理厅】近期天干物燥，森林火险等级高，进入林区请勿携带火种，严禁野外"
		  "用火。"
		  "发现火情请速报警。咨询电话0571-12345678。",
		  70, 70, 1 },
		{ "【云江省应急管理厅】近期天干物燥，森林火险等级高，进入林区请勿携带火种，严禁野外"
		  "用火。"
		  "发现火情请及时报警。咨询电话0571-12345678。",
		  71, 71, 2 },
		{ "【云江省民政厅】请𬇕尾镇六十周岁以上老年居民于12月25日前到居住地社区办理养老服"
		  "务登记，"
		  "逾期可以补办。咨询电话0571-12345678。",
		  70, 71, 2 },
		{ "", 0, 0, 1 },
	};

	(void)state;
	for (size_t i = 0; i < COUNT_OF(rows); i++) {
		struct wording_count count = wording_count(slice_of(rows[i].text));

		assert_int_equal(count.characters, rows[i].characters);
		assert_int_equal(count.units, rows[i].units);
		assert_int_equal(count.segments, rows[i].segments);
	}
}

static void a_phone_is_found_however_it_is_written(void **state)
{
	static const struct {
		const char *text;
		bool found;
	} rows[] = {
		{ "咨询电话0571-12345678。", true },
		{ "咨询电话（0571）1234 5678。", true },
		{ "咨询电话０５７１－１２３４５６７８。", true },
		{ "请拨打12350咨询", true },
		{ "编号9123506", false },
		{ "咨询电话0571-12345679。", false },
		{ "", false },
	};

	(void)state;
	for (size_t i = 0; i < COUNT_OF(rows); i++)
		assert_int_equal(wording_has_phone(slice_of(rows[i].text), &agency), rows[i].found);
}

static void the_lane_decides_how_strong_a_finding_is(void **state)
{
	static const enum effect expected[LANE_COUNT] = {
		[LANE_PLANNED] = EFFECT_REFUSE,
		[LANE_EXPEDITED] = EFFECT_WARN,
		[LANE_URGENT] = EFFECT_WARN,
	};

	(void)state;
	for (unsigned int lane = LANE_PLANNED; lane < LANE_COUNT; lane++) {
		void *ctx = talloc_new(NULL);
		struct findings findings;

		findings_init(&findings, ctx);
		wording_judge(&findings,
			      &(struct wording_case){
				      .text = SLICE_LITERAL("暴雨红色预警，请立即转移。"),
				      .field = "texts[0].text",
				      .lane = (enum lane)lane,
				      .agency = &agency,
			      });
		assert_int_equal(findings.count, 2);
		assert_int_equal(findings.strongest, expected[lane]);
		assert_non_null(findings_find(&findings, "sender-name"));
		assert_non_null(findings_find(&findings, "sender-phone"));
		assert_non_null(strstr(findings.items[0].zh, "云江省应急管理厅"));
		assert_memory_equal(findings.items[0].zh, RULES_BASIS_DEFAULT,
				    strlen(RULES_BASIS_DEFAULT));
		talloc_free(ctx);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(characters_are_counted_as_the_law_says),
		cmocka_unit_test(a_phone_is_found_however_it_is_written),
		cmocka_unit_test(the_lane_decides_how_strong_a_finding_is),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
