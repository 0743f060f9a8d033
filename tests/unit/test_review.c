/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "notice/content.h"
#include "notice/footprint.h"
#include "notice/similar.h"
#include "test.h"

#include <string.h>
#include <talloc.h>

/* ---- similar texts ---------------------------------------------------------------------- */

struct similar_row {
	const char *a, *b;
	unsigned int least, most; /* per mille */
};

/* The numbers beside short rows are counted by hand: 2 * common / (pairs of a + pairs of b). */
static const struct similar_row similar_rows[] = {
	{ "严禁野外用火", "严禁野外用火", 1000, 1000 },
	{ "abcd", "abce", 666, 666 }, /* ab bc cd, ab bc ce */
	{ "ABCD", "abcd", 1000, 1000 },
	{ "严禁，野外 用火！", "严禁野外用火", 1000, 1000 },
	{ "aaaa", "aa", 500, 500 }, /* a pair counts as often as it stands there */
	{ "严禁野外用火", "明日停水检修", 0, 0 },
	{ "", "", 0, 0 },
	{ "火", "火", 0, 0 }, /* one character has no neighbour */
	{ "\xff\xfe", "火情", 0, 0 },
	{ "【云江省应急管理厅】请注意", "【云江省民政厅】请注意", 1000, 1000 },
	{ "【没有结束", "没有结束", 1000, 1000 },
	/* one word changed in a notice of usual length */
	{ "【云江省应急管理厅】近期天干物燥，森林火险等级高，进入林区请勿携带火种，严禁野外用火。",
	  "【云江省应急管理厅】近期天干物燥，森林火险等级极高，进入林区请勿携带火种，严禁野外用火。",
	  SIMILAR_NEARLY, 999 },
	/* the same body, the same telephone, another matter */
	{ "【云江省应急管理厅】近期森林火险等级高，严禁野外用火。咨询电话0571-12345678。",
	  "【云江省应急管理厅】12月20日9时至17时云州大桥封闭检修，请绕行二桥。咨询电话0571-12345678。",
	  0, SIMILAR_NEARLY - 1 },
};

static void texts_are_compared_by_pairs_of_characters(void **state)
{
	static struct similar a, b;

	(void)state;
	for (size_t i = 0; i < COUNT_OF(similar_rows); i++) {
		const struct similar_row *row = &similar_rows[i];

		similar_take(&a, slice_of(row->a));
		similar_take(&b, slice_of(row->b));
		assert_in_range(similar_permille(&a, &b), row->least, row->most);
		assert_int_equal(similar_permille(&a, &b), similar_permille(&b, &a));
	}
}

static void a_text_past_the_limit_is_compared_as_far_as_it_goes(void **state)
{
	static char text[3 * SIMILAR_CHARACTERS_MAX];
	static struct similar whole;

	(void)state;
	memset(text, 'a', sizeof(text));
	similar_take(&whole, (struct slice){ text, sizeof(text) });
	assert_int_equal(whole.count, SIMILAR_CHARACTERS_MAX);
	assert_int_equal(similar_permille(&whole, &whole), 1000);
}

/* ---- footprints ------------------------------------------------------------------------- */

static struct cell cell_at(uint32_t adcode, int32_t lat, int32_t lon, uint32_t people)
{
	return (struct cell){ .adcode = adcode,
			      .people = people,
			      .coverage = { .at = { lat, lon }, .radius_m = 500 } };
}

static void cells_are_gathered_by_city(void **state)
{
	const struct cell cells[] = {
		cell_at(330106, 30200000, 120100000, 900), cell_at(331002, 28600000, 121400000, 5),
		cell_at(330102, 30300000, 120200000, 100), cell_at(0, 10, 10, 1),
		cell_at(330199, 30100000, 120150000, 0),
	};
	struct footprint footprint;

	(void)state;
	footprint_of_cells(&footprint, cells, COUNT_OF(cells));
	assert_int_equal(footprint.count, 3);
	assert_int_equal(footprint.places[0].city, 0);
	assert_int_equal(footprint.places[1].city, 330100);
	assert_int_equal(footprint.places[1].cells, 3);
	assert_int_equal(footprint.places[1].people, 1000);
	assert_true(footprint.places[1].counties[0] == (1u << 6 | 1u << 2));
	assert_true(footprint.places[1].counties[1] == (uint64_t)1 << 35);
	assert_int_equal(footprint.places[1].box.south_e6, 30100000);
	assert_int_equal(footprint.places[1].box.north_e6, 30300000);
	assert_int_equal(footprint.places[1].box.west_e6, 120100000);
	assert_int_equal(footprint.places[1].box.east_e6, 120200000);
	assert_int_equal(footprint.places[2].city, 331000);
}

struct meet_row {
	uint32_t a, b;		/* adcode of one cell each */
	int32_t lat_b, far_lat; /* where b's first and second cell stand; a: 30.2 to 30.3 */
	bool meets;
};

static const struct meet_row meet_rows[] = {
	{ 330106, 330106, 30250000, 30260000, true },
	{ 330106, 330106, 30300000, 30400000, true },  /* the boxes touch */
	{ 330106, 330106, 30310000, 30400000, false }, /* the same county, beside each other */
	{ 330106, 330102, 30250000, 30260000, false }, /* another county of the city */
	{ 330106, 331006, 30250000, 30260000, false }, /* another city */
	{ 330106, 330100, 30250000, 30260000, true },  /* the city: any of its counties */
	{ 0, 0, 30250000, 30260000, true },	       /* nobody knows where: by the box */
	{ 0, 0, 40000000, 41000000, false },
	{ 330170, 330170, 30250000, 30260000, true },
};

static void places_meet_by_county_and_box(void **state)
{
	struct footprint a, b;

	(void)state;
	for (size_t i = 0; i < COUNT_OF(meet_rows); i++) {
		const struct meet_row *row = &meet_rows[i];
		const struct cell of_a[] = { cell_at(row->a, 30200000, 120100000, 1),
					     cell_at(row->a, 30300000, 120200000, 1) };
		const struct cell of_b[] = { cell_at(row->b, row->lat_b, 120150000, 1),
					     cell_at(row->b, row->far_lat, 120160000, 1) };

		footprint_of_cells(&a, of_a, 2);
		footprint_of_cells(&b, of_b, 2);
		assert_int_equal(footprint_meets(&a.places[0], &b.places[0]), row->meets);
		assert_int_equal(footprint_meets(&b.places[0], &a.places[0]), row->meets);
	}
}

static void more_cities_than_there_are_are_left_out(void **state)
{
	struct cell cells[FOOTPRINT_PLACES_MAX + 10];
	struct footprint footprint;

	(void)state;
	for (uint32_t i = 0; i < COUNT_OF(cells); i++)
		cells[i] = cell_at(110000 + 100 * i, 30000000, 120000000, 1);
	footprint_of_cells(&footprint, cells, COUNT_OF(cells));
	assert_int_equal(footprint.count, FOOTPRINT_PLACES_MAX);
}

/* ---- canonical bytes -------------------------------------------------------------------- */

static void the_texts_of_canonical_bytes_are_read_back(void **state)
{
	const struct content_text texts[] = {
		{ SLICE_LITERAL("zh-CN"), SLICE_LITERAL("第一行\ntext en 1 3\n假的"), 4371, 0 },
		{ SLICE_LITERAL("en"), SLICE_LITERAL("x"), 4383, 1 },
	};
	const struct content content = { .texts = texts, .text_count = 2, .expires = { 5 } };
	void *ctx = talloc_new(NULL);
	struct slice rest = content_canonical(ctx, &content);
	struct content_text read;

	(void)state;
	for (size_t i = 0; i < 2; i++) {
		assert_true(content_text_next(&read, &rest));
		assert_true(slice_equal(read.language, texts[i].language));
		assert_true(slice_equal(read.text, texts[i].text));
		assert_int_equal(read.message_identifier, texts[i].message_identifier);
		assert_int_equal(read.set, texts[i].set);
	}
	assert_false(content_text_next(&read, &rest));
	assert_true(slice_starts(rest, "window 0 5\n"));
	talloc_free(ctx);
}

static void canonical_bytes_that_make_no_sense_give_no_text(void **state)
{
	static const char *const wrong[] = {
		"",
		"text",
		"text ",
		"text zh 4371 5",
		"text zh 1\n",
		"text zh a 1\nx\n",
		"text zh 1 9\nx\n",
		"text zh 1 2\nx\n",
		"text zh 99999 1\nx\n",
		"text zh 1 9 1\nx\n",
		"text zh 1 2 1\nx\n",
		"text zh 1 1 0\nx\n",
		"text zh 1 1 a\nx\n",
		"text zh 99999 1 1\nx\n",
		"window 0 5\n",
	};
	struct content_text read;

	(void)state;
	for (size_t i = 0; i < COUNT_OF(wrong); i++) {
		struct slice rest = slice_of(wrong[i]);

		assert_false(content_text_next(&read, &rest));
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(texts_are_compared_by_pairs_of_characters),
		cmocka_unit_test(a_text_past_the_limit_is_compared_as_far_as_it_goes),
		cmocka_unit_test(cells_are_gathered_by_city),
		cmocka_unit_test(places_meet_by_county_and_box),
		cmocka_unit_test(more_cities_than_there_are_are_left_out),
		cmocka_unit_test(the_texts_of_canonical_bytes_are_read_back),
		cmocka_unit_test(canonical_bytes_that_make_no_sense_give_no_text),
	};

	return cmocka_run_group_tests_name("review", tests, NULL, NULL);
}
