/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "notice/reply.h"

#include <string.h>
#include <talloc.h>

#include "notice/content.h"
#include "notice/rules.h"
#include "test.h"

static const int64_t filed_us = 1772413200000000, begins_us = 1774832400000000;

/* ---- which letter is due ---------------------------------------------------------------- */

static const struct {
	enum notice_state state;
	enum event_decision decision;
	enum paperwork_state paperwork;
	bool waits_for_second_person;
	enum reply_kind kind;
	bool may_order;
} kinds[] = {
	{ NOTICE_REFUSED, EVENT_DECISION_NONE, PAPERWORK_NONE, false, REPLY_REFUSAL, false },
	{ NOTICE_PENDING, EVENT_DECISION_NONE, PAPERWORK_NONE, false, REPLY_NONE, false },
	{ NOTICE_HELD, EVENT_DECISION_AGREE, PAPERWORK_NONE, true, REPLY_NONE, false },
	{ NOTICE_SCHEDULED, EVENT_DECISION_AGREE, PAPERWORK_NONE, false, REPLY_AGREE, true },
	{ NOTICE_DONE, EVENT_DECISION_AGREE, PAPERWORK_NONE, false, REPLY_AGREE, true },
	{ NOTICE_CANCELLED, EVENT_DECISION_AGREE, PAPERWORK_NONE, false, REPLY_AGREE, false },
	{ NOTICE_ADJUSTING, EVENT_DECISION_AGREE_ADJUSTED, PAPERWORK_NONE, false,
	  REPLY_AGREE_ADJUSTED, false },
	{ NOTICE_UNSUITABLE, EVENT_DECISION_UNSUITABLE, PAPERWORK_NONE, false, REPLY_UNSUITABLE,
	  false },
	{ NOTICE_OUT_OF_SCOPE, EVENT_DECISION_OUT_OF_SCOPE, PAPERWORK_NONE, false,
	  REPLY_OUT_OF_SCOPE, false },
	{ NOTICE_RETURNED, EVENT_DECISION_RETURN, PAPERWORK_NONE, false, REPLY_RETURN, false },
	/* Returned once, then resubmitted and undecided again. */
	{ NOTICE_PENDING, EVENT_DECISION_NONE, PAPERWORK_NONE, false, REPLY_NONE, false },
	{ NOTICE_LAPSED, EVENT_DECISION_RETURN, PAPERWORK_NONE, false, REPLY_LAPSE, false },
	{ NOTICE_CANCELLED, EVENT_DECISION_NONE, PAPERWORK_NONE, false, REPLY_NONE, false },
	{ NOTICE_BROADCASTING, EVENT_DECISION_NONE, PAPERWORK_OWED, false, REPLY_NONE, true },
	{ NOTICE_DONE, EVENT_DECISION_NONE, PAPERWORK_FILED, false, REPLY_NONE, true },
	{ NOTICE_DONE, EVENT_DECISION_NONE, PAPERWORK_ACCEPTED, false, REPLY_PAPERWORK_ACCEPTED,
	  true },
	{ NOTICE_DONE, EVENT_DECISION_NONE, PAPERWORK_RETURNED, false, REPLY_PAPERWORK_RETURNED,
	  true },
	{ NOTICE_DONE, EVENT_DECISION_ORDER_URGENT, PAPERWORK_NOT_RECOGNISED, false,
	  REPLY_PAPERWORK_NOT_RECOGNISED, true },
};

static void where_it_stands_tells_which_letter_is_due(void **state)
{
	(void)state;
	for (size_t i = 0; i < COUNT_OF(kinds); i++) {
		struct flow flow = { .state = kinds[i].state,
				     .decision = kinds[i].decision,
				     .waits_for_second_person = kinds[i].waits_for_second_person,
				     .paperwork = { .state = kinds[i].paperwork } };

		assert_string_equal(reply_kind_name(reply_kind_of(&flow)),
				    reply_kind_name(kinds[i].kind));
		assert_int_equal(reply_may_order(&flow), kinds[i].may_order);
	}
}

static void the_acceptance_number_stays_whatever_is_amended(void **state)
{
	char number[REPLY_NUMBER_OCTETS];
	struct flow flow = { .notice = 81,
			     .judged = { .authority = SLICE_LITERAL("yj-ca") },
			     /* 2026-12-31 in London, New Year's Day in China */
			     .accepted_at = { 1798734000000000 },
			     .received_at = { 1830000000000000 } };

	(void)state;
	assert_string_equal(reply_acceptance_number(number, &flow), "受理〔2027〕yj-ca-000081号");
	flow.judged.authority = (struct slice){ NULL, 0 };
	assert_string_equal(reply_acceptance_number(number, &flow), "受理〔2027〕000081号");
}

/* ---- areas ------------------------------------------------------------------------------ */

static const struct division divisions[] = {
	{ 330000, SLICE_LITERAL("云江省"), DIVISION_PROVINCE, 0, DIVISION_MAY, DIVISION_MAY },
	{ 330100, SLICE_LITERAL("云州市"), DIVISION_PREFECTURE_CITY, 330000, DIVISION_MAY,
	  DIVISION_MAY },
	{ 330106, SLICE_LITERAL("西湖区"), DIVISION_COUNTY, 330100, DIVISION_MAY_NOT,
	  DIVISION_MAY_NOT },
};
static const struct division_table table = { divisions, COUNT_OF(divisions) };

static const struct {
	const char *canonical, *zh, *en;
} areas[] = {
	{ "code adcode 330106\n", "云江省云州市西湖区（330106）", "云江省云州市西湖区 (330106)" },
	{ "code adcode 999999\n", "（999999）", " (999999)" },
	{ "code CPEAS Geographic Code 330100\n", "云江省云州市（330100）",
	  "云江省云州市 (330100)" },
	{ "circle 30200000,120250000 5000\n",
	  "以北纬30.2000度、东经120.2500度为中心、半径5.0公里的圆形区域",
	  "a circle of 5.0 km round 30.2000 N 120.2500 E" },
	{ "polygon 1,1 1,2 2,2 1,1\nchannel sms\n", "3个顶点围成的多边形区域",
	  "a polygon of 3 corners" },
	{ "code adcode 330000\ncircle 0,0 100\n",
	  "云江省（330000）、以北纬0.0000度、东经0.0000度为中"
	  "心、半径0.1公里的圆形区域",
	  "云江省 (330000), a circle of 0.1 km round 0.0000 N 0.0000 E" },
	{ "circle x\nwindow 0 1\n", "", "" },
	{ "", "", "" },
};

static void an_area_is_told_in_words(void **state)
{
	void *ctx = talloc_new(NULL);

	(void)state;
	for (size_t i = 0; i < COUNT_OF(areas); i++) {
		struct slice canonical = slice_of(areas[i].canonical);

		assert_string_equal(reply_area(ctx, canonical, &table, "zh").at, areas[i].zh);
		assert_string_equal(reply_area(ctx, canonical, &table, "en").at, areas[i].en);
	}
	talloc_free(ctx);
}

/* ---- letters ---------------------------------------------------------------------------- */

static const char canonical[] = "text zh 4371 9 1\n请避让\narea 1\n"
				"code adcode 330106\nwindow 1 2\nchannel cell-broadcast\n"
				"channel sms\n";

static struct flow flow_of(void)
{
	return (struct flow){
		.notice = 81,
		.judged = { .authority = SLICE_LITERAL("yj-ca"),
			    .title = SLICE_LITERAL("森林防火提示"),
			    .begins = { begins_us },
			    .expires = { begins_us + 9 * 3600000000 } },
		.received_at = { filed_us },
		.accepted_at = { filed_us },
		.decided_at = { filed_us + 86400000000 },
		.changed = { filed_us + 2 * 86400000000 },
		.situation = SLICE_LITERAL("本月已发三次。"),
		.reason = SLICE_LITERAL("频次过高. "),
		.paperwork = { .reason = SLICE_LITERAL("缺少效果评估"),
			       .settled_at = { filed_us + 3 * 86400000000 } },
	};
}

static struct reply_case case_of(const struct flow *flow, enum reply_kind kind)
{
	static const struct reply_finding findings[] = {
		{ SLICE_LITERAL("按照规定，请删除链接。"), SLICE_LITERAL("Remove the link.") },
		{ SLICE_LITERAL("按照规定，请删减。"), SLICE_LITERAL("Remove 13.") },
	};

	return (struct reply_case){
		.kind = kind,
		.flow = flow,
		.authority = SLICE_LITERAL("云江省通信管理局"),
		.applicant = SLICE_LITERAL("云江省应急管理厅"),
		.sending_body = SLICE_LITERAL("云江省森林防火办"),
		.document_number = SLICE_LITERAL("云应急函〔2026〕4号"),
		.carriers = SLICE_LITERAL("云江移动、云江联通"),
		.canonical = { canonical, sizeof(canonical) - 1 },
		.divisions = &table,
		.findings = findings,
		.finding_count = 2,
	};
}

static const struct {
	enum reply_kind kind;
	const char *says[6];
	const char *says_not;
} letters[] = {
	{ REPLY_AGREE,
	  { "你单位2026年3月2日提出的发送申请“森林防火提示”（云应急函〔2026〕4号）收悉。",
	    RULES_BASIS_DEFAULT
	    "经研究，同意协调云江移动、云江联通于2026年3月30日9时00分至2026年3月30日18时00分向"
	    "云江省云州市西湖区（330106）发送，内容以附件为准。",
	    "1.（zh）请避让\n", "发送渠道 / channels：cell-broadcast, sms\n",
	    "云江省通信管理局（盖章）\n                        2026年3月3日\n",
	    "2026-03-30T09:00:00+08:00 to 2026-03-30T18:00:00+08:00" },
	  "{" },
	{ REPLY_AGREE_ADJUSTED,
	  { "经研究，同意按调整后的内容协调", "有关情况：本月已发三次。理由：频次过高。",
	    "Agreed as adjusted" },
	  "{" },
	{ REPLY_UNSUITABLE,
	  { "不宜以公益性短信息形式发送。有关情况：本月已发三次。理由：频次过高。", "附件",
	    "not suitable" },
	  "。。" },
	{ REPLY_OUT_OF_SCOPE,
	  { "属工作宣传类短信息，不纳入协调发送范围",
	    "国家另有规定的，请提供文件名称、文号和条款。", "Publicity" },
	  "{" },
	{ REPLY_RETURN, { "补正要求：频次过高。", "仍以首次提出申请之日计算期限" }, "附件" },
	{ REPLY_REFUSAL,
	  { "不予受理", "1. 按照规定，请删除链接。\n    2. 按照规定，请删减。\n",
	    "1. Remove the link.\n    2. Remove 13.\n" },
	  "附件" },
	{ REPLY_LAPSE,
	  { "申请自动失效，未予发送", "2026年3月4日", "lapsed and nothing was sent" },
	  "{" },
	{ REPLY_PAPERWORK_ACCEPTED,
	  { "先行发送的应急短信息", "予以认可，手续办结", "2026年3月5日" },
	  "附件" },
	{ REPLY_PAPERWORK_RETURNED, { "补正要求：缺少效果评估。" }, "频次" },
	{ REPLY_PAPERWORK_NOT_RECOGNISED,
	  { "不属于突发事件情况紧急的情形，补办手续不予认可。理由：缺少效果评估。", "(art. 26)" },
	  "频次" },
	{ REPLY_COORDINATION_ORDER,
	  { "公益性短信息发送协调单", "云江移动、云江联通：\n",
	    "发送机构 / sending body：云江省森林防火办\n", "发送码号 / sender code：—\n",
	    "请避让" },
	  "你单位" },
};

static void every_letter_says_what_it_must(void **state)
{
	void *ctx = talloc_new(NULL);

	(void)state;
	for (size_t i = 0; i < COUNT_OF(letters); i++) {
		struct flow flow = flow_of();
		struct reply_case about = case_of(&flow, letters[i].kind);
		const char *letter = reply_write(ctx, &about).at;

		assert_non_null(strstr(letter, "受理号：受理〔2026〕yj-ca-000081号\n"));
		assert_non_null(strstr(letter, "文号（由发文人填写）：____"));
		assert_non_null(strstr(letter, "\n----\nAcceptance number: "));
		assert_null(strstr(letter, "演练"));
		for (size_t n = 0; n < 6 && letters[i].says[n]; n++)
			if (!strstr(letter, letters[i].says[n]))
				fail_msg("%s: no \"%s\" in\n%s", reply_kind_name(letters[i].kind),
					 letters[i].says[n], letter);
		assert_null(strstr(letter, letters[i].says_not));
	}
	talloc_free(ctx);
}

/* Texts that were purged are said to be, and nothing that is missing is made up. */
static void what_is_not_known_is_left_blank(void **state)
{
	void *ctx = talloc_new(NULL);
	struct flow flow = flow_of();
	struct reply_case about = case_of(&flow, REPLY_AGREE);
	const char *letter;

	(void)state;
	about.canonical = about.document_number = about.carriers = (struct slice){ NULL, 0 };
	about.is_drill = true;
	about.basis = "依据本省规定，";
	flow.judged.begins.us = 0;
	letter = reply_write(ctx, &about).at;
	assert_non_null(strstr(letter, "【演练"));
	assert_non_null(strstr(letter, "内容已按规定清除"));
	assert_non_null(strstr(
		letter,
		"依据本省规定，经研究，同意协调相关企业于即时起至2026年3月30日18时00分向—发送"));
	talloc_free(ctx);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(where_it_stands_tells_which_letter_is_due),
		cmocka_unit_test(the_acceptance_number_stays_whatever_is_amended),
		cmocka_unit_test(an_area_is_told_in_words),
		cmocka_unit_test(every_letter_says_what_it_must),
		cmocka_unit_test(what_is_not_known_is_left_blank),
	};

	return cmocka_run_group_tests_name("reply", tests, NULL, NULL);
}
