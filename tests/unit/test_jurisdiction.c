/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Art. 3 and 27: which authority, and whether the divisions named lie inside. */
#include "test.h"

#include <string.h>
#include <talloc.h>

#include "notice/jurisdiction.h"
#include "support/law_kit.h"

#define TEXT(text) SLICE_LITERAL(text)

static const struct slice zhejiang[] = { { "330000", 6 } }, hangzhou[] = { { "330100", 6 } },
			  jiangxi[] = { { "360000", 6 } },
			  both[] = { { "330000", 6 }, { "360000", 6 } };

static const struct registry_authority authorities[] = {
	{ .identifier = TEXT("zjca"),
	  .name = TEXT("浙江省通信管理局"),
	  .jurisdiction = zhejiang,
	  .jurisdiction_count = 1 },
	{ .identifier = TEXT("jxca"),
	  .name = TEXT("江西省通信管理局"),
	  .jurisdiction = jiangxi,
	  .jurisdiction_count = 1,
	  .level = REGISTRY_LEVEL_PROVINCE },
	{ .identifier = TEXT("miit"),
	  .name = TEXT("工业和信息化部"),
	  .level = REGISTRY_LEVEL_STATE },
};

static const struct registry_agency agencies[] = {
	{ .identifier = TEXT("zj-em"),
	  .name = TEXT("浙江省应急管理厅"),
	  .level = REGISTRY_LEVEL_PROVINCE,
	  .adcode = TEXT("330000"),
	  .jurisdiction = zhejiang,
	  .jurisdiction_count = 1 },
	{ .identifier = TEXT("hz"),
	  .name = TEXT("杭州市人民政府"),
	  .level = REGISTRY_LEVEL_CITY,
	  .adcode = TEXT("330100"),
	  .jurisdiction = hangzhou,
	  .jurisdiction_count = 1,
	  .superior = TEXT("zj-em") },
	{ .identifier = TEXT("mem"),
	  .name = TEXT("应急管理部"),
	  .level = REGISTRY_LEVEL_STATE,
	  .jurisdiction = both,
	  .jurisdiction_count = 2 },
	{ .identifier = TEXT("unplaced"),
	  .name = TEXT("某厅"),
	  .jurisdiction = both,
	  .jurisdiction_count = 2 },
};

static const struct registry whole = { .authorities = authorities,
				       .authority_count = COUNT_OF(authorities),
				       .agencies = agencies,
				       .agency_count = COUNT_OF(agencies) };
/* As a small installation has it: one province's authority, no ministry. */
static const struct registry small = { .authorities = authorities,
				       .authority_count = 1,
				       .agencies = agencies,
				       .agency_count = COUNT_OF(agencies) };

struct codes {
	struct slice codes[3];
	size_t count;
};

/* "330100 360000" */
static struct codes codes_of(const char *text)
{
	struct codes area = { .count = 0 };
	struct slice rest = slice_of(text);

	while (area.count < 3 && slice_word(&rest, " ", &area.codes[area.count]))
		area.count++;
	return area;
}

static struct jurisdiction_case case_of(const struct registry *registry, const char *body,
					const char *authority, const struct codes *area)
{
	return (struct jurisdiction_case){
		.registry = registry,
		.divisions = &law_kit_country()->divisions,
		.body = registry_agency(registry, slice_of(body)),
		.authority = registry_authority(registry, slice_of(authority)),
		.adcodes = area->codes,
		.adcode_count = area->count,
		.lane = LANE_PLANNED,
	};
}

static void an_application_goes_to_its_province_or_to_the_ministry(void **state)
{
	static const struct {
		const struct registry *registry;
		const char *body, *area, *applied_to, *suggested; /* NULL: it went the right way */
	} rows[] = {
		{ &whole, "zj-em", "330100", "zjca", NULL },
		{ &whole, "hz", "330100", "zjca", NULL }, /* a city's: its province's */
		{ &whole, "hz", "330100", "miit", "浙江省通信管理局" },
		{ &whole, "hz", "330100", "jxca", "浙江省通信管理局" },
		{ &whole, "mem", "330100", "miit", NULL }, /* of the state */
		{ &whole, "mem", "330100", "zjca", "工业和信息化部" },
		{ &whole, "zj-em", "330100 360100", "zjca", "工业和信息化部" }, /* two provinces */
		{ &whole, "zj-em", "330100 360100", "miit", NULL },
		{ &whole, "zj-em", "330100 330200", "zjca", NULL },
		{ &whole, "unplaced", "360100", "zjca", "江西省通信管理局" },
		{ &whole, "unplaced", "", "zjca", NULL }, /* nobody can tell */
		{ &small, "mem", "330100", "zjca", "工业和信息化部" },
		{ &small, "unplaced", "430100", "zjca", "湖南省通信管理局" },
	};

	(void)state;
	for (size_t i = 0; i < COUNT_OF(rows); i++) {
		struct codes area = codes_of(rows[i].area);
		struct jurisdiction_case question = case_of(rows[i].registry, rows[i].body,
							    rows[i].applied_to, &area);
		const struct finding *finding;
		struct findings findings;
		void *ctx = talloc_new(NULL);

		findings_init(&findings, ctx);
		jurisdiction_judge_authority(&findings, &question);
		finding = findings_find(&findings, "authority");
		if (!finding != !rows[i].suggested)
			fail_msg("row %zu: %s", i, finding ? finding->zh : "no finding");
		if (finding) {
			assert_string_equal(finding->suggestion, rows[i].suggested);
			assert_int_equal(finding->effect, EFFECT_REFUSE);
		}
		talloc_free(ctx);
	}
}

static void messages_to_enrolled_groups_and_emergencies_go_to_any_authority(void **state)
{
	struct codes area = codes_of("330100");
	struct jurisdiction_case question = case_of(&whole, "mem", "zjca", &area);
	struct findings findings;
	void *ctx = talloc_new(NULL);

	(void)state;
	findings_init(&findings, ctx);
	question.only_enrolled = true;
	jurisdiction_judge_authority(&findings, &question);
	question.only_enrolled = false;
	question.lane = LANE_URGENT;
	jurisdiction_judge_authority(&findings, &question);
	assert_int_equal(findings.count, 0);
	talloc_free(ctx);
}

static void a_division_outside_is_named_with_who_could_ask_for_it(void **state)
{
	static const struct {
		const char *body, *authority, *area;
		enum lane lane;
		size_t count;
		enum effect strongest;
		const char *says; /* in the last finding */
	} rows[] = {
		{ "hz", "zjca", "330100", LANE_PLANNED, 0, EFFECT_NONE, NULL },
		{ "hz", "zjca", "330106", LANE_PLANNED, 0, EFFECT_NONE, NULL },
		{ "hz", "zjca", "330200", LANE_PLANNED, 1, EFFECT_REFUSE,
		  "“宁波市”超出杭州市人民政府的管辖或授权区域，请调整，或由浙江省应急管理厅提出。" },
		{ "hz", "zjca", "330000", LANE_PLANNED, 1, EFFECT_REFUSE, "“浙江省”超出" },
		{ "hz", "zjca", "330200", LANE_EXPEDITED, 1, EFFECT_HOLD, "宁波市" },
		{ "hz", "zjca", "330200", LANE_URGENT, 1, EFFECT_NOTIFY, "宁波市" },
		/* Outside the body's and the authority's: a finding each. */
		{ "zj-em", "zjca", "360100", LANE_PLANNED, 2, EFFECT_REFUSE,
		  "“南昌市”超出浙江省通信管理局的管辖或授权区域，请调整，或由工业和信息化部提出。" },
		{ "zj-em", "miit", "360100", LANE_PLANNED, 1, EFFECT_REFUSE,
		  "或由江西省人民政府有关部门提出。" },
		{ "mem", "miit", "330100 360100", LANE_PLANNED, 0, EFFECT_NONE, NULL },
		/* No such division; perhaps one younger than the table; one out of scope. */
		{ "zj-em", "zjca", "990100", LANE_PLANNED, 1, EFFECT_REFUSE, "990100" },
		{ "zj-em", "zjca", "3301", LANE_PLANNED, 1, EFFECT_REFUSE, "3301" },
		{ "zj-em", "zjca", "", LANE_PLANNED, 0, EFFECT_NONE, NULL },
		{ "zj-em", "zjca", "330199", LANE_PLANNED, 1, EFFECT_HOLD, "新设区划" },
		{ "zj-em", "zjca", "330199", LANE_URGENT, 1, EFFECT_NOTIFY, "新设区划" },
		{ "mem", "miit", "810000", LANE_PLANNED, 1, EFFECT_REFUSE, "香港特别行政区" },
	};

	(void)state;
	for (size_t i = 0; i < COUNT_OF(rows); i++) {
		struct codes area = codes_of(rows[i].area);
		struct jurisdiction_case question = case_of(&whole, rows[i].body, rows[i].authority,
							    &area);
		struct findings findings;
		void *ctx = talloc_new(NULL);

		question.lane = rows[i].lane;
		findings_init(&findings, ctx);
		jurisdiction_judge_area(&findings, &question);
		if (findings.count != rows[i].count || findings.strongest != rows[i].strongest)
			fail_msg("row %zu: %zu findings, %s", i, findings.count,
				 effect_name(findings.strongest));
		if (rows[i].says && !strstr(findings.items[findings.count - 1].zh, rows[i].says))
			fail_msg("row %zu: %s", i, findings.items[findings.count - 1].zh);
		talloc_free(ctx);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(an_application_goes_to_its_province_or_to_the_ministry),
		cmocka_unit_test(messages_to_enrolled_groups_and_emergencies_go_to_any_authority),
		cmocka_unit_test(a_division_outside_is_named_with_who_could_ask_for_it),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
