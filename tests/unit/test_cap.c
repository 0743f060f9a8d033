/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include <stdlib.h>
#include <string.h>
#include <talloc.h>

#include "test.h"
#include "wire/cap.h"
#include "wire/xml.h"

/* Written for this test; every row below breaks it in one place. */
static const char good[] =
	"<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
	"<alert xmlns=\"urn:oasis:names:tc:emergency:cap:1.2\">\n"
	"<identifier>yj-1</identifier>\n"
	"<sender>yj-em.example</sender>\n"
	"<sent>2026-03-02T09:00:00+08:00</sent>\n"
	"<status>Actual</status>\n"
	"<msgType>Alert</msgType>\n"
	"<scope>Public</scope>\n"
	"<info>\n"
	"<language>zh-CN</language>\n"
	"<category>Met</category>\n"
	"<event>山洪</event>\n"
	"<urgency>Immediate</urgency>\n"
	"<severity>Extreme</severity>\n"
	"<certainty>Observed</certainty>\n"
	"<eventCode><valueName>X</valueName><value>FFW</value></eventCode>\n"
	"<effective>2026-03-02T09:00:00+08:00</effective>\n"
	"<expires>2026-03-02T15:00:00+08:00</expires>\n"
	"<headline>山洪红色预警</headline>\n"
	"<description>水位\n  上涨。</description>\n"
	"<web>https://example.org/a</web>\n"
	"<area><areaDesc>沿江</areaDesc>\n"
	"<polygon>30.1,120.1 30.4,120.1 30.4,120.5 30.1,120.1</polygon>\n"
	"<circle>30.2,120.2 5</circle>\n"
	"<geocode><valueName>adcode</valueName><value>330100</value></geocode></area>\n"
	"</info></alert>\n";

struct run {
	void *ctx;
	struct alert alert;
	struct findings findings;
	struct fault why;
	enum err err;
};

static struct run read_document(struct slice document)
{
	struct run run = { .ctx = talloc_new(NULL) };
	struct cap_reading_limits limits = cap_default_limits();

	findings_init(&run.findings, run.ctx);
	limits.infos_max = 4;
	limits.now = (struct utc){ 1772413200000000 }; /* 2026-03-02T09:00:00+08:00 */
	run.err = cap_read(run.ctx, document, &limits,
			   &(struct cap_result){ &run.alert, &run.findings, NULL }, &run.why);
	return run;
}

static char *changed(const char *from, const char *to)
{
	const char *at = strstr(good, from);
	char *out = NULL;

	assert_non_null(at);
	assert_true(asprintf(&out, "%.*s%s%s", (int)(at - good), good, to, at + strlen(from)) > 0);
	return out;
}

static char *repeated(const char *before, const char *part, size_t times, const char *after)
{
	size_t part_size = strlen(part), at = strlen(before);
	char *out = malloc(at + part_size * times + strlen(after) + 1);

	memcpy(out, before, at);
	for (size_t i = 0; i < times; i++, at += part_size)
		memcpy(out + at, part, part_size);
	strcpy(out + at, after);
	return out;
}

static void a_good_alert_is_read_whole(void **state)
{
	struct run run = read_document(slice_of(good));
	const struct alert_info *info = run.alert.infos;

	(void)state;
	assert_int_equal(run.err, ERR_OK);
	assert_int_equal(run.findings.count, 0);
	assert_true(slice_is(run.alert.identifier, "yj-1"));
	assert_int_equal(run.alert.sent.us, 1772413200000000);
	assert_int_equal(run.alert.sent_offset_minutes, 480);
	assert_int_equal(run.alert.status, ALERT_STATUS_ACTUAL);
	assert_int_equal(run.alert.info_count, 1);
	assert_int_equal(info->categories, ALERT_CATEGORY_MET);
	assert_int_equal(info->urgency, ALERT_URGENCY_IMMEDIATE);
	assert_int_equal(info->severity, ALERT_SEVERITY_EXTREME);
	assert_true(slice_is(info->description, "水位 上涨。"));
	assert_true(slice_is(alert_event_code(info, "X"), "FFW"));
	assert_int_equal(info->area_count, 1);
	assert_int_equal(info->areas[0].polygon_count, 1);
	assert_int_equal(info->areas[0].polygons[0].count, 4);
	assert_int_equal(info->areas[0].polygons[0].points[2].lon_e6, 120500000);
	assert_int_equal(info->areas[0].circles[0].radius_m, 5000);
	assert_true(slice_is(info->areas[0].codes[0].value, "330100"));
	assert_int_equal(info->line, 9);
	talloc_free(run.ctx);
}

static const struct row {
	const char *from, *to, *rule;
	enum effect effect;
} rows[] = {
	{ "30.4,120.5 30.1,120.1<", "30.4,120.5 30.1,120.2<", "cap-polygon-open", EFFECT_REFUSE },
	{ "30.4,120.1 30.4,120.5 30.1,120.1<", "30.4,120.5 30.1,120.1<", "cap-polygon-few",
	  EFFECT_REFUSE },
	{ "30.1,120.1 30.4,120.1 30.4,120.5 30.1,120.1<",
	  "30.1,120.1 30.4,120.5 30.4,120.1 30.1,120.4 30.1,120.1<", "cap-polygon-crossed",
	  EFFECT_REFUSE },
	{ "<polygon>30.1,120.1", "<polygon>120.1,30.1", "cap-range", EFFECT_REFUSE },
	{ "<polygon>30.1,120.1 ", "<polygon>30.1,120.1\n\t", "cap-spaces", EFFECT_WARN },
	{ "<polygon>30.1,120.1 30.4,120.1 30.4,120.5 30.1,120.1</polygon>", "<polygon/>",
	  "cap-polygon-empty", EFFECT_WARN },
	{ "<polygon>30.1,120.1", "<polygon>30.1;120.1", "cap-polygon", EFFECT_REFUSE },
	{ "30.2,120.2 5<", "30.2,120.2<", "cap-circle", EFFECT_REFUSE },
	{ "<areaDesc>沿江<", "<areaDesc> <", "cap-empty", EFFECT_WARN },
	{ "<sent>2026-03-02T09:00:00+08:00", "<sent>2026-03-02T01:00:00Z", "cap-time-form",
	  EFFECT_REFUSE },
	{ "<sent>2026-03-02T09:00:00", "<sent>2026-03-02 09:00:00", "cap-time", EFFECT_REFUSE },
	{ "<expires>2026-03-02T15", "<expires>2026-03-02T07", "cap-expires", EFFECT_REFUSE },
	{ "<expires>2026-03-02T15:00:00+08:00</expires>\n", "", "cap-expires", EFFECT_WARN },
	{ "<msgType>Alert", "<msgType>Update", "cap-references", EFFECT_REFUSE },
	{ "<scope>Public</scope>", "<scope>Public</scope><references>one two,three</references>",
	  "cap-references", EFFECT_REFUSE },
	{ "<scope>Public</scope>",
	  "<scope>Public</scope><references>a,b,2027-01-01T00:00:00+08:00</references>",
	  "cap-references", EFFECT_REFUSE },
	{ "<scope>Public</scope>",
	  "<scope>Public</scope><references>yj-em.example,yj-1,2026-03-02T09:00:00+08:00"
	  "</references>",
	  "cap-references", EFFECT_REFUSE },
	{ ">yj-1<", ">yj 1<", "cap-name", EFFECT_REFUSE },
	{ "<language>zh-CN</language>", "", "cap-language", EFFECT_WARN },
	{ ">zh-CN<", ">zh_CN<", "cap-language", EFFECT_WARN },
	{ "<headline>山洪", "<headline>&lt;b&gt;山洪&lt;/b&gt;", "cap-markup", EFFECT_WARN },
	{ "<event>山洪</event>\n<urgency>", "<urgency>", "cap-missing", EFFECT_REFUSE },
	{ "<urgency>Immediate</urgency>\n<severity>Extreme</severity>",
	  "<severity>Extreme</severity>\n<urgency>Immediate</urgency>", "cap-order",
	  EFFECT_REFUSE },
	{ "<severity>", "<severityy>x</severityy><severity>", "cap-element", EFFECT_REFUSE },
	{ "<status>Actual</status>", "<status>Actual</status><status>Test</status>", "cap-repeated",
	  EFFECT_REFUSE },
	{ ">Actual<", ">actual<", "cap-value", EFFECT_REFUSE },
	{ "<scope>Public", "<scope>Restricted", "cap-restriction", EFFECT_REFUSE },
	{ "<scope>Public", "<scope>Private", "cap-addresses", EFFECT_REFUSE },
	{ ">Actual<", ">Exercise<", "cap-note", EFFECT_WARN },
	{ "https://example.org/a", "example.org/a", "cap-uri", EFFECT_WARN },
	{ "<geocode>", "<geocode><valueName>a</valueName></geocode><geocode>", "cap-missing",
	  EFFECT_REFUSE },
	{ "</geocode></area>", "</geocode><ceiling>100</ceiling></area>", "cap-ceiling",
	  EFFECT_WARN },
	{ "</geocode></area>", "</geocode><altitude>high</altitude></area>", "cap-number",
	  EFFECT_REFUSE },
	{ "<sent>2026-03-02", "<sent>2026-03-09", "cap-sent", EFFECT_WARN },
	{ "<sent>2026-03-02T09:00:00+", "<sent>2026-03-02T09:00:00.5+", "cap-time-form",
	  EFFECT_REFUSE },
	{ "<sent>2026-03-02T09:00:00+08:00", "<sent>2026-03-02T24:00:00+08:00", "cap-time",
	  EFFECT_REFUSE },
	{ "30.4,120.1 30.4,120.5 30.1,120.1<", "30.2,120.2 30.3,120.3 30.1,120.1<",
	  "cap-polygon-void", EFFECT_REFUSE },
	{ "<value>330100", "<value>330100,\n330200", "cap-spaces", EFFECT_WARN },
	{ "<scope>Public</scope>", "<scope>Public</scope><code>a\tb</code>", "cap-spaces",
	  EFFECT_WARN },
	{ ">yj-1<", "> <", "cap-missing", EFFECT_REFUSE },
	{ ">yj-em.example<", "><", "cap-missing", EFFECT_REFUSE },
	{ "<scope>Public</scope>",
	  "<scope>Public</scope><references>a,b,2026-03-02T09:00:00+08:00</references>",
	  "cap-references-sent", EFFECT_WARN },
	{ ">zh-CN<", ">zh-cn<", "cap-language", EFFECT_WARN },
	{ ">zh-CN<", ">12345<", "cap-language", EFFECT_REFUSE },
	{ ">zh-CN<", ">chineselanguage<", "cap-language", EFFECT_REFUSE },
	{ "<description>水位", "<description>&amp;nbsp;水位", "cap-markup", EFFECT_WARN },
	{ "<description>水位", "<description><b>水位</b>", "cap-content", EFFECT_REFUSE },
	{ "<info>\n", "<info>水位\n", "cap-content", EFFECT_REFUSE },
	{ "<headline>山洪", "<headline id=\"1\">山洪", "cap-attribute", EFFECT_WARN },
	{ ">Observed<", ">Very Likely<", "cap-value-version", EFFECT_WARN },
	{ "</web>",
	  "</web><resource><resourceDesc>a</resourceDesc><mimeType>a/b</mimeType>"
	  "<derefUri>AAA</derefUri></resource>",
	  "cap-deref-uri", EFFECT_WARN },
	{ "</web>",
	  "</web><resource><resourceDesc>a</resourceDesc><mimeType>a/b</mimeType>"
	  "<digest>AAA</digest></resource>",
	  "cap-digest", EFFECT_WARN },
	{ "</web>", "</web><resource><resourceDesc>a</resourceDesc></resource>", "cap-missing",
	  EFFECT_REFUSE },
	{ "<info>", "<Signature xmlns=\"http://www.w3.org/2000/09/xmldsig#\"/><info>",
	  "cap-signature", EFFECT_REFUSE },
};

static void each_fault_has_its_rule_its_place_and_two_languages(void **state)
{
	(void)state;
	for (size_t i = 0; i < COUNT_OF(rows); i++) {
		char *document = changed(rows[i].from, rows[i].to);
		struct run run = read_document(slice_of(document));
		const struct finding *finding = findings_find(&run.findings, rows[i].rule);

		if (!finding)
			fail_msg("row %zu: no %s", i, rows[i].rule);
		assert_int_equal(finding->effect, rows[i].effect);
		assert_true(finding->zh[0] && finding->en[0]);
		assert_null(strchr(finding->en, '{'));
		assert_true(finding->where.line > 0);
		assert_int_equal(finding->where.path[0], '/');
		talloc_free(run.ctx);
		free(document);
	}
}

/* The first finding of a rule, with what it must suggest. */
static const struct hint {
	const char *from, *to, *rule, *suggestion;
} hints[] = {
	{ "<severity>Extreme</severity>", "<serverity>Extreme</serverity>", "cap-element",
	  "severity" },
	{ "<areaDesc>沿江</areaDesc>", "<AreaDesc>沿江</AreaDesc>", "cap-element", "areaDesc" },
	{ "30.4,120.5 30.1,120.1<", "30.4,120.5 30.1,120.2<", "cap-polygon-open",
	  "30.100000,120.100000" },
	{ "<sent>2026-03-02T09:00:00+08:00", "<sent>2026-03-02T01:00:00Z", "cap-time-form",
	  "2026-03-02T01:00:00-00:00" },
	{ "<sent>2026-03-02T09:00:00+08:00", "<sent>2026-03-02T09:00:00.25+08:00", "cap-time-form",
	  "2026-03-02T09:00:00+08:00" },
	{ ">zh-CN<", ">ZH_hant_tw<", "cap-language", "zh-Hant-TW" },
};

static void what_would_be_right_is_suggested(void **state)
{
	(void)state;
	for (size_t i = 0; i < COUNT_OF(hints); i++) {
		char *document = changed(hints[i].from, hints[i].to);
		struct run run = read_document(slice_of(document));
		const struct finding *finding = findings_find(&run.findings, hints[i].rule);

		if (!finding || !finding->suggestion)
			fail_msg("row %zu: no suggestion", i);
		assert_string_equal(finding->suggestion, hints[i].suggestion);
		talloc_free(run.ctx);
		free(document);
	}
}

static void markup_goes_and_what_only_looks_like_it_stays(void **state)
{
	static const struct {
		const char *written, *read;
		bool had_markup;
	} texts[] = {
		{ "&lt;b&gt;水位&lt;/b&gt;上涨", "水位上涨", true },
		{ "一&lt;br/&gt;二&lt;p class='x'&gt;三", "一 二 三", true },
		{ "1 &lt; 2 &gt; 0", "1 < 2 > 0", false },
		{ "找&lt;duty@example.org&gt;", "找<duty@example.org>", false },
		{ "&lt;body&gt;", "<body>", false },
		{ "a&amp;nbsp;b&amp;amp;c&amp;foo;", "a b&c&foo;", true },
		{ "A&amp;B", "A&B", false },
		{ "&lt;B&gt;大&lt;/B&gt;", "大", true },
		{ "&lt;b", "<b", false },
		{ "<![CDATA[<i>甲</i>]]>", "甲", true },
	};

	(void)state;
	for (size_t i = 0; i < COUNT_OF(texts); i++) {
		char *document = changed("山洪红色预警", texts[i].written);
		struct run run = read_document(slice_of(document));

		if (!slice_is(run.alert.infos[0].headline, texts[i].read))
			fail_msg("row %zu: %s", i, run.alert.infos[0].headline.at);
		assert_int_equal(findings_find(&run.findings, "cap-markup") != NULL,
				 texts[i].had_markup);
		talloc_free(run.ctx);
		free(document);
	}
}

/* A quotation is cut between characters, never inside one: 2 + 3 n octets do not make 120. */
static void long_texts_of_others_are_quoted_in_whole_characters(void **state)
{
	char *value = repeated("ab", "警", 60, ""), *document = changed("Immediate", value);
	struct run run = read_document(slice_of(document));
	const struct finding *finding = findings_find(&run.findings, "cap-value");

	(void)state;
	assert_non_null(finding);
	assert_non_null(strstr(finding->en, "警\" is not one of"));
	talloc_free(run.ctx);
	free(document);
	free(value);
}

static void all_faults_are_told_at_once(void **state)
{
	static const char bad[] =
		"<alert xmlns=\"urn:oasis:names:tc:emergency:cap:1.2\"><identifier>a b</identifier>"
		"<sender>s</sender><sent>yesterday</sent><status>Aktual</status>"
		"<msgType>Alert</msgType><scope>Public</scope><info><category>Met</category>"
		"<event>e</event><urgency>Immediate</urgency><severity>Extreme</severity>"
		"<certainty>Observed</certainty><area><areaDesc>a</areaDesc>"
		"<polygon>1,1 2,2</polygon></area></info></alert>";
	static const char *const rules[] = { "cap-name",	"cap-time",	"cap-value",
					     "cap-polygon-few", "cap-language", "cap-expires" };
	struct run run = read_document(slice_of(bad));

	(void)state;
	assert_int_equal(run.err, ERR_OK);
	for (size_t i = 0; i < COUNT_OF(rules); i++)
		assert_non_null(findings_find(&run.findings, rules[i]));
	talloc_free(run.ctx);
}

static void older_versions_are_read_by_their_own_rules(void **state)
{
	static const char one_0[] =
		"<alert xmlns=\"http://www.incident.com/cap/1.0\"><identifier>a</identifier>"
		"<sender>s</sender><password>p</password><sent>2026-03-02T01:00:00Z</sent>"
		"<status>Actual</status><msgType>Update</msgType>"
		"<references>x/y.example</references><info><event>e</event>"
		"<urgency>Immediate</urgency><severity>Extreme</severity>"
		"<certainty>Very Likely</certainty><eventCode>SAME=FFW</eventCode>"
		"<expires>2026-03-03T01:00:00Z</expires>"
		"<area><areaDesc>a</areaDesc><circle>1,1 0</circle></area></info></alert>";
	struct run run = read_document(slice_of(one_0));

	(void)state;
	assert_int_equal(run.err, ERR_OK);
	assert_true(run.findings.strongest <= EFFECT_WARN);
	assert_int_equal(run.alert.infos[0].certainty, ALERT_CERTAINTY_LIKELY);
	assert_true(slice_is(alert_event_code(run.alert.infos, "SAME"), "FFW"));
	/* 1.0 writes identifier/sender, without a time. */
	assert_int_equal(run.alert.reference_count, 1);
	assert_true(slice_is(run.alert.references[0].identifier, "x"));
	assert_true(slice_is(run.alert.references[0].sender, "y.example"));
	assert_int_equal(run.alert.scope, ALERT_SCOPE_PUBLIC);
	talloc_free(run.ctx);
}

/* ---- hostile ---------------------------------------------------------------------------- */

static void assert_refused(struct slice document, enum err expected)
{
	struct run run = read_document(document);

	assert_int_equal(run.err, expected);
	assert_true(run.why.text[0] != '\0');
	talloc_free(run.ctx);
}

static void hostile_documents_are_refused_before_they_cost_anything(void **state)
{
	static const struct {
		const char *text;
		enum err err;
	} documents[] = {
		{ "<!DOCTYPE a [<!ENTITY a \"aaaaaaaaaa\"><!ENTITY b \"&a;&a;&a;&a;\">]><a>&b;</a>",
		  ERR_DENIED },
		{ "<!DOCTYPE a SYSTEM \"file:///etc/passwd\"><a/>", ERR_DENIED },
		{ "<!DOCTYPE a [<!ENTITY % p SYSTEM \"file:///etc/passwd\">%p;]><a/>", ERR_DENIED },
		{ "", ERR_INPUT },
		{ "no xml", ERR_INPUT },
		{ "<a>", ERR_INPUT },
		{ "<alert/>", ERR_INPUT },
		{ "<feed xmlns=\"http://www.w3.org/2005/Atom\"/>", ERR_INPUT },
		{ "<a>&undefined;</a>", ERR_INPUT },
		{ "<a>\x01</a>", ERR_INPUT },
		{ "<?xml version=\"1.0\" encoding=\"UTF-7\"?><a/>", ERR_INPUT },
		{ "<?xml version=\"1.0\" encoding=\"ISO-8859-1\"?><a>\xe9</a>", ERR_INPUT },
		{ "<a>\xbe\xaf\xb1\xa8</a>", ERR_INPUT }, /* GB18030 that does not say so */
	};
	char *deep = repeated("", "<a>", 300, ""), *many;

	(void)state;
	for (size_t i = 0; i < COUNT_OF(documents); i++)
		assert_refused(slice_of(documents[i].text), documents[i].err);
	assert_refused((struct slice){ "<a>\0</a>", 8 }, ERR_INPUT);
	assert_refused(slice_of(deep), ERR_LIMIT);
	many = repeated("<a>", "<b/>", 30000, "</a>");
	assert_refused(slice_of(many), ERR_LIMIT);
	free(many);
	many = repeated("<a>", "0123456789", 200000, "</a>");
	assert_refused(slice_of(many), ERR_LIMIT);
	free(many);
	free(deep);
}

static void unread_documents_say_which_rule_and_line(void **state)
{
	static const struct {
		const char *text, *rule;
		unsigned int line;
	} documents[] = {
		{ "<?xml version=\"1.0\"?>\n<!DOCTYPE a><a/>", "cap-doctype", 2 },
		{ "<a>\n<b>\n</a>", "cap-xml", 3 },
		{ "+ADw-alert+AD4-", "cap-encoding", 0 },
		{ "<?xml version=\"1.0\" encoding=\"UTF-7\"?>\n<a/>", "cap-encoding", 1 },
		{ "<?xml version=\"1.0\" encoding=\"ISO-8859-1\"?><a/>", "cap-encoding", 1 },
		{ "<?xml version=\"1.0\" encoding=\"Big5\"?><a/>", "cap-encoding", 1 },
		{ "<a>\n\xbe\xaf</a>", "cap-encoding", 2 },
		{ "", "cap-xml", 0 },
	};

	(void)state;
	for (size_t i = 0; i < COUNT_OF(documents); i++) {
		struct run run = read_document(slice_of(documents[i].text));

		assert_int_not_equal(run.err, ERR_OK);
		assert_int_equal(run.findings.count, 1);
		if (strcmp(run.findings.items[0].rule, documents[i].rule) != 0 ||
		    run.findings.items[0].where.line != documents[i].line)
			fail_msg("row %zu: %s line %u: %s", i, run.findings.items[0].rule,
				 run.findings.items[0].where.line, run.why.text);
		assert_int_equal(run.findings.strongest, EFFECT_REFUSE);
		talloc_free(run.ctx);
	}
}

/* libxml2 compares each with all others before it tells of the tag: 90,000 cost seconds. */
static void a_flood_of_attributes_is_refused_before_it_is_compared(void **state)
{
	static const struct {
		const char *before, *part, *after;
		size_t times;
		enum err err;
	} floods[] = {
		{ "<a ", "b='>' ", "/>", 20000, ERR_LIMIT },
		{ "<!-- x='' -->\n<a ", "xmlns:b=\"\" ", "/>", 20000, ERR_LIMIT },
		/* What is no attribute is not counted: these are read, and are no CAP. */
		{ "<a c='", "d= ", "'/>", 20000, ERR_INPUT },
		{ "<a><![CDATA[<b ", "d=e ", "]]></a>", 20000, ERR_INPUT },
		{ "<a>", "d='e' ", "</a>", 20000, ERR_INPUT },
	};

	(void)state;
	for (size_t i = 0; i < COUNT_OF(floods); i++) {
		char *document = repeated(floods[i].before, floods[i].part, floods[i].times,
					  floods[i].after);

		assert_refused(slice_of(document), floods[i].err);
		free(document);
	}
}

/* A mark if wanted, then each character as two octets; '#' stands for 警 (U+8B66). */
static struct slice as_utf_16(char *out, bool is_big, bool has_mark)
{
	static const char text[] =
		"<?xml version=\"1.0\"?><alert xmlns=\"urn:oasis:names:tc:emergency:cap:1.2\">"
		"<note>#</note></alert>";
	size_t size = 0;

	for (size_t i = has_mark ? 0 : 1; i < sizeof(text); i++) {
		unsigned int unit = i == 0 ? 0xfeff : (unsigned char)text[i - 1];

		if (unit == '#')
			unit = 0x8b66;
		out[size + is_big] = (char)(unit & 0xff);
		out[size + !is_big] = (char)(unit >> 8);
		size += 2;
	}
	return (struct slice){ out, size };
}

static void utf_16_is_read_with_and_without_a_mark(void **state)
{
	char out[500];

	(void)state;
	for (unsigned int i = 0; i < 4; i++) {
		struct run run = read_document(as_utf_16(out, i & 1, i & 2));

		if (run.err != ERR_OK)
			fail_msg("row %u: %s", i, run.why.text);
		assert_true(slice_is(run.alert.note, "警"));
		talloc_free(run.ctx);
	}
}

static void other_encodings_are_read_when_they_say_so(void **state)
{
	/* iconv -f UTF-8 -t GB18030: 警报 is be af b1 a8 */
	char *document = changed(">山洪红色预警<", ">\xbe\xaf\xb1\xa8<");
	char *body = strstr(document, "<alert"), *gb = NULL;
	struct run run;

	(void)state;
	/* Only ASCII and GB18030 octets may be left. */
	for (char *at = body; *at; at++)
		if (((unsigned char)*at & 0x80) && !strchr("\xbe\xaf\xb1\xa8", *at))
			*at = 'x';
	assert_true(asprintf(&gb, "<?xml version=\"1.0\" encoding=\"GB18030\"?>%s", body) > 0);
	run = read_document(slice_of(gb));
	assert_int_equal(run.err, ERR_OK);
	assert_true(slice_is(run.alert.infos[0].headline, "警报"));
	talloc_free(run.ctx);
	free(gb);
	free(document);
}

static void limits_are_told_once(void **state)
{
	char *infos = repeated("<alert xmlns=\"urn:oasis:names:tc:emergency:cap:1.2\">", "<info/>",
			       9, "</alert>");
	struct run run = read_document(slice_of(infos));
	size_t limits = 0;

	(void)state;
	for (size_t i = 0; i < run.findings.count; i++)
		limits += strcmp(run.findings.items[i].rule, "cap-limit") == 0;
	assert_int_equal(limits, 1);
	assert_int_equal(run.alert.info_count, 4);
	talloc_free(run.ctx);
	free(infos);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_good_alert_is_read_whole),
		cmocka_unit_test(each_fault_has_its_rule_its_place_and_two_languages),
		cmocka_unit_test(what_would_be_right_is_suggested),
		cmocka_unit_test(markup_goes_and_what_only_looks_like_it_stays),
		cmocka_unit_test(long_texts_of_others_are_quoted_in_whole_characters),
		cmocka_unit_test(unread_documents_say_which_rule_and_line),
		cmocka_unit_test(a_flood_of_attributes_is_refused_before_it_is_compared),
		cmocka_unit_test(utf_16_is_read_with_and_without_a_mark),
		cmocka_unit_test(all_faults_are_told_at_once),
		cmocka_unit_test(older_versions_are_read_by_their_own_rules),
		cmocka_unit_test(hostile_documents_are_refused_before_they_cost_anything),
		cmocka_unit_test(other_encodings_are_read_when_they_say_so),
		cmocka_unit_test(limits_are_told_once),
	};
	int failed;

	xml_begin();
	failed = cmocka_run_group_tests(tests, NULL, NULL);
	xml_end();
	return failed;
}
