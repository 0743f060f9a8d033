/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Art. 27 par. 1: who may apply, and who is suggested where somebody may not. */
#include "test.h"

#include <string.h>
#include <talloc.h>

#include "notice/eligibility.h"
#include "support/law_kit.h"

#define TEXT(text) SLICE_LITERAL(text)
#define BODY(id, full, what, of, code, under)                                                      \
	{                                                                                          \
		.identifier = TEXT(id), .name = TEXT(full), .kind = REGISTRY_KIND_##what,          \
		.level = REGISTRY_LEVEL_##of, .adcode = TEXT(code), .parent = TEXT(under)          \
	}

static const struct registry_agency agencies[] = {
	BODY("zj", "浙江省人民政府", GOVERNMENT, PROVINCE, "330000", ""),
	BODY("zj-em", "浙江省应急管理厅", DEPARTMENT, PROVINCE, "330000", "zj"),
	BODY("zj-met", "浙江省气象局", VERTICAL_BUREAU, PROVINCE, "330000", ""),
	BODY("zj-tax", "浙江省税务局", VERTICAL_OTHER, PROVINCE, "330000", ""),
	BODY("zj-cdc", "浙江省疾病预防控制中心", PUBLIC_INSTITUTION, PROVINCE, "330000", "zj-em"),
	BODY("zj-flood", "浙江省防汛指挥部", HEADQUARTERS, PROVINCE, "330000", "zj-em"),
	BODY("zj-party", "中共浙江省委宣传部", PARTY_COURT_ARMY, PROVINCE, "330000", ""),
	BODY("sjz", "石家庄市人民政府", GOVERNMENT, CITY, "130100", ""),
	BODY("sjz-em", "石家庄市应急管理局", DEPARTMENT, CITY, "130100", "sjz"),
	BODY("sjz-met", "石家庄市气象局", VERTICAL_BUREAU, CITY, "130100", ""),
	BODY("sjz-changan", "石家庄市长安区人民政府", GOVERNMENT, COUNTY, "130102", ""),
	BODY("hz-em", "杭州市应急管理局", DEPARTMENT, CITY, "330100", ""),
	BODY("dg", "东莞市人民政府", GOVERNMENT, CITY, "441900", ""),
	BODY("yb", "延边朝鲜族自治州人民政府", GOVERNMENT, CITY, "222400", ""),
	BODY("ks", "喀什地区行政公署", GOVERNMENT, OTHER, "653100", ""),
	BODY("xl", "锡林郭勒盟行政公署", GOVERNMENT, OTHER, "152500", ""),
	BODY("dc", "东城区人民政府", GOVERNMENT, COUNTY, "110101", ""),
	BODY("xt", "仙桃市人民政府", GOVERNMENT, COUNTY, "429004", ""),
	BODY("xa", "雄安新区管理委员会", NEW_AREA, OTHER, "130000", ""),
	BODY("bt", "新疆生产建设兵团第八师", CORPS_DIVISION, OTHER, "650000", ""),
	BODY("mem", "应急管理部", DEPARTMENT, STATE, "", ""),
	BODY("cma", "中国气象局", VERTICAL_BUREAU, STATE, "", ""),
	BODY("sat", "国家税务总局", VERTICAL_OTHER, STATE, "", ""),
	BODY("hk", "香港天文台", DEPARTMENT, PROVINCE, "810000", ""),
	BODY("nobody", "某机构", NONE, PROVINCE, "330000", ""),
	BODY("lost", "某市应急管理局", DEPARTMENT, CITY, "", ""),
	BODY("lost-gov", "某市人民政府", GOVERNMENT, CITY, "", ""),
	BODY("odd", "某管委会", GOVERNMENT, OTHER, "", ""),
};

static struct registry registry = { .agencies = agencies, .agency_count = COUNT_OF(agencies) };

static struct eligibility_case case_of(const char *identifier)
{
	return (struct eligibility_case){
		.registry = &registry,
		.divisions = &law_kit_country()->divisions,
		.applicant = registry_agency(&registry, slice_of(identifier)),
		.field = "applicant",
		.lane = LANE_PLANNED,
	};
}

static const struct {
	const char *body;
	enum settings_answer answer;
	enum settings_kind setting;
	const char *suggested; /* where it may not, or only so */
} rows[] = {
	{ "zj", SETTINGS_YES, SETTINGS_NONE, NULL },
	{ "zj-em", SETTINGS_YES, SETTINGS_NONE, NULL },
	{ "zj-met", SETTINGS_YES, SETTINGS_VERTICAL_BUREAU, NULL },
	{ "zj-tax", SETTINGS_REVIEWER, SETTINGS_VERTICAL_OTHER, NULL },
	{ "zj-cdc", SETTINGS_NO, SETTINGS_PUBLIC_INSTITUTION, "浙江省应急管理厅" },
	{ "zj-flood", SETTINGS_NO, SETTINGS_HEADQUARTERS, "浙江省应急管理厅" },
	{ "zj-party", SETTINGS_ADVICE, SETTINGS_PARTY_COURT_ARMY, "浙江省人民政府" },
	{ "sjz", SETTINGS_YES, SETTINGS_NONE, NULL },
	{ "sjz-em", SETTINGS_NO, SETTINGS_NONE, "石家庄市人民政府" },
	{ "sjz-met", SETTINGS_NO, SETTINGS_NONE, "石家庄市人民政府" },
	{ "sjz-changan", SETTINGS_NO, SETTINGS_NONE, "石家庄市人民政府" },
	{ "hz-em", SETTINGS_NO, SETTINGS_SUB_PROVINCIAL_DEPARTMENT, "杭州市人民政府" },
	{ "dg", SETTINGS_YES, SETTINGS_CITY_WITHOUT_DISTRICTS, NULL },
	{ "yb", SETTINGS_YES, SETTINGS_NONE, NULL },
	{ "ks", SETTINGS_NO, SETTINGS_PREFECTURE_AREA, "新疆维吾尔自治区人民政府" },
	{ "xl", SETTINGS_NO, SETTINGS_LEAGUE, "内蒙古自治区人民政府" },
	{ "dc", SETTINGS_NO, SETTINGS_MUNICIPALITY_DISTRICT, "北京市人民政府" },
	{ "xt", SETTINGS_NO, SETTINGS_PROVINCE_COUNTY, "湖北省人民政府" },
	{ "xa", SETTINGS_NO, SETTINGS_NEW_AREA, "河北省人民政府" },
	{ "bt", SETTINGS_NO, SETTINGS_CORPS_DIVISION, "新疆维吾尔自治区人民政府" },
	{ "mem", SETTINGS_YES, SETTINGS_NONE, NULL },
	{ "cma", SETTINGS_YES, SETTINGS_VERTICAL_BUREAU, NULL },
	{ "sat", SETTINGS_REVIEWER, SETTINGS_VERTICAL_OTHER, NULL },
	{ "hk", SETTINGS_NO, SETTINGS_NONE, "省级以上人民政府有关部门" },
	{ "nobody", SETTINGS_REVIEWER, SETTINGS_NONE, NULL },
	{ "lost", SETTINGS_NO, SETTINGS_NONE, "省级以上人民政府有关部门" },
	{ "lost-gov", SETTINGS_YES, SETTINGS_NONE, NULL },
	{ "odd", SETTINGS_REVIEWER, SETTINGS_NONE, NULL },
};

static void each_body_has_its_answer_and_who_should_apply_instead(void **state)
{
	(void)state;
	for (size_t i = 0; i < COUNT_OF(rows); i++) {
		struct eligibility_case question = case_of(rows[i].body);
		struct eligibility is = eligibility_of(&question);
		void *ctx = talloc_new(NULL);

		if (is.answer != rows[i].answer || is.setting != rows[i].setting)
			fail_msg("%s: %s by %s", rows[i].body, settings_answer_name(is.answer),
				 settings_kind_name(is.setting));
		if (rows[i].suggested)
			assert_string_equal(eligibility_suggest(ctx, &question), rows[i].suggested);
		talloc_free(ctx);
	}
}

static void what_a_setting_decides_another_setting_turns(void **state)
{
	static const enum settings_answer others[] = { SETTINGS_YES, SETTINGS_NO, SETTINGS_REVIEWER,
						       SETTINGS_ADVICE };

	(void)state;
	for (size_t i = 0; i < COUNT_OF(rows); i++) {
		struct eligibility_case question = case_of(rows[i].body);

		for (size_t k = 0; rows[i].setting && k < COUNT_OF(others); k++) {
			registry.settings.answers[rows[i].setting] = others[k];
			assert_int_equal(eligibility_of(&question).answer, others[k]);
		}
		registry.settings = (struct settings){ .answers = { 0 } };
	}
}

/* A suggestion follows the settings: no league is sent to another that may not either. */
static void who_is_suggested_may_apply(void **state)
{
	struct eligibility_case question = case_of("ks");
	void *ctx = talloc_new(NULL);

	(void)state;
	question.applicant = &(const struct registry_agency)BODY("sc", "疏附县人民政府", GOVERNMENT,
								 COUNTY, "653121", "");
	assert_string_equal(eligibility_suggest(ctx, &question), "新疆维吾尔自治区人民政府");
	registry.settings.answers[SETTINGS_PREFECTURE_AREA] = SETTINGS_YES;
	assert_string_equal(eligibility_suggest(ctx, &question), "喀什地区行政公署");
	registry.settings = (struct settings){ .answers = { 0 } };
	talloc_free(ctx);
}

static void the_finding_follows_the_answer_and_the_lane(void **state)
{
	static const struct {
		const char *body;
		enum lane lane;
		bool only_enrolled;
		enum effect effect;
		const char *zh;
	} finding_rows[] = {
		{ "sjz", LANE_PLANNED, false, EFFECT_NONE, NULL },
		{ "sjz-em", LANE_PLANNED, false, EFFECT_REFUSE,
		  RULES_BASIS_DEFAULT
		  "非应急类公益性短信息应由省级以上人民政府有关部门或设区市、自治州人民政府申请。"
		  "石家庄市应急管理局不属于上述申请主体，请商石家庄市人民政府提出申请，"
		  "石家庄市应急管理局可列为发送机构。" },
		{ "sjz-em", LANE_EXPEDITED, false, EFFECT_NONE, NULL },
		{ "sjz-em", LANE_URGENT, false, EFFECT_NONE, NULL },
		{ "sjz-em", LANE_PLANNED, true, EFFECT_NONE, NULL },
		{ "zj-tax", LANE_PLANNED, false, EFFECT_HOLD, NULL },
		{ "zj-party", LANE_PLANNED, false, EFFECT_WARN, NULL },
	};

	(void)state;
	for (size_t i = 0; i < COUNT_OF(finding_rows); i++) {
		struct eligibility_case question = case_of(finding_rows[i].body);
		struct findings findings;
		void *ctx = talloc_new(NULL);

		question.lane = finding_rows[i].lane;
		question.only_enrolled = finding_rows[i].only_enrolled;
		findings_init(&findings, ctx);
		eligibility_judge(&findings, &question);
		assert_int_equal(findings.strongest, finding_rows[i].effect);
		if (finding_rows[i].zh)
			assert_string_equal(findings_find(&findings, "applicant")->zh,
					    finding_rows[i].zh);
		talloc_free(ctx);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(each_body_has_its_answer_and_who_should_apply_instead),
		cmocka_unit_test(what_a_setting_decides_another_setting_turns),
		cmocka_unit_test(who_is_suggested_may_apply),
		cmocka_unit_test(the_finding_follows_the_answer_and_the_lane),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
