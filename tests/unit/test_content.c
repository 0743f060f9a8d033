/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Content: the canonical bytes that a person can read, and what its digest tells apart. */
#include "test.h"

#include <string.h>
#include <talloc.h>

#include "notice/area_read.h"
#include "notice/content.h"

static const struct geo_point corners[] = {
	{ 30100000, 120100000 },
	{ 30200000, 120100000 },
	{ 30200000, 120300000 },
	{ 30100000, 120100000 },
};
static const struct geo_polygon polygon = { corners, 4 };
static const struct geo_circle circle = { { 30200000, 120200000 }, 5000 };
static const struct area_code codes[] = {
	{ SLICE_LITERAL("adcode"), SLICE_LITERAL("330102") },
	{ SLICE_LITERAL("adcode"), SLICE_LITERAL("330100") },
};
static const struct area west[] = {
	{ .description = SLICE_LITERAL("沿江"), .polygons = &polygon, .polygon_count = 1 },
	{ .circles = &circle, .circle_count = 1, .codes = codes, .code_count = 2 },
};
static const struct area west_again[] = {
	{ .codes = codes, .code_count = 2 },
	{ .circles = &circle, .circle_count = 1, .codes = codes, .code_count = 1 },
	{ .description = SLICE_LITERAL("along the river"),
	  .polygons = &polygon,
	  .polygon_count = 1 },
};
static const struct area east[] = { { .codes = codes, .code_count = 1 } };
static const struct area_set sets[] = { { west, 2 }, { east, 1 } };
static const struct slice channels[] = { SLICE_LITERAL("cell-broadcast") };

static struct content content_of(const struct content_text *texts, const struct area_set *of)
{
	return (struct content){
		.texts = texts,
		.text_count = 2,
		.sets = of,
		.set_count = 2,
		.begins = { 0 },
		.expires = { 1000000 },
		.channels = channels,
		.channel_count = 1,
	};
}

static const struct content_text straight[] = {
	{ SLICE_LITERAL("zh-CN"), SLICE_LITERAL("山洪"), 4371, 0 },
	{ SLICE_LITERAL("zh-CN"), SLICE_LITERAL("大风"), 4372, 1 },
};
static const struct content_text crossed[] = {
	{ SLICE_LITERAL("zh-CN"), SLICE_LITERAL("山洪"), 4371, 1 },
	{ SLICE_LITERAL("zh-CN"), SLICE_LITERAL("大风"), 4372, 0 },
};

/* Written by hand from the layout in notice/content.h. */
static void canonical_bytes_bind_each_text_to_its_area(void **state)
{
	static const char wanted[] =
		"text zh-CN 4371 6 1\n山洪\n"
		"text zh-CN 4372 6 2\n大风\n"
		"area 1\n"
		"circle 30200000,120200000 5000\n"
		"code adcode 330100\n"
		"code adcode 330102\n"
		"polygon 30100000,120100000 30200000,120100000 30200000,120300000 "
		"30100000,120100000\n"
		"area 2\n"
		"code adcode 330102\n"
		"window 0 1000000\n"
		"channel cell-broadcast\n";
	struct content content = content_of(straight, sets);
	struct slice canonical = content_canonical(NULL, &content);

	(void)state;
	assert_int_equal(canonical.size, strlen(wanted));
	assert_memory_equal(canonical.at, wanted, canonical.size);
	talloc_free((void *)(uintptr_t)canonical.at);
}

/* A term may hold whatever an applicant wrote: it is no channel. */
static void channels_are_read_back_behind_the_areas(void **state)
{
	static const struct slice both[] = { SLICE_LITERAL("cell-broadcast"),
					     SLICE_LITERAL("internet") };
	static const struct content_term term = { "purpose", SLICE_LITERAL("a\nchannel sms\n") };
	struct content content = content_of(straight, sets);
	struct slice canonical, rest, lines, channel;
	struct content_text text;
	size_t texts = 0, areas = 0, channels_read = 0;

	(void)state;
	content.channels = both;
	content.channel_count = 2;
	content.terms = &term;
	content.term_count = 1;
	canonical = rest = content_canonical(NULL, &content);
	while (content_text_next(&text, &rest))
		texts++;
	while (content_area_next(&lines, &rest))
		areas++;
	while (content_channel_next(&channel, &rest))
		assert_true(slice_equal(channel, both[channels_read++]));
	assert_int_equal(texts, 2);
	assert_int_equal(areas, 2);
	assert_int_equal(channels_read, 2);
	talloc_free((void *)(uintptr_t)canonical.at);
}

/* Art. 27: who agreed to "flood for the west" did not agree to "flood for the east". */
static void the_digest_tells_who_is_told_what(void **state)
{
	struct content one = content_of(straight, sets), other = content_of(crossed, sets);
	struct digest a = content_digest(&one), b = content_digest(&other);

	(void)state;
	assert_false(digest_equal(&a, &b));
}

static void one_area_written_otherwise_is_the_same_area(void **state)
{
	static const struct area_set again[] = { { west_again, 3 }, { east, 1 } };
	struct content one = content_of(straight, sets), other = content_of(straight, again);
	struct digest a = content_digest(&one), b = content_digest(&other);
	struct digest of_west = area_set_digest(&sets[0]), of_east = area_set_digest(&sets[1]);

	(void)state;
	assert_true(digest_equal(&a, &b));
	assert_false(digest_equal(&of_west, &of_east));
}

/* Art. 27, 补正: a corrected number is something else to agree to, and no new filing. */
static void terms_are_agreed_to_and_not_filed(void **state)
{
	static const struct content_term terms[] = { { "repeats", SLICE_LITERAL("3") },
						     { "sender-code", SLICE_LITERAL("1065") } };
	struct content one = content_of(straight, sets), other = content_of(straight, sets);
	struct digest a, b;
	struct slice canonical;

	(void)state;
	other.terms = terms;
	other.term_count = 2;
	a = content_digest(&one), b = content_digest(&other);
	assert_false(digest_equal(&a, &b));
	a = content_filed_digest(&one), b = content_filed_digest(&other);
	assert_true(digest_equal(&a, &b));
	canonical = content_canonical(NULL, &other);
	assert_non_null(strstr(canonical.at, "channel cell-broadcast\n"
					     "term repeats 1 3\nterm sender-code 4 1065\n"));
	talloc_free((void *)(uintptr_t)canonical.at);
}

/* ---- read back -------------------------------------------------------------------------- */

static void the_areas_of_canonical_bytes_are_those_that_were_approved(void **state)
{
	static const struct area_code odd[] = {
		{ SLICE_LITERAL("CPEAS Geographic Code"), SLICE_LITERAL("330103005000,440000") },
		{ SLICE_LITERAL("CPEAS Geographic Code"), SLICE_LITERAL("330103, 440000") },
		{ SLICE_LITERAL("some other list"), SLICE_LITERAL("X7") },
	};
	static const struct area strange = { .codes = odd, .code_count = 3 };
	const struct area_set three[] = { { west, 2 }, { east, 1 }, { &strange, 1 } };
	struct content content = content_of(straight, three);
	void *ctx = talloc_new(NULL);
	const struct area *areas;
	size_t count;

	(void)state;
	content.set_count = 3;
	assert_int_equal(area_read(ctx, &areas, &count, content_canonical(ctx, &content), NULL),
			 ERR_OK);
	assert_int_equal(count, 3);
	for (size_t i = 0; i < count; i++) {
		struct area_set read = { &areas[i], 1 };
		struct digest digest = area_set_digest(&read), wanted = area_set_digest(&three[i]);

		assert_true(digest_equal(&digest, &wanted));
	}
	assert_int_equal(areas[0].polygons[0].count, 4);
	assert_int_equal(areas[0].polygons[0].points[2].lon_e6, 120300000);
	assert_int_equal(areas[0].circles[0].radius_m, 5000);
	assert_true(slice_is(areas[1].codes[0].value, "330102"));
	for (size_t i = 0; i < 3; i++) /* in the order of their octets: as they stand above, but */
		assert_true(slice_is(areas[2].codes[i].value_name,
				     i < 2 ? "CPEAS Geographic Code" : "some other list"));
	assert_true(slice_is(areas[2].codes[2].value, "X7"));
	talloc_free(ctx);
}

static void bytes_that_are_no_areas_are_refused(void **state)
{
	static const char *const bad[] = {
		"area 1\npolygon 1,2 3,4 1,2\nwindow 0 0\n",
		"area 1\npolygon 1,2 3 4,5 1,2\nwindow 0 0\n",
		"area 1\npolygon 1,2 3,4 90000001,5 1,2\nwindow 0 0\n",
		"area 1\ncircle 1,2\nwindow 0 0\n",
		"area 1\ncircle 1,2 -5\nwindow 0 0\n",
		"area 1\ncode 330100\nwindow 0 0\n",
		"area 1\nellipse 1,2 5\nwindow 0 0\n",
	};
	void *ctx = talloc_new(NULL);
	const struct area *areas;
	struct fault why;
	size_t count;

	(void)state;
	for (size_t i = 0; i < COUNT_OF(bad); i++) {
		assert_int_equal(area_read(ctx, &areas, &count, slice_of(bad[i]), &why), ERR_INPUT);
		assert_non_null(strstr(why.text, "no line of an area"));
	}
	talloc_free(ctx);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(terms_are_agreed_to_and_not_filed),
		cmocka_unit_test(canonical_bytes_bind_each_text_to_its_area),
		cmocka_unit_test(channels_are_read_back_behind_the_areas),
		cmocka_unit_test(the_digest_tells_who_is_told_what),
		cmocka_unit_test(one_area_written_otherwise_is_the_same_area),
		cmocka_unit_test(the_areas_of_canonical_bytes_are_those_that_were_approved),
		cmocka_unit_test(bytes_that_are_no_areas_are_refused),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
