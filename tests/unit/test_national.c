/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * The Chinese national message: what is read out of one, and every rule by a message that breaks
 * it in one place.
 */
#include <stdlib.h>
#include <string.h>
#include <talloc.h>

#include "judge/profile.h"
#include "test.h"
#include "wire/cap.h"
#include "wire/xml.h"

static struct judge_profiles *profiles;

/* Written for this test, in the form of messages seen live. */
static const char good[] =
	"<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
	"<alert>\n"
	"<identifier>33000041600000_20260302090000</identifier>\n"
	"<sender>云江省气象局</sender>\n"
	"<senderCode>33000041600000</senderCode>\n"
	"<sendTime>2026-03-02 08:59:00+08:00</sendTime>\n"
	"<status>Actual</status>\n"
	"<msgType>Alert</msgType>\n"
	"<scope>Public</scope>\n"
	"<code>\n"
	"<method><methodName>LED</methodName><message>大屏文字</message><audienceGrp/>"
	"<audenceprt>,</audenceprt></method>\n"
	"<method><methodName>SMS</methodName><message>短信\n 文字。</message>"
	"<audienceGrp>a,</audienceGrp><audenceprt>,</audenceprt></method>\n"
	"</code>\n"
	"<secClassification>None</secClassification>\n"
	"<note/>\n"
	"<references/>\n"
	"<info>\n"
	"<language>zh-CN</language>\n"
	"<eventType>11B03</eventType>\n"
	"<urgency>Unknown</urgency>\n"
	"<severity>Red</severity>\n"
	"<certainty>Unknown</certainty>\n"
	"<effective>2026-03-02 08:59:00+08:00</effective>\n"
	"<onset/>\n"
	"<expires/>\n"
	"<senderName>周明</senderName>\n"
	"<headline>云江省气象局发布暴雨红色预警[I级/特别重大]</headline>\n"
	"<description>正文。</description>\n"
	"<instruction/>\n"
	"<web/>\n"
	"<area>\n"
	"<areaDesc>云州市,云州市</areaDesc>\n"
	"<polygon>30.1,120.1 30.4,120.1 30.4,120.5 30.1,120.1</polygon>\n"
	"<circle>30.2,120.2 5000</circle>\n"
	"<geocode>330100000000,330100000000,330200000000</geocode>\n"
	"</area></info></alert>\n";

struct run {
	void *ctx;
	struct alert alert;
	struct findings findings;
	struct reading reading;
	struct fault why;
	enum err err;
};

static struct run read_document(const char *document)
{
	struct run run = { .ctx = talloc_new(NULL) };
	struct cap_reading_limits limits = cap_default_limits();
	xmlDoc *doc = NULL;

	findings_init(&run.findings, run.ctx);
	limits.now = (struct utc){ 1772413200000000 }; /* 2026-03-02T09:00:00+08:00 */
	run.err = cap_read(run.ctx, slice_of(document), &limits,
			   &(struct cap_result){ &run.alert, &run.findings, &doc }, &run.why);
	if (run.err == ERR_OK)
		assert_int_equal(
			profile_read(profiles, run.ctx,
				     &(struct profile_question){ &run.alert, doc, NULL },
				     &(struct profile_result){ &run.reading, &run.findings }, NULL),
			ERR_OK);
	xmlFreeDoc(doc);
	return run;
}

/* `good` with the first `from` replaced; "a|b" replaces two, in parallel with `to`. */
static char *changed(const char *document, const char *from, const char *to)
{
	const char *at = strstr(document, from);
	char *out = NULL;

	if (!at)
		fail_msg("\"%s\" is not in the message", from);
	assert_true(asprintf(&out, "%.*s%s%s", (int)(at - document), document, to,
			     at + strlen(from)) > 0);
	return out;
}

/* ---- what is read ----------------------------------------------------------------------- */

static void a_good_message_is_read_whole_without_a_finding(void **state)
{
	struct run run = read_document(good);
	const struct alert_info *info = run.alert.infos;
	const struct area *area = info->areas;

	(void)state;
	assert_int_equal(run.err, ERR_OK);
	if (run.findings.count > 0)
		fail_msg("%s: %s", run.findings.items[0].rule, run.findings.items[0].en);
	assert_true(run.alert.is_national);
	assert_true(slice_is(run.alert.sender, "云江省气象局"));
	assert_true(slice_is(run.alert.sender_code, "33000041600000"));
	assert_int_equal(run.alert.sent.us, 1772413140000000); /* 08:59:00+08:00 */
	assert_int_equal(run.alert.sent_offset_minutes, 480);
	assert_int_equal(info->severity, ALERT_SEVERITY_EXTREME);
	assert_true(slice_is(info->event, "暴雨"));
	assert_true(slice_is(alert_event_code(info, "eventType"), "11B03"));
	assert_false(utc_is_set(info->expires));
	assert_int_equal(area->polygon_count, 1);
	/* Metres, where CAP would read 5000 km. */
	assert_int_equal(area->circles[0].radius_m, 5000);
	assert_int_equal(area->code_count, 2);
	assert_true(slice_is(area->codes[1].value, "330200000000"));
	assert_string_equal(run.reading.profile, "cn-12379");
	assert_true(run.reading.is_critical);
	assert_true(slice_is(run.reading.colour, "red"));
	assert_true(slice_is(run.reading.event_type, "11B03"));
	assert_int_equal(run.reading.class_of_emergency, LANE_CLASS_NATURAL_DISASTER);
	assert_int_equal(run.reading.text_count, 1);
	assert_true(slice_is(run.reading.texts[0].text, "短信 文字。"));
	talloc_free(run.ctx);
}

static const struct gravity {
	const char *colour, *zh;
	enum alert_severity severity;
	bool is_critical;
} gravities[] = {
	{ "Red", "红色", ALERT_SEVERITY_EXTREME, true },
	{ "Orange", "橙色", ALERT_SEVERITY_SEVERE, true },
	{ "Yellow", "黄色", ALERT_SEVERITY_MODERATE, false },
	{ "Blue", "蓝色", ALERT_SEVERITY_MINOR, false },
	{ "Unknown", "", ALERT_SEVERITY_UNKNOWN, false },
};

static void the_colour_alone_says_how_grave_it_is(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof(gravities) / sizeof(gravities[0]); i++) {
		char *coloured = changed(good, ">Red<", "><");
		char *again = changed(coloured, "<severity><",
				      i == 0   ? "<severity>Red<"
				      : i == 1 ? "<severity>Orange<"
				      : i == 2 ? "<severity>Yellow<"
				      : i == 3 ? "<severity>Blue<"
					       : "<severity>Unknown<");
		char *document = changed(again, "红色", gravities[i].zh);
		struct run run = read_document(document);

		if (run.findings.count > 0)
			fail_msg("%s: %s", gravities[i].colour, run.findings.items[0].en);
		assert_int_equal(run.reading.severity, gravities[i].severity);
		assert_int_equal(run.reading.is_critical, gravities[i].is_critical);
		talloc_free(run.ctx);
		free(coloured);
		free(again);
		free(document);
	}
}

static void an_empty_method_text_is_the_description(void **state)
{
	char *document = changed(good, "短信\n 文字。", "");
	struct run run = read_document(document);

	(void)state;
	assert_true(slice_is(run.reading.texts[0].text, "正文。"));
	talloc_free(run.ctx);
	free(document);
}

static void without_a_short_message_headline_and_description_speak(void **state)
{
	char *document = changed(good, ">SMS<", ">TV<");
	struct run run = read_document(document);

	(void)state;
	assert_true(slice_is(run.reading.texts[0].text,
			     "云江省气象局发布暴雨红色预警[I级/特别重大]。正文。"));
	assert_null(strstr(run.reading.texts[0].text.at, "周明"));
	talloc_free(run.ctx);
	free(document);
}

static void two_languages_are_two_texts_and_the_methods_are_the_chinese_ones(void **state)
{
	char *document = changed(
		good, "</info></alert>",
		"</info><info><language>en-US</language><eventType>11B03</eventType>"
		"<urgency>Unknown</urgency><severity>Red</severity><certainty>Unknown</certainty>"
		"<effective>2026-03-02 08:59:00+08:00</effective><senderName>Zhou</senderName>"
		"<headline>Rainstorm red warning</headline><description>Heavy rain.</description>"
		"<area><areaDesc>Y</areaDesc>"
		"<polygon>30.1,120.1 30.4,120.1 30.4,120.5 30.1,120.1</polygon>"
		"<circle>30.2,120.2 5000</circle>"
		"<geocode>330100000000,330100000000,330200000000</geocode></area></info>"
		"</alert>");
	struct run run = read_document(document);

	(void)state;
	assert_int_equal(run.findings.count, 0);
	assert_int_equal(run.reading.text_count, 2);
	assert_true(slice_is(run.reading.texts[0].text, "短信 文字。"));
	assert_true(slice_is(run.reading.texts[1].text, "Rainstorm red warning. Heavy rain."));
	assert_int_not_equal(run.reading.texts[0].message_identifier,
			     run.reading.texts[1].message_identifier);
	talloc_free(run.ctx);
	free(document);
}

static const struct named {
	const char *headline, *event;
} headlines[] = {
	{ "河南省气象局发布大风蓝色预警[IV级/一般]", "大风" },
	{ "河南省气象台继续发布大风蓝色预警", "大风" },
	{ "云州市突发事件预警信息发布中心发布雷雨大风红色预警信号", "雷雨大风" },
	{ "云江省气象局变更暴雨橙色预警为红色预警", "暴雨" },
	{ "云江省气象局升级暴雨橙色预警为红色预警", "暴雨" },
	{ "云江省气象局解除大风预警", "大风" },
};

static void the_event_is_named_by_the_headline(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof(headlines) / sizeof(headlines[0]); i++) {
		char *document = changed(good, "云江省气象局发布暴雨红色预警[I级/特别重大]",
					 headlines[i].headline);
		struct run run = read_document(document);

		if (!slice_is(run.alert.infos[0].event, headlines[i].event))
			fail_msg("%s: %.*s", headlines[i].headline,
				 SLICE_PRINT(run.alert.infos[0].event));
		talloc_free(run.ctx);
		free(document);
	}
}

static void the_identifier_names_the_message_and_the_reference_the_chain(void **state)
{
	char *update = changed(good, "<references/>",
			       "<references>33010041600000_20260301080000</references>");
	char *document = changed(update, ">Alert<", ">Update<");
	struct run run = read_document(document), first = read_document(good);
	struct alert_key own = alert_key_of(&run.alert), chain = alert_first_key(&run.alert);

	(void)state;
	assert_int_equal(run.findings.count, 0);
	assert_true(slice_is(own.sender, "33000041600000"));
	assert_true(slice_is(own.identifier, "33000041600000_20260302090000"));
	assert_false(utc_is_set(own.sent));
	/* Another body of the same event may have begun it. */
	assert_true(slice_is(chain.sender, "33010041600000"));
	assert_true(slice_is(chain.identifier, "33010041600000_20260301080000"));
	chain = alert_first_key(&first.alert);
	assert_true(slice_is(chain.identifier, "33000041600000_20260302090000"));
	talloc_free(run.ctx);
	talloc_free(first.ctx);
	free(update);
	free(document);
}

/* ---- every rule ------------------------------------------------------------------------- */

static const struct broken {
	const char *from, *to, *rule;
	enum effect effect;
	const char *path;
} rows[] = {
	/* identifier and senderCode */
	{ "_20260302090000", "_2026030209000", "cn-identifier", EFFECT_REFUSE,
	  "/alert/identifier[1]" },
	{ "_20260302090000", "_20260302090000_12", "cn-identifier", EFFECT_REFUSE,
	  "/alert/identifier[1]" },
	{ "_20260302090000", "-20260302090000", "cn-identifier", EFFECT_REFUSE,
	  "/alert/identifier[1]" },
	{ "_20260302090000", "_20260229090000", "cn-identifier", EFFECT_REFUSE,
	  "/alert/identifier[1]" },
	{ "_20260302090000", "_20260302240000", "cn-identifier", EFFECT_REFUSE,
	  "/alert/identifier[1]" },
	{ "<senderCode>33000041600000", "<senderCode>33000041600001", "cn-sender-code",
	  EFFECT_REFUSE, "/alert/senderCode[1]" },
	{ "<senderCode>33000041600000", "<senderCode>3300004160000", "cn-sender-code",
	  EFFECT_REFUSE, "/alert/senderCode[1]" },
	/* what must be there */
	{ "<identifier>33000041600000_20260302090000</identifier>", "", "cn-missing", EFFECT_REFUSE,
	  "/alert" },
	{ "<sender>云江省气象局</sender>", "", "cn-missing", EFFECT_REFUSE, "/alert" },
	{ "<sender>云江省气象局</sender>", "<sender/>", "cn-missing", EFFECT_REFUSE,
	  "/alert/sender[1]" },
	{ "<senderCode>33000041600000</senderCode>", "", "cn-missing", EFFECT_REFUSE, "/alert" },
	{ "<sendTime>2026-03-02 08:59:00+08:00</sendTime>", "", "cn-missing", EFFECT_REFUSE,
	  "/alert" },
	{ "<status>Actual</status>", "", "cn-missing", EFFECT_REFUSE, "/alert" },
	{ "<msgType>Alert</msgType>", "", "cn-missing", EFFECT_REFUSE, "/alert" },
	{ "<scope>Public</scope>", "", "cn-missing", EFFECT_REFUSE, "/alert" },
	{ "<eventType>11B03</eventType>", "", "cn-missing", EFFECT_REFUSE, "/alert/info[1]" },
	{ "<urgency>Unknown</urgency>", "", "cn-missing", EFFECT_REFUSE, "/alert/info[1]" },
	{ "<severity>Red</severity>", "", "cn-missing", EFFECT_REFUSE, "/alert/info[1]" },
	{ "<certainty>Unknown</certainty>", "", "cn-missing", EFFECT_REFUSE, "/alert/info[1]" },
	{ "<effective>2026-03-02 08:59:00+08:00</effective>", "", "cn-missing", EFFECT_REFUSE,
	  "/alert/info[1]" },
	{ "<senderName>周明</senderName>", "", "cn-missing", EFFECT_REFUSE, "/alert/info[1]" },
	{ "<senderName>周明</senderName>", "<senderName/>", "cn-empty", EFFECT_WARN,
	  "/alert/info[1]/senderName[1]" },
	{ "<headline>云江省气象局发布暴雨红色预警[I级/特别重大]</headline>", "", "cn-missing",
	  EFFECT_REFUSE, "/alert/info[1]" },
	{ "<description>正文。</description>", "<description/>", "cn-missing", EFFECT_REFUSE,
	  "/alert/info[1]/description[1]" },
	{ "<areaDesc>云州市,云州市</areaDesc>", "", "cn-missing", EFFECT_REFUSE,
	  "/alert/info[1]/area[1]" },
	{ "<areaDesc>云州市,云州市</areaDesc>", "<areaDesc/>", "cn-empty", EFFECT_WARN,
	  "/alert/info[1]/area[1]/areaDesc[1]" },
	{ "<geocode>330100000000,330100000000,330200000000</geocode>", "", "cn-missing",
	  EFFECT_REFUSE, "/alert/info[1]/area[1]" },
	/* words */
	{ ">Actual<", ">Exercise<", "cn-status", EFFECT_WARN, "/alert/status[1]" },
	{ ">Actual<", ">Draft<", "cn-status", EFFECT_WARN, "/alert/status[1]" },
	{ ">Actual<", ">System<", "cn-value", EFFECT_REFUSE, "/alert/status[1]" },
	{ ">Alert<", ">Ack<", "cn-value", EFFECT_REFUSE, "/alert/msgType[1]" },
	{ ">Public<", ">Restricted<", "cn-value", EFFECT_REFUSE, "/alert/scope[1]" },
	{ ">Red<", ">Extreme<", "cn-value", EFFECT_REFUSE, "/alert/info[1]/severity[1]" },
	{ ">None<", ">Inner<", "cn-inner", EFFECT_REFUSE, "/alert/secClassification[1]" },
	{ ">None<", ">Secret<", "cn-inner", EFFECT_REFUSE, "/alert/secClassification[1]" },
	{ "11B03", "11b3", "cn-event-type", EFFECT_WARN, "/alert/info[1]/eventType[1]" },
	{ "11B03", "11B06", "event-name", EFFECT_WARN, "/alert/info[1]" },
	/* In another list 02 is 暴雨. */
	{ "11B03", "11B02", "event-code", EFFECT_WARN, "/alert/info[1]" },
	{ ">SMS<", ">DRUM<", "cn-method-name", EFFECT_NOTIFY, "/alert/code[1]/method[2]" },
	/* times */
	{ "08:59:00+08:00</sendTime>", "08:59:00</sendTime>", "cn-time-zone", EFFECT_WARN,
	  "/alert/sendTime[1]" },
	{ "08:59:00+08:00</sendTime>", "8:59</sendTime>", "cn-time", EFFECT_REFUSE,
	  "/alert/sendTime[1]" },
	{ "2026-03-02 08:59:00+08:00</sendTime>", "2026-03-04 08:59:00+08:00</sendTime>",
	  "cn-send-time", EFFECT_WARN, "/alert/sendTime[1]" },
	{ "<expires/>", "<expires>2026-03-02 08:00:00+08:00</expires>", "cn-expires", EFFECT_REFUSE,
	  "/alert/info[1]/expires[1]" },
	{ "<expires/>", "<expires>2026-03-02 09:00:00+08:00</expires>", "cn-expired", EFFECT_REFUSE,
	  "/alert/info[1]/expires[1]" },
	/* what it follows */
	{ ">Alert<", ">Update<", "cn-references", EFFECT_REFUSE, "/alert/references[1]" },
	{ "<references/>", "<references>33000041600000_20260301090000</references>",
	  "cn-references", EFFECT_WARN, "/alert/references[1]" },
	/* the headline */
	{ "发布暴雨红色预警[I级/特别重大]", "提醒：大雨", "cn-headline", EFFECT_WARN,
	  "/alert/info[1]/headline[1]" },
	{ "发布暴雨红色预警", "发布暴雨预警", "cn-headline", EFFECT_WARN,
	  "/alert/info[1]/headline[1]" },
	{ "发布暴雨红色预警", "发布暴雨黄色预警", "cn-colour", EFFECT_WARN,
	  "/alert/info[1]/headline[1]" },
	{ "发布暴雨红色预警", "解除暴雨红色预警", "cn-lifting", EFFECT_WARN,
	  "/alert/info[1]/headline[1]" },
	/* area */
	{ "330200000000", "33020000000", "cn-geocode", EFFECT_REFUSE,
	  "/alert/info[1]/area[1]/geocode[1]" },
	{ "330200000000", "330200", "cn-geocode", EFFECT_WARN,
	  "/alert/info[1]/area[1]/geocode[1]" },
	{ "330200000000", "330203001000", "cn-geocode", EFFECT_WARN,
	  "/alert/info[1]/area[1]/geocode[1]" },
	{ " 30.1,120.1</polygon>", "</polygon>", "cn-line", EFFECT_WARN,
	  "/alert/info[1]/area[1]/polygon[1]" },
	{ "30.4,120.5 30.1,120.1</polygon>", "30.1,120.3</polygon>", "cn-line", EFFECT_WARN,
	  "/alert/info[1]/area[1]/polygon[1]" },
	{ "30.4,120.1 ", "30.4;120.1 ", "cn-polygon", EFFECT_REFUSE,
	  "/alert/info[1]/area[1]/polygon[1]" },
	{ "30.4,120.1 ", "120.1,30.4 ", "cn-range", EFFECT_REFUSE,
	  "/alert/info[1]/area[1]/polygon[1]" },
	{ "30.2,120.2 5000", "30.2,120.2", "cn-circle", EFFECT_REFUSE,
	  "/alert/info[1]/area[1]/circle[1]" },
	{ "30.2,120.2 5000", "30.2,120.2 5", "cn-circle", EFFECT_WARN,
	  "/alert/info[1]/area[1]/circle[1]" },
	/* form */
	{ "<note/>", "<note/><notes/>", "cn-element", EFFECT_WARN, "/alert/notes[1]" },
	{ "<note/>", "<note/><priority>1</priority>", "cn-element", EFFECT_WARN,
	  "/alert/priority[1]" },
	{ "<note/>", "<note/><note/>", "cn-repeated", EFFECT_REFUSE, "/alert/note[2]" },
	{ "<note/>", "<note/>x", "cn-content", EFFECT_WARN, "/alert" },
	{ "<note/>", "<note><b>x</b></note>", "cn-content", EFFECT_REFUSE, "/alert/note[1]/b[1]" },
	{ "<note/>", "<note a=\"1\"/>", "cn-attribute", EFFECT_WARN, "/alert/note[1]" },
	{ ">zh-CN<", ">zh_cn<", "cn-language", EFFECT_WARN, "/alert/info[1]/language[1]" },
	{ "正文。", "&lt;b&gt;正文。&lt;/b&gt;", "cn-markup", EFFECT_WARN,
	  "/alert/info[1]/description[1]" },
	{ "<web/>", "<web>12379.cn</web>", "cn-web", EFFECT_WARN, "/alert/info[1]/web[1]" },
};

static void each_rule_is_told_with_place_and_two_languages(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		const struct broken *row = &rows[i];
		char *document = changed(good, row->from, row->to);
		struct run run = read_document(document);
		const struct finding *finding = findings_find(&run.findings, row->rule);

		assert_int_equal(run.err, ERR_OK);
		if (!finding)
			fail_msg("row %zu: no %s among %zu", i, row->rule, run.findings.count);
		if (finding->effect != row->effect || run.findings.strongest != row->effect)
			fail_msg("row %zu: %s is %s, all is %s", i, row->rule,
				 effect_name(finding->effect), effect_name(run.findings.strongest));
		if (!finding->where.path || strcmp(finding->where.path, row->path) != 0)
			fail_msg("row %zu: %s at %s", i, row->rule, finding->where.path);
		assert_true(finding->where.line > 1);
		assert_true(finding->zh[0] && finding->en[0] && strcmp(finding->zh, finding->en));
		talloc_free(run.ctx);
		free(document);
	}
}

static void elements_in_another_order_are_read(void **state)
{
	char *without = changed(good, "<sender>云江省气象局</sender>\n", "");
	char *document = changed(without, "<note/>", "<note/><sender>云江省气象局</sender>");
	struct run run = read_document(document);

	(void)state;
	assert_int_equal(run.findings.count, 0);
	assert_true(slice_is(run.alert.sender, "云江省气象局"));
	talloc_free(run.ctx);
	free(without);
	free(document);
}

static void a_line_and_a_point_are_no_area_of_their_own(void **state)
{
	char *open = changed(good, " 30.1,120.1</polygon>", "</polygon>");
	char *document = changed(open, "30.2,120.2 5000", "30.2,120.2 0");
	struct run run = read_document(document);

	(void)state;
	assert_int_equal(run.alert.infos[0].areas[0].polygon_count, 0);
	assert_int_equal(run.alert.infos[0].areas[0].circle_count, 1);
	assert_int_equal(run.alert.infos[0].areas[0].circles[0].radius_m, 0);
	talloc_free(run.ctx);
	free(open);
	free(document);
}

/* ---- Cancel ----------------------------------------------------------------------------- */

static const char cancel[] =
	"<alert><identifier>33000041600000_20260302150000</identifier><sender>云江省气象局</sender>"
	"<senderCode>33000041600000</senderCode><sendTime>2026-03-02 08:59:00+08:00</sendTime>"
	"<status>Actual</status><msgType>Cancel</msgType><scope>Public</scope>"
	"<secClassification>None</secClassification><note>雨停</note>"
	"<references>33000041600000_20260302090000</references>"
	"<info><eventType>11B03</eventType><urgency>Unknown</urgency><severity>Unknown</severity>"
	"<certainty>Unknown</certainty><effective>2026-03-02 08:59:00+08:00</effective>"
	"<senderName>周明</senderName><headline>云江省气象局解除暴雨红色预警</headline>"
	"<description>解除。</description></info></alert>";

static const struct broken cancel_rows[] = {
	{ "<note>雨停</note>", "<note/>", "cn-note", EFFECT_WARN, "/alert" },
	{ "解除暴雨", "发布暴雨", "cn-lifting", EFFECT_WARN, "/alert/info[1]/headline[1]" },
	/* Nothing in its info is a reason to leave the message on the air. */
	{ "<description>解除。</description>", "", "cn-missing", EFFECT_WARN, "/alert/info[1]" },
	{ ">Unknown</severity>", ">None</severity>", "cn-value", EFFECT_WARN,
	  "/alert/info[1]/severity[1]" },
	{ ">None<", ">Inner<", "cn-inner", EFFECT_WARN, "/alert/secClassification[1]" },
	{ "<info><eventType>11B03</eventType>", "<info>", "cn-missing", EFFECT_WARN,
	  "/alert/info[1]" },
	{ "<senderName>", "<expires>2026-03-01 00:00:00+08:00</expires><senderName>", "cn-expires",
	  EFFECT_WARN, "/alert/info[1]/expires[1]" },
	/* What it stops, and who says so, must be known. */
	{ "<references>33000041600000_20260302090000</references>", "", "cn-references",
	  EFFECT_REFUSE, "/alert" },
	{ "_20260302090000</references>", "</references>", "cn-references", EFFECT_REFUSE,
	  "/alert/references[1]" },
	{ "_20260302090000</references>", "_20260302150000</references>", "cn-references",
	  EFFECT_REFUSE, "/alert/references[1]" },
	{ "_20260302090000</references>", "_20260303150000</references>", "cn-references",
	  EFFECT_REFUSE, "/alert/references[1]" },
	{ "</references>", ",33000041600000_20260301090000</references>", "cn-references",
	  EFFECT_REFUSE, "/alert/references[1]" },
	{ "<sender>云江省气象局</sender>", "", "cn-missing", EFFECT_REFUSE, "/alert" },
};

static void a_cancel_is_refused_only_for_what_it_needs(void **state)
{
	struct run run = read_document(cancel);

	(void)state;
	assert_int_equal(run.findings.count, 0);
	talloc_free(run.ctx);
	for (size_t i = 0; i < sizeof(cancel_rows) / sizeof(cancel_rows[0]); i++) {
		const struct broken *row = &cancel_rows[i];
		char *document = changed(cancel, row->from, row->to);
		const struct finding *finding;

		run = read_document(document);
		finding = findings_find(&run.findings, row->rule);
		if (!finding || finding->effect != row->effect ||
		    run.findings.strongest != row->effect ||
		    strcmp(finding->where.path, row->path) != 0)
			fail_msg("row %zu: %s %s, all is %s", i, finding ? finding->rule : "-",
				 finding ? finding->where.path : "-",
				 effect_name(run.findings.strongest));
		talloc_free(run.ctx);
		free(document);
	}
}

/* ---- what is not one -------------------------------------------------------------------- */

static const struct refused {
	const char *document, *rule;
} refusals[] = {
	{ "<alert/>", "cap-no-alert" },
	{ "<alert><identifier>x</identifier><sent>y</sent></alert>", "cap-no-alert" },
	{ "<alert xmlns=\"urn:x\"><senderCode>1</senderCode></alert>", "cap-no-alert" },
	{ "<alerts><senderCode>1</senderCode></alerts>", "cap-no-alert" },
	{ "<alert><senderCode>1</senderCode>", "cap-xml" },
	{ "<!DOCTYPE alert [<!ENTITY x \"y\">]><alert><senderCode>&x;</senderCode></alert>",
	  "cap-doctype" },
};

static void what_is_no_national_message_is_refused(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof(refusals) / sizeof(refusals[0]); i++) {
		struct run run = read_document(refusals[i].document);

		assert_int_not_equal(run.err, ERR_OK);
		assert_int_equal(run.findings.strongest, EFFECT_REFUSE);
		assert_string_equal(run.findings.items[0].rule, refusals[i].rule);
		talloc_free(run.ctx);
	}
}

static void a_message_of_only_its_sign_is_refused_for_all_it_lacks(void **state)
{
	struct run run = read_document("<alert><senderCode/></alert>");
	size_t missing = 0;

	(void)state;
	assert_int_equal(run.err, ERR_OK);
	for (size_t i = 0; i < run.findings.count; i++)
		missing += strcmp(run.findings.items[i].rule, "cn-missing") == 0;
	/* identifier sender senderCode sendTime status msgType scope code */
	assert_int_equal(missing, 8);
	talloc_free(run.ctx);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_good_message_is_read_whole_without_a_finding),
		cmocka_unit_test(the_colour_alone_says_how_grave_it_is),
		cmocka_unit_test(an_empty_method_text_is_the_description),
		cmocka_unit_test(without_a_short_message_headline_and_description_speak),
		cmocka_unit_test(two_languages_are_two_texts_and_the_methods_are_the_chinese_ones),
		cmocka_unit_test(the_event_is_named_by_the_headline),
		cmocka_unit_test(the_identifier_names_the_message_and_the_reference_the_chain),
		cmocka_unit_test(each_rule_is_told_with_place_and_two_languages),
		cmocka_unit_test(elements_in_another_order_are_read),
		cmocka_unit_test(a_line_and_a_point_are_no_area_of_their_own),
		cmocka_unit_test(a_cancel_is_refused_only_for_what_it_needs),
		cmocka_unit_test(what_is_no_national_message_is_refused),
		cmocka_unit_test(a_message_of_only_its_sign_is_refused_for_all_it_lacks),
	};
	struct fault why;
	int failed;

	xml_begin();
	if (profiles_load(&profiles, NULL, "cap-profiles", &why) != ERR_OK) {
		fprintf(stderr, "%s\n", why.text);
		return 1;
	}
	failed = cmocka_run_group_tests(tests, NULL, NULL);
	talloc_free(profiles);
	xml_end();
	return failed;
}
