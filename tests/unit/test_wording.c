/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "notice/language.h"
#include "notice/wording.h"
#include "support/law_kit.h"
#include "test.h"

#include <stdio.h>
#include <string.h>
#include <talloc.h>

#define FIRE                                                                                       \
	"【云江省应急管理厅】近期天干物燥，森林火险等级高，进入林区请勿携带火种，严禁野外用火。"
#define PHONE "咨询电话0571-12345678。"

static const struct slice phones[] = { SLICE_LITERAL("0571-12345678"), SLICE_LITERAL("12350"),
				       SLICE_LITERAL("12379") };
static const struct slice em_shorts[] = { SLICE_LITERAL("云江应急"), SLICE_LITERAL("应急厅") };
static const struct slice bureau_shorts[] = { SLICE_LITERAL("云州应急"), SLICE_LITERAL("省应急") };
static const struct slice other_shorts[] = { SLICE_LITERAL("云江应急") };
static const struct slice province[] = { SLICE_LITERAL("330000") };
static const struct slice city[] = { SLICE_LITERAL("330100") };
static const struct slice elsewhere[] = { SLICE_LITERAL("340000") };

#define NAMED(id, full, list, places)                                                              \
	{                                                                                          \
		.identifier = SLICE_LITERAL(id), .name = SLICE_LITERAL(full), .short_names = list, \
		.short_name_count = COUNT_OF(list), .phones = phones,                              \
		.phone_count = COUNT_OF(phones), .jurisdiction = places, .jurisdiction_count = 1   \
	}

enum { EM = 0, BUREAU, CIVIL };

static const struct registry_agency agencies[] = {
	[EM] = NAMED("yj-em", "云江省应急管理厅", em_shorts, province),
	[BUREAU] = NAMED("yz-em", "云州市应急管理局", bureau_shorts, city),
	[CIVIL] = { .identifier = SLICE_LITERAL("yj-mz"),
		    .name = SLICE_LITERAL("云江省民政厅"),
		    .phones = phones,
		    .phone_count = 1,
		    .jurisdiction = province,
		    .jurisdiction_count = 1 },
	/* A body that is called like another, and more. */
	{ .identifier = SLICE_LITERAL("yj-em-c"),
	  .name = SLICE_LITERAL("云江省应急管理厅宣教中心"),
	  .jurisdiction = province,
	  .jurisdiction_count = 1 },
	/* Another province has the same short name. */
	NAMED("ah-em", "皖江应急管理厅", other_shorts, elsewhere),
};

static const struct registry registry = { .agencies = agencies,
					  .agency_count = COUNT_OF(agencies) };

struct judged {
	void *ctx;
	struct findings findings;
};

static struct wording_case case_of(void *ctx, const char *text, size_t agency)
{
	static const struct vocabulary_words none;
	struct naming *naming;
	struct vocabulary *vocabulary;

	assert_int_equal(naming_make(&naming, ctx, &registry, NULL), ERR_OK);
	assert_int_equal(vocabulary_make(&vocabulary, ctx, &law_kit_country()->words, &none, NULL),
			 ERR_OK);
	return (struct wording_case){
		.text = slice_of(text),
		.field = "texts[0].text",
		.lane = LANE_PLANNED,
		.agency = &agencies[agency],
		.naming = naming,
		.vocabulary = vocabulary,
	};
}

/* "refuse:length warn:no-link": what was found, in order. */
static void found_is(const struct findings *findings, const char *wanted, const char *text)
{
	char all[512] = "";
	size_t size = 0;

	for (size_t i = 0; i < findings->count; i++)
		size += (size_t)snprintf(all + size, sizeof(all) - size, "%s%s:%s", size ? " " : "",
					 effect_name(findings->items[i].effect),
					 findings->items[i].rule);
	if (strcmp(all, wanted) != 0)
		fail_msg("\"%s\": found \"%s\", wanted \"%s\"", text, all, wanted);
}

static void judged_is(const char *text, size_t agency, enum lane lane, const char *wanted)
{
	void *ctx = talloc_new(NULL);
	struct wording_case wording = case_of(ctx, text, agency);
	struct findings findings;

	wording.lane = lane;
	findings_init(&findings, ctx);
	wording_judge(&findings, &wording);
	found_is(&findings, wanted, text);
	talloc_free(ctx);
}

/* The texts and their counts are those of the worked cases 1 to 3; counted with Python's len(). */
static void characters_are_counted_as_the_law_says(void **state)
{
	static const struct {
		const char *text;
		size_t characters, units, segments;
	} rows[] = {
		{ FIRE "发现火情请速报警。" PHONE, 70, 70, 1 },
		{ FIRE "发现火情请及时报警。" PHONE, 71, 71, 2 },
		{ "【云江省民政厅】请𬇕尾镇六十周岁以上老年居民于12月25日前到居住地社区办理养老服务登记，"
		  "逾期可以补办。" PHONE,
		  70, 71, 2 },
		{ "", 0, 0, 1 },
		{ "e\u0301", 2, 2, 1 },
	};

	(void)state;
	for (size_t i = 0; i < COUNT_OF(rows); i++) {
		struct wording_count count = wording_count(slice_of(rows[i].text));

		assert_int_equal(count.characters, rows[i].characters);
		assert_int_equal(count.units, rows[i].units);
		assert_int_equal(count.segments, rows[i].segments);
	}
	assert_int_equal(wording_count(SLICE_LITERAL("e\u0301")).characters_nfc, 1);
	assert_int_equal(wording_count(SLICE_LITERAL("…")).characters_nfkc, 3);
}

/* The worked cases of the text, 1 to 5 and 10, with the effect of each lane where it differs. */
static void the_worked_cases_are_judged_so(void **state)
{
	static const struct {
		const char *text;
		size_t agency;
		enum lane lane;
		const char *found;
	} rows[] = {
		/* 1: 70 of 70 */
		{ FIRE "发现火情请速报警。" PHONE, EM, LANE_PLANNED, "" },
		/* 2: 71 of 71 */
		{ FIRE "发现火情请及时报警。" PHONE, EM, LANE_PLANNED, "refuse:length" },
		{ FIRE "发现火情请及时报警。" PHONE, EM, LANE_EXPEDITED, "warn:length" },
		{ FIRE "发现火情请及时报警。" PHONE, EM, LANE_URGENT, "warn:length" },
		/* 3: 70 characters, 71 units */
		{ "【云江省民政厅】请𬇕尾镇六十周岁以上老年居民于12月25日前到居住地社区办理养老服务登记，"
		  "逾期可以补办。" PHONE,
		  CIVIL, LANE_PLANNED, "warn:length" },
		/* 4: a link in disguise */
		{ "【云江省应急管理厅】防骗知识详见www点yjga点gov点cn。" PHONE, EM, LANE_PLANNED,
		  "refuse:no-link" },
		{ "【云江省应急管理厅】防骗知识详见www点yjga点gov点cn。" PHONE, EM, LANE_URGENT,
		  "warn:no-link" },
		/* 5: a blank is missing: warned at most */
		{ "【云江省应急管理厅】明日大风，请减少外出.中国气象局提醒您注意安全。" PHONE, EM,
		  LANE_PLANNED, "warn:no-link" },
		{ "【云江省应急管理厅】明日大风，请减少外出.云江省气象局提醒您注意安全。" PHONE, EM,
		  LANE_PLANNED, "" },
		/* 6: the text of the bureau */
		{ "【云州市应急管理局】12月20日9时至17时云州大桥封闭检修，请绕行二桥。" PHONE,
		  BUREAU, LANE_PLANNED, "" },
		/* 7: on the urgent lane length and number only warn */
		{ "云江省应急管理厅发布暴雨红色预警：预计未来3小时云州市沿江各镇降雨量将达100毫米以上，"
		  "山洪、地质灾害风险极高，请低洼地带、山洪沟口群众立即向高处转移，停止一切户外活动，"
		  "服从当地政府安排，转移时切断电源，不要涉水行走，注意收听后续预警，互相转告，照顾老人儿童。",
		  EM, LANE_URGENT, "warn:length warn:sender-phone" },
		/* 10: 警报 is a word like others */
		{ "【云江省应急管理厅】9月18日10时试鸣防空警报，请勿惊慌。" PHONE, EM, LANE_PLANNED,
		  "" },
	};

	(void)state;
	for (size_t i = 0; i < COUNT_OF(rows); i++)
		judged_is(rows[i].text, rows[i].agency, rows[i].lane, rows[i].found);
}

static void a_body_is_named_by_a_name_that_is_its_own(void **state)
{
	static const struct {
		const char *name;
		size_t agency;
		bool is_named;
	} rows[] = {
		{ "云江省应急管理厅", EM, true },
		{ "云江省 应急管理厅", EM, true },
		{ "云江应急", EM, true }, /* the other one acts in another province */
		{ "云江省应急管理厅宣教中心", EM, false }, /* another body, by the longest match */
		{ "云江省应急管理厅和宣教中心", EM, true },
		{ "应急厅", EM, false }, /* bare: of which province? */
		{ "应急管理厅", EM, false },
		{ "云江省民政厅", EM, false },
		{ "云州市应急管理局", BUREAU, true },
		{ "云州应急", BUREAU, true },
		{ "应急局", BUREAU, false },
		{ "云州市应急管理局", EM, false },
		{ "", EM, false },
	};

	(void)state;
	for (size_t i = 0; i < COUNT_OF(rows); i++) {
		char text[256];

		snprintf(text, sizeof(text), "【%s】请注意防火。" PHONE, rows[i].name);
		judged_is(text, rows[i].agency, LANE_PLANNED,
			  rows[i].is_named ? "" : "refuse:sender-name");
	}
}

static void a_name_that_two_bodies_of_the_area_have_is_none(void **state)
{
	static const uint32_t here[] = { 330100 }, both[] = { 330100, 340100 };
	void *ctx = talloc_new(NULL);
	struct wording_case wording = case_of(ctx, "【云江应急】请注意防火。" PHONE, EM);
	struct findings findings;

	(void)state;
	findings_init(&findings, ctx);
	wording.adcodes = here;
	wording.adcode_count = 1;
	wording_judge(&findings, &wording);
	found_is(&findings, "", "here");
	wording.adcodes = both;
	wording.adcode_count = 2;
	wording_judge(&findings, &wording);
	found_is(&findings, "refuse:sender-name", "both");
	talloc_free(ctx);
}

static void a_verified_number_is_found_and_others_are_told(void **state)
{
	static const struct {
		const char *text, *found;
	} rows[] = {
		{ "咨询电话0571-12345678。", "" },
		{ "咨询电话（0571）1234 5678。", "" },
		{ "咨询电话０５７１－１２３４５６７８。", "" },
		{ "咨询电话+86 571 12345678转8", "" },
		{ "咨询电话12345678", "" },
		{ "请拨打12350咨询", "" },
		{ "请拨打12379咨询", "" }, /* it is registered for that */
		{ "编号9123506", "refuse:sender-phone" },
		{ "咨询电话0571-12345679。", "refuse:sender-phone" },
		{ "遇险请拨打119", "refuse:sender-phone" },
		{ "联系李明13812345678", "refuse:sender-phone" },
		{ "发送码号1063912345", "refuse:sender-phone" },
		{ "咨询电话0571-12345678，遇险请拨打119", "" },
		{ "咨询电话0571-12345678、0571-87654321", "warn:sender-phone" },
		{ "咨询电话0571-12345678或李明13812345678", "warn:sender-phone" },
		{ "咨询电话0571-12345678或拨打12345", "warn:sender-phone" },
		{ "12月20日起，水位28.5米，咨询电话0571-12345678", "" },
		/* What is counted is no number to call; what is called at a time is. */
		{ "每户补贴12350元", "refuse:sender-phone" },
		{ "补缴电费12350元", "refuse:sender-phone" },
		{ "补贴12345678元", "refuse:sender-phone" },
		{ "转移群众12350人", "refuse:sender-phone" },
		{ "补贴12350元，咨询电话12350", "" },
		{ "请拨打12350时说明地址", "" },
		{ "", "refuse:sender-phone" },
	};

	(void)state;
	for (size_t i = 0; i < COUNT_OF(rows); i++) {
		char text[256];

		snprintf(text, sizeof(text), "【云江省应急管理厅】%s", rows[i].text);
		judged_is(text, EM, LANE_PLANNED, rows[i].found);
	}
}

static void the_number_that_was_found_is_said(void **state)
{
	void *ctx = talloc_new(NULL);
	struct wording_case wording = case_of(
		ctx, "【云江省应急管理厅】咨询电话（0571）8765 4321。", EM);
	struct findings findings;

	(void)state;
	findings_init(&findings, ctx);
	wording_judge(&findings, &wording);
	assert_int_equal(findings.count, 1);
	assert_non_null(strstr(findings.items[0].zh, "已登记：0571-12345678、12350、12379"));
	assert_non_null(strstr(findings.items[0].zh, "“（0571）8765 4321”未经核验"));
	talloc_free(ctx);
}

static void a_local_number_is_warned_of_where_the_area_spans_codes(void **state)
{
	static const struct {
		uint32_t adcodes[2];
		size_t count;
		const char *found;
	} rows[] = {
		{ { 330100 }, 1, "" },
		{ { 330102, 330105 }, 2, "" },
		{ { 330100, 330200 }, 2, "warn:sender-phone" },
		{ { 330000 }, 1, "warn:sender-phone" },
		{ { 110000 }, 1, "" }, /* 北京 has one */
		{ { 110101, 110102 }, 2, "" },
		{ { 0 }, 0, "" },
	};

	(void)state;
	for (size_t i = 0; i < COUNT_OF(rows); i++) {
		void *ctx = talloc_new(NULL);
		struct wording_case wording = case_of(
			ctx, "【云江省应急管理厅】请注意防火，电话12345678。", EM);
		struct findings findings;

		findings_init(&findings, ctx);
		wording.adcodes = rows[i].adcodes;
		wording.adcode_count = rows[i].count;
		wording_judge(&findings, &wording);
		found_is(&findings, rows[i].found, "local");
		talloc_free(ctx);
	}
}

static void what_the_carrier_adds_counts(void **state)
{
	void *ctx = talloc_new(NULL);
	struct wording_case wording = case_of(
		ctx,
		"近期天干物燥，森林火险等级高，进入林区请勿携带火种，严禁野外用火。发现火情请速报警。" PHONE,
		EM);
	struct findings findings;

	(void)state;
	findings_init(&findings, ctx);
	wording_judge(&findings, &wording);
	found_is(&findings, "refuse:sender-name", "without signature");
	findings_init(&findings, ctx);
	wording.signature = SLICE_LITERAL("【云江省应急管理厅】");
	wording_judge(&findings, &wording);
	found_is(&findings, "", "with it the body is named, and 70 are 70");
	wording.signature = SLICE_LITERAL("【云江省应急管理厅】 ");
	wording_judge(&findings, &wording);
	found_is(&findings, "refuse:length", "one more is 71");
	talloc_free(ctx);
}

static void words_are_judged_by_the_lane(void **state)
{
#define HEAD "【云江省应急管理厅】"
	static const struct {
		const char *text;
		const char *planned, *expedited, *urgent;
	} rows[] = {
		{ HEAD "全省应急工作会议隆重召开。" PHONE, "warn:publicity", "warn:publicity", "" },
		{ HEAD "今日开展反诈宣传。" PHONE, "warn:publicity", "warn:publicity", "" },
		{ HEAD "谨防虚假宣传，切勿转账。" PHONE, "", "", "" },
		{ HEAD "防火知识见社区宣传栏。" PHONE, "", "", "" },
		{ HEAD "培训班报名费100元。" PHONE, "warn:public-interest", "warn:public-interest",
		  "" },
		{ HEAD "办理登记不收费。" PHONE, "", "", "" },
		{ HEAD "请绕行高速收费站。" PHONE, "", "", "" },
		{ HEAD "灭火器限时抢购。" PHONE, "refuse:commercial", "refuse:commercial",
		  "warn:commercial" },
		{ HEAD "灭火器限 时 抢\u200b购。" PHONE, "refuse:commercial", "refuse:commercial",
		  "warn:commercial" },
		{ HEAD "凡称刷单返利、贷款、中奖的都是诈骗。" PHONE, "", "", "" },
		{ HEAD "严厉打击赌博、吸毒、卖淫嫖娼。" PHONE, "", "", "" },
		{ HEAD "在线赌场。" PHONE, "hold:prohibited", "hold:prohibited",
		  "warn:prohibited notify:prohibited" },
		{ HEAD "在线赌场、真人荷官。" PHONE, "hold:prohibited hold:prohibited",
		  "hold:prohibited hold:prohibited",
		  "warn:prohibited notify:prohibited warn:prohibited notify:prohibited" },
	};

	(void)state;
	for (size_t i = 0; i < COUNT_OF(rows); i++) {
		judged_is(rows[i].text, EM, LANE_PLANNED, rows[i].planned);
		judged_is(rows[i].text, EM, LANE_EXPEDITED, rows[i].expedited);
		judged_is(rows[i].text, EM, LANE_URGENT, rows[i].urgent);
	}
}

static void the_registry_adds_and_takes_back_words(void **state)
{
	static const struct vocabulary_word rows[] = {
		{ SLICE_LITERAL("神水"), VOCABULARY_PROHIBITED, SLICE_LITERAL("市场监管总局名单") },
		{ SLICE_LITERAL("限时抢购"), VOCABULARY_NONE, { NULL, 0 } },
	};
	static const struct vocabulary_words added = { rows, COUNT_OF(rows) };
	void *ctx = talloc_new(NULL);
	struct wording_case wording = case_of(ctx, "【云江省应急管理厅】神水限时抢购。" PHONE, EM);
	struct vocabulary *vocabulary;
	struct findings findings;

	(void)state;
	assert_int_equal(vocabulary_make(&vocabulary, ctx, &law_kit_country()->words, &added, NULL),
			 ERR_OK);
	findings_init(&findings, ctx);
	wording.vocabulary = vocabulary;
	wording_judge(&findings, &wording);
	found_is(&findings, "hold:prohibited", "added");
	assert_string_equal(findings.items[0].suggestion, "市场监管总局名单");
	assert_true(findings.items[0].where.has_span);
	assert_int_equal(findings.items[0].where.offset, 10);
	assert_int_equal(findings.items[0].where.length, 2);
	talloc_free(ctx);
}

static void a_translation_is_asked_for_links_and_words_only(void **state)
{
	void *ctx = talloc_new(NULL);
	struct wording_case wording = case_of(
		ctx,
		"Forest fire risk is high. No open fires. See www.yjga.gov.cn for more, please do.",
		EM);
	struct findings findings;

	(void)state;
	findings_init(&findings, ctx);
	wording.is_translation = true;
	wording_judge(&findings, &wording);
	found_is(&findings, "refuse:no-link", "translation");
	talloc_free(ctx);
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
		struct wording_case wording = case_of(ctx, "暴雨红色预警，请立即转移。", EM);
		struct findings findings;

		findings_init(&findings, ctx);
		wording.lane = (enum lane)lane;
		wording_judge(&findings, &wording);
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

static void the_basis_is_the_operators(void **state)
{
	void *ctx = talloc_new(NULL);
	struct wording_case wording = case_of(ctx, "在线赌场，限时抢购，t.cn/x", EM);
	struct findings findings;

	(void)state;
	findings_init(&findings, ctx);
	wording.basis = "按照本省规定，";
	wording_judge(&findings, &wording);
	assert_true(findings.count >= 5);
	for (size_t i = 0; i < findings.count; i++)
		assert_memory_equal(findings.items[i].zh, "按照本省规定，",
				    strlen("按照本省规定，"));
	findings_init(&findings, ctx);
	wording.basis = "按照本省规定";
	wording_judge(&findings, &wording);
	assert_non_null(strstr(findings.items[0].zh, "按照本省规定，发送内容"));
	talloc_free(ctx);
}

/* RFC 5646: the case of a tag means nothing; a script tells two texts of one language apart. */
static void a_tag_says_which_language_it_is(void **state)
{
	static const struct {
		const char *one, *other;
		bool is_chinese, is_same;
	} rows[] = {
		{ "zh", "zh-CN", true, true },
		{ "ZH", "zh", true, true },
		{ "Zh-hans", "zh-Hant", true, false },
		{ "zh-TW", "zh-hant-HK", true, true },
		{ "zh-TW", "zh-Hans-TW", true, false },
		{ "zh-Xabc", "zh", true, true },
		{ "cmn", "zh", true, true },
		{ "en", "EN-us", false, true },
		{ "en", "zh", false, false },
		{ "sr-Cyrl", "sr-Latn-RS", false, false },
		{ "zha", "zh", false, false },
		{ "", "zh", false, false },
	};

	(void)state;
	for (size_t i = 0; i < COUNT_OF(rows); i++) {
		struct slice one = slice_of(rows[i].one), other = slice_of(rows[i].other);

		assert_int_equal(language_is_chinese(one), rows[i].is_chinese);
		assert_int_equal(language_is_same(one, other), rows[i].is_same);
		assert_int_equal(language_is_same(other, one), rows[i].is_same);
	}
}

static void letters_say_which_language_it_is(void **state)
{
	static const struct {
		const char *tag, *text;
		bool is_chinese;
	} rows[] = {
		{ "en", FIRE, true },
		{ "zz", FIRE PHONE " No open fires", true },
		{ "en", "Forest fire risk is high in 云州. No open fires. 0571-12345678", false },
		{ "ja", "津波警報が発表されました。海岸から離れてください。", false },
		{ "ja", FIRE, true },
		{ "ug", "ئورمان يانغىنى خەۋپى يۇقىرى", false },
		{ "bo", "ནགས་མེའི་ཉེན་ཁ།", false },
		{ "en", "0571-12345678", false },
	};

	(void)state;
	for (size_t i = 0; i < COUNT_OF(rows); i++)
		assert_int_equal(
			language_reads_chinese(slice_of(rows[i].tag), slice_of(rows[i].text)),
			rows[i].is_chinese);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(characters_are_counted_as_the_law_says),
		cmocka_unit_test(the_worked_cases_are_judged_so),
		cmocka_unit_test(a_body_is_named_by_a_name_that_is_its_own),
		cmocka_unit_test(a_name_that_two_bodies_of_the_area_have_is_none),
		cmocka_unit_test(a_verified_number_is_found_and_others_are_told),
		cmocka_unit_test(the_number_that_was_found_is_said),
		cmocka_unit_test(a_local_number_is_warned_of_where_the_area_spans_codes),
		cmocka_unit_test(what_the_carrier_adds_counts),
		cmocka_unit_test(words_are_judged_by_the_lane),
		cmocka_unit_test(the_registry_adds_and_takes_back_words),
		cmocka_unit_test(a_translation_is_asked_for_links_and_words_only),
		cmocka_unit_test(a_tag_says_which_language_it_is),
		cmocka_unit_test(letters_say_which_language_it_is),
		cmocka_unit_test(the_lane_decides_how_strong_a_finding_is),
		cmocka_unit_test(the_basis_is_the_operators),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
