/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* What the registry says of the law: bodies, settings, calendars, exemptions; read strictly. */
#include "test.h"

#include <string.h>
#include <talloc.h>

#include "wire/registry_json.h"

#define AUTHORITY    "\"authorities\":[{\"id\":\"ca\",\"name\":\"局\"}]"
#define BODY	     "{\"id\":\"a\",\"name\":\"厅\",\"authority\":\"ca\""
#define AGENCY(more) "{" AUTHORITY ",\"agencies\":[" BODY more
#define CALENDAR                                                                                   \
	"{\"year\":2027,\"off\":[\"2027-01-01..2027-01-03\"],\"made_up\":[\"2027-01-09\"],"        \
	"\"title\":\"t\",\"number\":\"n\"}"
#define EXEMPTION(more)                                                                            \
	"{\"exemptions\":[{\"id\":\"e\",\"instrument\":\"law\",\"number\":\"23\","                 \
	"\"clause\":\"25\",\"confirmed_by\":\"li\"" more "}]}"

static void what_it_says_is_read(void **state)
{
	static const char json[] =
		"{\"authorities\":[{\"id\":\"miit\",\"name\":\"部\",\"level\":\"state\"}],"
		"\"agencies\":[{\"id\":\"a\",\"name\":\"厅\",\"authority\":\"miit\","
		"\"kind\":\"department\",\"level\":\"province\",\"adcode\":\"330000\","
		"\"parent\":\"g\"},"
		"{\"id\":\"g\",\"name\":\"府\",\"authority\":\"miit\",\"kind\":\"government\"}],"
		"\"exemptions\":[{\"id\":\"e\",\"instrument\":\"气象法\",\"rank\":\"law\","
		"\"number\":\"主席令第23号\",\"clause\":\"第二十五条\","
		"\"valid_from\":\"2026-01-01T00:00:00+08:00\","
		"\"valid_until\":\"2027-01-01T00:00:00+08:00\",\"confirmed_by\":\"李\"}],"
		"\"calendars\":[" CALENDAR "],\"settings\":{\"league\":\"yes\"}}";
	struct registry registry;
	struct fault why;
	void *ctx = talloc_new(NULL);

	(void)state;
	if (registry_json_read(ctx, &registry, slice_of(json), &why) != ERR_OK)
		fail_msg("%s", why.text);
	assert_int_equal(registry.authorities[0].level, REGISTRY_LEVEL_STATE);
	assert_int_equal(registry.agencies[0].kind, REGISTRY_KIND_DEPARTMENT);
	assert_true(slice_is(registry.agencies[0].parent, "g"));
	assert_int_equal(registry.exemptions[0].rank, REGISTRY_RANK_LAW);
	assert_int_equal(registry.calendars.rows[0].off_count, 1);
	assert_int_equal(settings_answer_for(&registry.settings, SETTINGS_LEAGUE), SETTINGS_YES);
	assert_int_equal(settings_answer_for(&registry.settings, SETTINGS_NEW_AREA), SETTINGS_NO);
	talloc_free(ctx);
}

/* Art. 9: a code is a text alone, or what it was assigned for beside it. */
static void sender_codes_and_words_are_read(void **state)
{
	static const char json[] =
		"{\"authorities\":[{\"id\":\"ca\",\"name\":\"局\",\"emergency_code\":\"1063999\"}],"
		"\"agencies\":[" BODY ",\"sender_codes\":[\"1063933001\","
		"{\"code\":\"12379\",\"use\":\"warning\",\"areas\":[\"330100\"],"
		"\"valid_until\":\"2027-01-01T00:00:00+08:00\"}]}],"
		"\"carriers\":[{\"id\":\"m\",\"name\":\"移动\",\"adds_signature\":true,"
		"\"signature\":\"【云江】\"}],"
		"\"words\":[{\"word\":\"宣传\",\"rule\":\"none\"},"
		"{\"word\":\"神水\",\"rule\":\"prohibited\",\"note\":\"名单\"}]}";
	struct registry registry, again;
	struct text written;
	struct fault why;
	void *ctx = talloc_new(NULL);

	(void)state;
	if (registry_json_read(ctx, &registry, slice_of(json), &why) != ERR_OK)
		fail_msg("%s", why.text);
	text_init(&written, ctx);
	registry_json_write(&written, &registry);
	assert_int_equal(registry_json_read(ctx, &again, text_slice(&written), &why), ERR_OK);
	for (const struct registry *one = &registry; one; one = one == &registry ? &again : NULL) {
		const struct registry_agency *agency = &one->agencies[0];

		assert_true(slice_is(one->authorities[0].emergency_code, "1063999"));
		assert_int_equal(agency->sender_code_count, 2);
		assert_true(slice_is(agency->sender_codes[0].code, "1063933001"));
		assert_int_equal(agency->sender_codes[0].use, REGISTRY_CODE_USE_NONE);
		assert_int_equal(agency->sender_codes[1].use, REGISTRY_CODE_USE_WARNING);
		assert_true(slice_is(agency->sender_codes[1].areas[0], "330100"));
		assert_true(slice_is(one->carriers[0].signature, "【云江】"));
		assert_int_equal(one->words.count, 2);
		assert_int_equal(one->words.rows[0].rule, VOCABULARY_NONE);
		assert_int_equal(one->words.rows[1].rule, VOCABULARY_PROHIBITED);
		assert_true(slice_is(one->words.rows[1].note, "名单"));
	}
	talloc_free(ctx);
}

static void each_setting_is_a_member_by_its_name(void **state)
{
	(void)state;
	for (unsigned int kind = SETTINGS_NONE + 1; kind < SETTINGS_KIND_COUNT; kind++) {
		void *ctx = talloc_new(NULL);
		char *json = talloc_asprintf(ctx, "{\"settings\":{\"%s\":\"reviewer\"}}",
					     settings_kind_name(kind));
		struct registry registry;

		assert_int_equal(registry_json_read(ctx, &registry, slice_of(json), NULL), ERR_OK);
		assert_int_equal(settings_answer_for(&registry.settings, kind), SETTINGS_REVIEWER);
		talloc_free(ctx);
	}
}

static void what_cannot_be_meant_is_refused(void **state)
{
	static const struct {
		const char *json, *says;
	} rows[] = {
		{ "{\"settings\":{\"lague\":\"yes\"}}", "lague" },
		{ "{\"settings\":{\"league\":\"perhaps\"}}", "league" },
		{ "{\"authorities\":[{\"id\":\"a\",\"name\":\"b\",\"level\":\"city\"}]}", "level" },
		{ AGENCY(",\"kind\":\"club\"}]}"), "kind" },
		{ AGENCY(",\"sender_codes\":[\"12a\"]}]}"), "\"12a\"" },
		{ AGENCY(",\"sender_codes\":[\"12\"]}]}"), "3 to 20 digits" },
		{ AGENCY(",\"sender_codes\":[7]}]}"), "sender_codes[0]" },
		{ AGENCY(",\"sender_codes\":[{\"use\":\"warning\"}]}]}"), "code: is missing" },
		{ AGENCY(",\"sender_codes\":[{\"code\":\"123\",\"areas\":[\"33\"]}]}]}"),
		  "\"33\"" },
		{ AGENCY(",\"sender_codes\":[{\"code\":\"123\","
			 "\"valid_from\":\"2027-01-01T00:00:00+08:00\","
			 "\"valid_until\":\"2026-01-01T00:00:00+08:00\"}]}]}"),
		  "ends before" },
		{ "{\"authorities\":[{\"id\":\"a\",\"name\":\"b\",\"emergency_code\":\"x\"}]}",
		  "emergency code" },
		{ "{\"persons\":[{\"id\":\"wang li\",\"name\":\"b\"}]}", "no blanks" },
		{ "{\"persons\":[{\"id\":\"wang\\nli\",\"name\":\"b\"}]}", "no blanks" },
		{ "{\"words\":[{\"word\":\"a\",\"rule\":\"rude\"}]}", "rude" },
		{ "{\"words\":[{\"rule\":\"none\"}]}", "word: is missing" },
		{ AGENCY(",\"adcode\":\"3300\"}]}"), "3300" },
		{ AGENCY(",\"parent\":\"b\"}]}"), "\"b\"" },
		{ AGENCY(",\"parent\":\"a\"}]}"), "belongs to itself" },
		{ AGENCY(",\"parent\":\"b\"},{\"id\":\"b\",\"name\":\"府\",\"authority\":\"ca\","
			 "\"parent\":\"a\"}]}"),
		  "belongs to itself" },
		{ AGENCY(",\"parent\":\"b\"},{\"id\":\"b\",\"name\":\"府\",\"authority\":\"ca\","
			 "\"parent\":\"c\"},{\"id\":\"c\",\"name\":\"会\",\"authority\":\"ca\","
			 "\"parent\":\"b\"}]}"),
		  "belongs to itself" },
		{ "{\"calendars\":[{\"year\":2027,\"off\":[\"2027-01-01\"]}]}", "number" },
		{ "{\"calendars\":[{\"year\":2027,\"off\":[],\"number\":\"n\"}]}", "2027" },
		{ "{\"calendars\":[{\"year\":2027,\"off\":[\"2026-01-01\"],\"number\":\"n\"}]}",
		  "not of that year" },
		{ "{\"calendars\":[" CALENDAR "," CALENDAR "]}", "twice" },
		{ EXEMPTION(""), "rank" },
		{ EXEMPTION(",\"rank\":\"none\""), "rank" },
		{ EXEMPTION(",\"rank\":\"law\",\"valid_from\":\"2026-01-02T00:00:00Z\","
			    "\"valid_until\":\"2026-01-01T00:00:00Z\""),
		  "ends before" },
		{ EXEMPTION(",\"rank\":\"law\",\"lifts\":\"all\""), "lifts" },
	};

	(void)state;
	for (size_t i = 0; i < COUNT_OF(rows); i++) {
		void *ctx = talloc_new(NULL);
		struct registry registry;
		struct fault why = { ERR_OK, "", "" };

		assert_int_not_equal(
			registry_json_read(ctx, &registry, slice_of(rows[i].json), &why), ERR_OK);
		if (!strstr(why.text, rows[i].says))
			fail_msg("row %zu: %s", i, why.text);
		talloc_free(ctx);
	}
}

static void only_three_ranks_lift_the_lead_time_and_only_while_they_hold(void **state)
{
	static const struct {
		enum registry_rank rank;
		bool lifts;
	} rows[] = {
		{ REGISTRY_RANK_NONE, false },
		{ REGISTRY_RANK_LAW, true },
		{ REGISTRY_RANK_ADMINISTRATIVE_REGULATION, true },
		{ REGISTRY_RANK_STATE_COUNCIL_DECISION, true },
		{ REGISTRY_RANK_MINISTRY_RULE, false },
		{ REGISTRY_RANK_LOCAL_REGULATION, false },
		{ REGISTRY_RANK_OTHER, false },
	};

	(void)state;
	for (size_t i = 0; i < COUNT_OF(rows); i++) {
		struct registry_exemption exemption = { .rank = rows[i].rank,
							.valid_from = { 100 },
							.valid_until = { 200 } };

		assert_int_equal(
			registry_exemption_lifts_lead_time(&exemption, (struct utc){ 150 }),
			rows[i].lifts);
		assert_false(registry_exemption_lifts_lead_time(&exemption, (struct utc){ 99 }));
		assert_false(registry_exemption_lifts_lead_time(&exemption, (struct utc){ 200 }));
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(what_it_says_is_read),
		cmocka_unit_test(sender_codes_and_words_are_read),
		cmocka_unit_test(each_setting_is_a_member_by_its_name),
		cmocka_unit_test(what_cannot_be_meant_is_refused),
		cmocka_unit_test(only_three_ranks_lift_the_lead_time_and_only_while_they_hold),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
