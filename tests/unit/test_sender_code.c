/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Art. 9: only an assigned code, and only for what it was assigned for. */
#include "notice/sender_code.h"
#include "test.h"

#include <string.h>
#include <talloc.h>

static const struct slice city[] = { SLICE_LITERAL("330100") };
static const struct registry_sender_code codes[] = {
	{ .code = SLICE_LITERAL("1063933001") },
	{ .code = SLICE_LITERAL("1069900001") },
	{ .code = SLICE_LITERAL("12379") },
	{ .code = SLICE_LITERAL("1063933002"), .areas = city, .area_count = 1 },
	{ .code = SLICE_LITERAL("1063933003"), .valid_until = { 1000 } },
	{ .code = SLICE_LITERAL("1063933004"), .use = REGISTRY_CODE_USE_WARNING },
};
static const struct registry_agency agency = {
	.identifier = SLICE_LITERAL("yj-em"),
	.name = SLICE_LITERAL("云江省应急管理厅"),
	.adcode = SLICE_LITERAL("330000"),
	.sender_codes = codes,
	.sender_code_count = COUNT_OF(codes),
};
static const struct registry_agency without_codes = { .name = SLICE_LITERAL("云江省民政厅") };
static const struct registry_authority authority = { .emergency_code = SLICE_LITERAL(
							     "1063933099") };

static const uint32_t home[] = { 330100 }, abroad[] = { 340100 }, both[] = { 330100, 340100 },
		      other_city[] = { 330200 };

struct row {
	const char *code;
	const uint32_t *adcodes;
	size_t count;
	enum lane lane;
	const char *says; /* NULL: no finding */
};

static void each_code_for_what_it_was_assigned_for(void **state)
{
	static const struct row rows[] = {
		{ "1063933001", home, 1, LANE_PLANNED, NULL },
		{ "1063933001", abroad, 1, LANE_PLANNED, "跨省或在省外" },
		{ "1063933001", both, 2, LANE_PLANNED, "请改用1069900001。" },
		{ "1063933001", both, 2, LANE_EXPEDITED, "跨省或在省外" },
		{ "1069900001", both, 2, LANE_PLANNED, NULL },
		{ "1069900001", home, 1, LANE_PLANNED, NULL },
		{ "12379", home, 1, LANE_PLANNED, "仅用于预警信息发布" },
		{ "12379", home, 1, LANE_EXPEDITED, NULL },
		{ "1063933004", home, 1, LANE_PLANNED, "仅用于预警信息发布" },
		{ "1063933002", home, 1, LANE_PLANNED, NULL },
		{ "1063933002", other_city, 1, LANE_PLANNED, "超出该码号的使用范围" },
		{ "1063933003", home, 1, LANE_PLANNED, "不在有效期内" },
		{ "106", home, 1, LANE_PLANNED, "未登记为该发送机构的码号" },
		{ "10639330019", home, 1, LANE_PLANNED,
		  "请改用1063933001、1069900001、1063933002。" },
		{ "", home, 1, LANE_PLANNED, "应载明码号" },
	};

	(void)state;
	for (size_t i = 0; i < COUNT_OF(rows); i++) {
		void *ctx = talloc_new(NULL);
		struct findings findings;
		struct slice used;

		findings_init(&findings, ctx);
		used = sender_code_judge(&findings, &(struct sender_code_case){
							    .code = slice_of(rows[i].code),
							    .needs_one = true,
							    .agency = &agency,
							    .authority = &authority,
							    .adcodes = rows[i].adcodes,
							    .adcode_count = rows[i].count,
							    .lane = rows[i].lane,
							    .at = { 2000 },
						    });
		assert_true(slice_is(used, rows[i].code));
		assert_int_equal(findings.count, rows[i].says ? 1 : 0);
		if (rows[i].says) {
			assert_int_equal(findings.items[0].effect, EFFECT_REFUSE);
			assert_string_equal(findings.items[0].rule, "sender-code");
			if (!strstr(findings.items[0].zh, rows[i].says))
				fail_msg("row %zu: %s", i, findings.items[0].zh);
		}
		talloc_free(ctx);
	}
}

static void the_urgent_lane_has_the_authoritys_code(void **state)
{
	void *ctx = talloc_new(NULL);
	struct sender_code_case question = {
		.code = SLICE_LITERAL("106"),
		.needs_one = true,
		.agency = &agency,
		.authority = &authority,
		.lane = LANE_URGENT,
	};
	struct findings findings;

	(void)state;
	findings_init(&findings, ctx);
	assert_true(slice_is(sender_code_judge(&findings, &question), "1063933099"));
	assert_int_equal(findings.count, 1);
	assert_int_equal(findings.strongest, EFFECT_NOTIFY);
	assert_non_null(strstr(findings.items[0].zh, "应急码号1063933099"));
	findings_init(&findings, ctx);
	question.code = SLICE_LITERAL("1063933099");
	assert_true(slice_is(sender_code_judge(&findings, &question), "1063933099"));
	question.code = (struct slice){ NULL, 0 };
	assert_true(slice_is(sender_code_judge(&findings, &question), "1063933099"));
	question.authority = NULL;
	question.code = SLICE_LITERAL("12379");
	assert_true(slice_is(sender_code_judge(&findings, &question), "12379"));
	assert_int_equal(findings.count, 0);
	talloc_free(ctx);
}

static void without_sms_and_code_nothing_is_asked(void **state)
{
	void *ctx = talloc_new(NULL);
	struct sender_code_case question = { .agency = &without_codes, .lane = LANE_PLANNED };
	struct findings findings;

	(void)state;
	findings_init(&findings, ctx);
	assert_int_equal(sender_code_judge(&findings, &question).size, 0);
	assert_int_equal(findings.count, 0);
	question.needs_one = true;
	sender_code_judge(&findings, &question);
	assert_int_equal(findings.strongest, EFFECT_REFUSE);
	assert_non_null(strstr(findings.items[0].zh, "经电信管理机构分配并登记的码号"));
	talloc_free(ctx);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(each_code_for_what_it_was_assigned_for),
		cmocka_unit_test(the_urgent_lane_has_the_authoritys_code),
		cmocka_unit_test(without_sms_and_code_nothing_is_asked),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
