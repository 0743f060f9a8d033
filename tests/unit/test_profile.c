/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Profiles: every example in cap-profiles/ by its name ("accept-...", "hold-...", "refuse-..."),
 * what is read out of some of them, and profiles that must not load.
 */
#include "test.h"

#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <talloc.h>
#include <unistd.h>

#include "judge/profile.h"
#include "wire/cap.h"
#include "wire/xml.h"

static struct judge_profiles *profiles;

struct run {
	void *ctx;
	struct alert alert;
	struct findings findings;
	struct reading reading;
};

static struct slice file(void *ctx, const char *path)
{
	char *octets = talloc_size(ctx, 1 << 20);
	FILE *in = fopen(path, "rb");
	size_t size;

	if (!in)
		fail_msg("%s cannot be opened", path);
	size = fread(octets, 1, 1 << 20, in);
	fclose(in);
	return (struct slice){ octets, size };
}

static struct run judged(const struct judge_profiles *by, struct slice document, const char *name)
{
	struct run run = { .ctx = talloc_new(NULL) };
	struct cap_reading_limits limits = cap_default_limits();
	xmlDoc *doc;

	findings_init(&run.findings, run.ctx);
	assert_int_equal(cap_read(run.ctx, document, &limits,
				  &(struct cap_result){ &run.alert, &run.findings, &doc }, NULL),
			 ERR_OK);
	assert_int_equal(
		profile_read(by, run.ctx, &(struct profile_question){ &run.alert, doc, name },
			     &(struct profile_result){ &run.reading, &run.findings }, NULL),
		ERR_OK);
	xmlFreeDoc(doc);
	return run;
}

static const char *verdict_of(const struct findings *findings)
{
	if (findings->strongest == EFFECT_REFUSE)
		return "refuse";
	return findings->strongest >= EFFECT_HOLD ? "hold" : "accept";
}

/* ---- the examples ----------------------------------------------------------------------- */

static void judge_example(const char *profile, const char *name)
{
	void *ctx = talloc_new(NULL);
	char *path = talloc_asprintf(ctx, "cap-profiles/%s/examples/%s", profile, name);
	struct run run = judged(profiles, file(ctx, path), NULL);
	const char *verdict = verdict_of(&run.findings);

	if (strcmp(run.reading.profile, profile) != 0)
		fail_msg("%s was judged by %s", path, run.reading.profile);
	if (strncmp(name, verdict, strlen(verdict)) != 0)
		fail_msg("%s: %s (%zu findings, first %s)", path, verdict, run.findings.count,
			 run.findings.count ? run.findings.items[0].rule : "-");
	talloc_free(run.ctx);
	talloc_free(ctx);
}

static void every_example_has_the_verdict_of_its_name(void **state)
{
	(void)state;
	assert_true(profiles_count(profiles) >= 7);
	for (size_t i = 0; i < profiles_count(profiles); i++) {
		const char *profile = profiles_name(profiles, i);
		char path[300];
		struct dirent *entry;
		size_t good = 0, bad = 0;
		DIR *directory;

		snprintf(path, sizeof(path), "cap-profiles/%s/examples", profile);
		directory = opendir(path);
		if (!directory)
			fail_msg("%s has no examples", profile);
		while ((entry = readdir(directory))) {
			if (entry->d_name[0] == '.')
				continue;
			judge_example(profile, entry->d_name);
			good += entry->d_name[0] == 'a';
			bad += entry->d_name[0] != 'a';
		}
		closedir(directory);
		if (good == 0 || bad == 0)
			fail_msg("%s lacks a good or a bad example", profile);
	}
}

/* ---- what is read ----------------------------------------------------------------------- */

static const struct wanted {
	const char *path;
	enum lane_class class_of_emergency;
	bool is_critical;
	const char *colour, *event_type;
	size_t text_count;
	const char *language, *text; /* of the first */
	uint16_t message_identifier, further;
} wanted_rows[] = {
	/* Numbers: TS 23.041 9.4.1.2.2. */
	{ "cap-1.2/examples/accept-flood.xml", LANE_CLASS_NATURAL_DISASTER, true, "", "山洪", 2,
	  "zh-CN", "山洪红色预警。沿江水位快速上涨。请立即转移到高处。", 4371, 4384 },
	{ "ipaws-1.0/examples/accept-two-languages.xml", LANE_CLASS_NATURAL_DISASTER, true, "",
	  "FFW", 2, "en-US",
	  "Flash flood now along the river. Go to high ground at once and stay there.", 4371,
	  4384 },
	/* A child abduction has its own number, however grave. */
	{ "ipaws-1.0/examples/accept-child.xml", LANE_CLASS_PUBLIC_SAFETY, true, "", "CAE", 1,
	  "en-US", NULL, 4379, 0 },
	{ "cap-cp/examples/accept-two-languages.xml", LANE_CLASS_NATURAL_DISASTER, true, "",
	  "flashFlood", 2, "en-CA", NULL, 4371, 4384 },
	/* Chinese stands second in the document and speaks first. */
	{ "cn-cma/examples/accept-red-two-languages.xml", LANE_CLASS_NATURAL_DISASTER, true, "red",
	  "雷电", 2, "zh-CN", NULL, 4374, 4387 },
	{ "cn-cma/examples/accept-yellow.xml", LANE_CLASS_NATURAL_DISASTER, false, "yellow", "雷电",
	  1, "zh-CN", NULL, 4396, 0 },
	{ "meteoalarm/examples/accept-colour-in-capitals.xml", LANE_CLASS_NATURAL_DISASTER, true,
	  "red", NULL, 1, "en-GB", NULL, 4374, 0 },
};

static void assert_read(const struct wanted *row, const struct reading *reading)
{
	assert_int_equal(reading->class_of_emergency, row->class_of_emergency);
	assert_int_equal(reading->is_critical, row->is_critical);
	assert_true(row->colour[0] ? slice_is(reading->colour, row->colour)
				   : reading->colour.size == 0);
	assert_true(!row->event_type || slice_is(reading->event_type, row->event_type));
	assert_true(reading->grounds.size > 0);
	assert_int_equal(reading->text_count, row->text_count);
	assert_true(slice_is(reading->texts[0].language, row->language));
	assert_true(!row->text || slice_is(reading->texts[0].text, row->text));
	assert_int_equal(reading->texts[0].message_identifier, row->message_identifier);
	if (row->further)
		assert_int_equal(reading->texts[1].message_identifier, row->further);
}

static void a_profile_reads_class_gravity_texts_and_numbers(void **state)
{
	(void)state;
	for (size_t i = 0; i < COUNT_OF(wanted_rows); i++) {
		char path[300];
		struct run run;

		snprintf(path, sizeof(path), "cap-profiles/%s", wanted_rows[i].path);
		run = judged(profiles, file(profiles, path), NULL);
		print_message("# %s\n", wanted_rows[i].path);
		assert_read(&wanted_rows[i], &run.reading);
		talloc_free(run.ctx);
	}
}

static void a_finding_of_a_profile_has_line_and_path(void **state)
{
	struct run run = judged(
		profiles,
		file(profiles, "cap-profiles/ipaws-1.0/examples/refuse-long-event-code.xml"), NULL);
	const struct finding *finding = findings_find(&run.findings, "ipaws-event-code-form");

	(void)state;
	assert_non_null(finding);
	assert_int_equal(finding->where.line, 18);
	assert_string_equal(finding->where.path, "/alert/info[1]/eventCode[1]");
	talloc_free(run.ctx);
}

static void a_profile_named_is_the_one_that_judges(void **state)
{
	struct run run = judged(profiles,
				file(profiles, "cap-profiles/cap-1.2/examples/accept-flood.xml"),
				"cap-cp");

	(void)state;
	assert_string_equal(run.reading.profile, "cap-cp");
	assert_string_equal(verdict_of(&run.findings), "refuse");
	talloc_free(run.ctx);
}

/* ---- texts and their places -------------------------------------------------------------- */

#define INFO(language, headline, area)                                                             \
	"<info><language>" language "</language><category>Met</category><event>flood</event>"      \
	"<urgency>Immediate</urgency><severity>Extreme</severity>"                                 \
	"<certainty>Observed</certainty><headline>" headline "</headline>" area "</info>"
#define AREA(described, shape) "<area><areaDesc>" described "</areaDesc>" shape "</area>"
#define INFOS(infos)                                                                               \
	"<alert xmlns='urn:oasis:names:tc:emergency:cap:1.2'><identifier>a</identifier>"           \
	"<sender>a.example</sender><status>Actual</status><msgType>Alert</msgType>" infos          \
	"</alert>"
#define WEST "<circle>30.1,120.1 5</circle>"
#define EAST "<circle>30.1,120.9 5</circle>"

static const struct place {
	const char *document;
	size_t texts, sets;
	const char *text[3];
	size_t set[3];
	uint16_t number[3]; /* TS 23.041 9.4.1.2.2: 4371, 4384 in a further language */
} place_rows[] = {
	/* One language, one area, described twice: parts of one message. */
	{ INFOS(INFO("zh", "甲", AREA("a", WEST)) INFO("zh", "乙", AREA("b", WEST))),
	  1,
	  1,
	  { "甲\n乙" },
	  { 0 },
	  { 4371 } },
	/* One language, two areas: two messages, each of them the main one where it is. */
	{ INFOS(INFO("zh", "甲", AREA("a", WEST)) INFO("zh", "乙", AREA("b", EAST))),
	  2,
	  2,
	  { "甲", "乙" },
	  { 0, 1 },
	  { 4371, 4371 } },
	/* The order of the shapes, and one named twice, make no other area. */
	{ INFOS(INFO("zh", "甲", AREA("a", WEST EAST))
			INFO("en", "A", AREA("b", EAST) AREA("c", WEST) AREA("d", EAST))),
	  2,
	  1,
	  { "甲", "A" },
	  { 0, 0 },
	  { 4371, 4384 } },
	/* A language alone in its area is no further one there, but beside the main one it is. */
	{ INFOS(INFO("zh", "甲", AREA("a", WEST)) INFO("en", "A", AREA("b", EAST))),
	  2,
	  2,
	  { "甲", "A" },
	  { 0, 1 },
	  { 4371, 4371 } },
	{ INFOS(INFO("zh", "甲", AREA("a", WEST)) INFO("en", "A", AREA("b", EAST))
			INFO("zh", "乙", AREA("b", EAST))),
	  3,
	  2,
	  { "甲", "A", "乙" },
	  { 0, 1, 1 },
	  { 4371, 4384, 4371 } },
};

/* Art. 27: what is approved is a text for an area; none leaves its own. */
static void a_text_is_bound_to_the_areas_of_its_own_info(void **state)
{
	(void)state;
	for (size_t i = 0; i < COUNT_OF(place_rows); i++) {
		const struct place *row = &place_rows[i];
		struct run run = judged(profiles, slice_of(row->document), "cap-1.2");

		print_message("# row %zu\n", i);
		assert_int_equal(run.reading.text_count, row->texts);
		assert_int_equal(run.reading.set_count, row->sets);
		for (size_t t = 0; t < row->texts; t++) {
			assert_true(slice_is(run.reading.texts[t].text, row->text[t]));
			assert_int_equal(run.reading.texts[t].set, row->set[t]);
			assert_int_equal(run.reading.texts[t].message_identifier, row->number[t]);
		}
		talloc_free(run.ctx);
	}
}

static void texts_past_the_bound_are_counted(void **state)
{
	char *infos = talloc_strdup(NULL, ""), *alert;
	struct run run;

	(void)state;
	for (int i = 0; i < READING_TEXTS_MAX + 2; i++)
		infos = talloc_asprintf_append(
			infos, INFO("x-%d", "t", AREA("a", "<circle>30.1,120.%d 5</circle>")), i,
			i + 10);
	alert = talloc_asprintf(NULL, INFOS("%s"), infos);
	run = judged(profiles, slice_of(alert), "cap-1.2");
	assert_int_equal(run.reading.text_count, READING_TEXTS_MAX);
	assert_int_equal(run.reading.set_count, READING_TEXTS_MAX);
	assert_int_equal(run.reading.texts_left_out, 2);
	talloc_free(run.ctx);
	talloc_free(alert);
	talloc_free(infos);
}

/* ---- profiles of our own ---------------------------------------------------------------- */

static void put_file(const char *directory, const char *name, const char *text)
{
	char path[400];
	FILE *out;

	snprintf(path, sizeof(path), "%s/%s", directory, name);
	out = fopen(path, "wb");
	assert_non_null(out);
	fputs(text, out);
	fclose(out);
}

static enum err load(struct judge_profiles **out, const char *members, const char *classes,
		     struct fault *why)
{
	char top[] = "/tmp/profiles-XXXXXX", directory[64], command[128], *json = NULL;
	enum err err;

	assert_non_null(mkdtemp(top));
	snprintf(directory, sizeof(directory), "%s/x", top);
	assert_int_equal(mkdir(directory, 0700), 0);
	assert_true(asprintf(&json, "{\"name\":\"x\",\"title\":\"X\",\"applies\":\"true()\"%s}",
			     members) > 0);
	put_file(directory, "profile.json", json);
	put_file(directory, "classes.csv", classes);
	err = profiles_load(out, NULL, top, why);
	snprintf(command, sizeof(command), "%s/profile.json", directory);
	unlink(command);
	snprintf(command, sizeof(command), "%s/classes.csv", directory);
	unlink(command);
	rmdir(directory);
	rmdir(top);
	free(json);
	return err;
}

#define RULE(each_and_test)                                                                        \
	",\"rules\":[{\"id\":\"r\",\"level\":\"warn\"," each_and_test ",\"zh\":\"z\",\"en\":\"e\"}]"

static void a_broken_profile_is_not_loaded(void **state)
{
	static const struct {
		const char *members, *classes, *says;
	} rows[] = {
		{ RULE("\"test\":\"cap:info[\""), "", "cannot be compiled" },
		{ RULE("\"each\":\"//(\",\"test\":\"true()\""), "", "cannot be compiled" },
		{ RULE("\"test\":\"no-such-function()\""), "", "cannot be judged" },
		{ RULE("\"test\":\"other:alert\""), "", "cannot be judged" },
		{ RULE("\"each\":\"1 + 1\",\"test\":\"true()\""), "", "gives no elements" },
		{ RULE("\"each\":\"no-such-function()\",\"test\":\"true()\""), "",
		  "gives no elements" },
		{ ",\"rules\":[{\"id\":\"r\"}]", "", "level" },
		{ ",\"unknown\":1", "", "unknown" },
		{ ",\"levels\":[{\"rule\":\"cap-missing\",\"level\":\"warn\"}]", "",
		  "not a profile's to judge" },
		{ "", "kind,value,class\ncategory,Met,weather\n", "line 2" },
		{ "", "kind,value,class\ncategory,Met\n", "line 2" },
		{ "", "kind,value,class\nevent-code,A,accident,1\n", "no message identifier" },
		{ "", "kind,value,class\nevent-code,A,accident,,name,more\n", "[,name]" },
	};

	(void)state;
	for (size_t i = 0; i < COUNT_OF(rows); i++) {
		struct judge_profiles *own = NULL;
		struct fault why = { .text = "" };

		if (load(&own, rows[i].members, rows[i].classes, &why) == ERR_OK)
			fail_msg("row %zu was loaded", i);
		if (!strstr(why.text, rows[i].says))
			fail_msg("row %zu: %s", i, why.text);
	}
}

static struct run judged_by(const char *members, const char *document)
{
	struct judge_profiles *own;
	struct fault why;
	struct run run;

	if (load(&own, members, "", &why) != ERR_OK)
		fail_msg("%s", why.text);
	run = judged(own, slice_of(document), NULL);
	talloc_steal(run.ctx, own);
	return run;
}

#define ALERT(sender)                                                                              \
	"<alert xmlns='urn:oasis:names:tc:emergency:cap:1.2'><identifier>a b</identifier>"         \
	"<sender>" sender "</sender></alert>"

static void all_tests_together_have_so_many_operations(void **state)
{
	/* Each of the 15,000 asks for all the others. */
	char *document = malloc(200000);
	size_t size = (size_t)sprintf(document,
				      "<alert xmlns='urn:oasis:names:tc:emergency:cap:1.2'>");
	struct run run;

	(void)state;
	for (size_t i = 0; i < 15000; i++)
		size += (size_t)sprintf(document + size, "<code/>");
	sprintf(document + size, "</alert>");
	run = judged_by(RULE("\"each\":\"cap:code\",\"test\":\"count(//cap:code) > 1\""), document);
	assert_int_equal(run.findings.strongest, EFFECT_REFUSE);
	assert_non_null(findings_find(&run.findings, "r"));
	assert_int_equal(findings_find(&run.findings, "r")->effect, EFFECT_REFUSE);
	talloc_free(run.ctx);
	free(document);
}

static void a_habit_is_let_pass_for_the_sender_who_has_it(void **state)
{
	static const char level[] = ",\"levels\":[{\"rule\":\"cap-name\",\"level\":\"warn\","
				    "\"senders\":[\"listed.example\"]}]";
	struct run listed = judged_by(level, ALERT("listed.example"));
	struct run other = judged_by(level, ALERT("other.example"));

	(void)state;
	assert_int_equal(findings_find(&listed.findings, "cap-name")->effect, EFFECT_WARN);
	assert_int_equal(findings_find(&other.findings, "cap-name")->effect, EFFECT_REFUSE);
	/* What else is wrong with it stays so. */
	assert_int_equal(listed.findings.strongest, EFFECT_REFUSE);
	talloc_free(listed.ctx);
	talloc_free(other.ctx);
}

static void swapped_coordinates_are_seen_where_the_service_area_is_known(void **state)
{
	static const char bounds[] = ",\"bounds\":{\"south\":3,\"north\":54,\"west\":73,"
				     "\"east\":136}";
	static const struct {
		const char *circle;
		bool is_swapped;
	} rows[] = {
		{ "43.8,87.6 5", false },
		{ "87.6,43.8 5", true }, /* Urumqi, in range either way */
		{ "10,10 5", false },	 /* elsewhere, but not by exchange */
	};

	(void)state;
	for (size_t i = 0; i < COUNT_OF(rows); i++) {
		char *document = NULL;
		struct run run;

		assert_true(asprintf(&document,
				     "<alert xmlns='urn:oasis:names:tc:emergency:cap:1.2'><info>"
				     "<area><areaDesc>a</areaDesc><circle>%s</circle></area>"
				     "</info></alert>",
				     rows[i].circle) > 0);
		run = judged_by(bounds, document);
		assert_int_equal(findings_find(&run.findings, "cap-swapped") != NULL,
				 rows[i].is_swapped);
		talloc_free(run.ctx);
		free(document);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_example_has_the_verdict_of_its_name),
		cmocka_unit_test(a_profile_reads_class_gravity_texts_and_numbers),
		cmocka_unit_test(a_text_is_bound_to_the_areas_of_its_own_info),
		cmocka_unit_test(texts_past_the_bound_are_counted),
		cmocka_unit_test(a_finding_of_a_profile_has_line_and_path),
		cmocka_unit_test(a_profile_named_is_the_one_that_judges),
		cmocka_unit_test(a_broken_profile_is_not_loaded),
		cmocka_unit_test(all_tests_together_have_so_many_operations),
		cmocka_unit_test(a_habit_is_let_pass_for_the_sender_who_has_it),
		cmocka_unit_test(swapped_coordinates_are_seen_where_the_service_area_is_known),
	};
	struct fault why;
	int failed;

	xml_begin();
	if (profiles_load(&profiles, NULL, "cap-profiles", &why) != ERR_OK) {
		printf("not ok 1 - the profiles of the tree load: %s\n", why.text);
		return 1;
	}
	failed = cmocka_run_group_tests(tests, NULL, NULL);
	talloc_free(profiles);
	xml_end();
	return failed;
}
