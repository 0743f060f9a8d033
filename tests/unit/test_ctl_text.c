/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* What the command line prints and reads as text: columns, and streams of events. */
#include "test.h"

#include <stdio.h>
#include <string.h>
#include <talloc.h>

#include "ctl/live.h"
#include "ctl/table.h"

static void chinese_characters_are_two_columns_wide(void **state)
{
	static const struct {
		const char *text;
		size_t width;
	} rows[] = {
		{ "", 0 },     { "abc", 3 },	  { "暴雨红色预警", 12 }, { "【云江省】", 10 },
		{ "a中b", 4 }, { "\xff\xfe", 2 }, { "e\xcc\x81", 1 },	  { "\x1b[2J", 4 },
	};

	(void)state;
	for (size_t i = 0; i < COUNT_OF(rows); i++)
		assert_int_equal(table_text_width(rows[i].text), rows[i].width);
}

static void a_text_is_cut_between_characters_and_never_wider_than_told(void **state)
{
	void *ctx = talloc_new(NULL);

	(void)state;
	assert_string_equal(table_cut(ctx, "暴雨红色", 8), "暴雨红色");
	assert_string_equal(table_cut(ctx, "暴雨红色", 7), "暴雨红…");
	assert_string_equal(table_cut(ctx, "暴雨红色", 6), "暴雨…");
	assert_string_equal(table_cut(ctx, "abcdef", 3), "ab…");
	assert_string_equal(table_cut(ctx, "abc", 0), "");
	assert_string_equal(table_wrap(ctx, "暴雨红色预警", 10, 2), "  暴雨红色\n  预警\n");
	assert_string_equal(table_wrap(ctx, "move to high ground", 9, 1),
			    " move to\n high\n ground\n");
	assert_string_equal(table_wrap(ctx, "abcdefgh\nx", 5, 0), "abcde\nfgh\nx\n");
	assert_string_equal(table_wrap(ctx, "a\x1b[31m", 80, 0), "a?[31m\n");
	assert_string_equal(table_wrap(ctx, "暴", 1, 0), "暴\n"); /* goes on, whatever fits */
	/* A title shall not steer the terminal it is shown on. */
	assert_string_equal(table_cut(ctx, "\x1b[31m\n", 10), "?[31m?");
	for (size_t width = 1; width < 30; width++)
		assert_true(table_text_width(table_cut(ctx, "a暴b雨c红d色e预f警", width)) <= width);
	talloc_free(ctx);
}

static void columns_stand_under_each_other_and_fit_the_line(void **state)
{
	static const char *const titles[] = { "ID", "AGENCY", "TITLE" };
	static const char *const first[] = { "81", "应急厅", "停水" };
	static const char *const second[] = { "7", "abc",
					      "一二三四五六七八九十一二三四五六七八九十" };
	void *ctx = talloc_new(NULL);
	struct table table;

	(void)state;
	table_init(&table, ctx, titles, 3, 2);
	table_add(&table, first);
	table_add(&table, second);
	assert_string_equal(table_format(&table, 30), "ID  AGENCY  TITLE\n"
						      "81  应急厅  停水\n"
						      "7   abc     一二三四五六七八…\n");
	talloc_free(ctx);
}

static char seen[500];

static void on_event(void *data, const struct live_event *event)
{
	size_t used = strlen(seen);

	(void)data;
	snprintf(seen + used, sizeof(seen) - used, "[%s|%s|%s]",
		 event->sequence ? event->sequence : "", event->kind ? event->kind : "",
		 event->json);
}

static void a_stream_of_events_is_read_whatever_pieces_it_comes_in(void **state)
{
	static const char stream[] =
		"retry: 1000\n\n: hello\n\nid: 7\nevent: judged\ndata: {\"a\":1}\n\n"
		"id:8\r\ndata: one\r\ndata: two\r\n\r\nevent: lost\n\nid: 9\nda";
	void *ctx = talloc_new(NULL);

	(void)state;
	for (size_t piece = 1; piece < sizeof(stream); piece++) {
		struct live_text text;

		seen[0] = '\0';
		live_text_init(&text, ctx, NULL, on_event);
		for (size_t at = 0; at < sizeof(stream) - 1; at += piece) {
			size_t left = sizeof(stream) - 1 - at;
			struct slice some = { stream + at, left < piece ? left : piece };

			assert_true(live_text_take(&text, some));
		}
		assert_string_equal(seen, "[7|judged|{\"a\":1}][8||one\ntwo]");
		talloc_free(text.line);
	}
	talloc_free(ctx);
}

static void a_line_past_all_measure_ends_the_stream(void **state)
{
	void *ctx = talloc_new(NULL);
	char *line = talloc_size(ctx, LIVE_LINE_OCTETS + 1);
	struct live_text text;

	(void)state;
	memset(line, 'x', LIVE_LINE_OCTETS + 1);
	live_text_init(&text, ctx, NULL, on_event);
	assert_false(live_text_take(&text, (struct slice){ line, LIVE_LINE_OCTETS + 1 }));
	talloc_free(ctx);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(chinese_characters_are_two_columns_wide),
		cmocka_unit_test(a_text_is_cut_between_characters_and_never_wider_than_told),
		cmocka_unit_test(columns_stand_under_each_other_and_fit_the_line),
		cmocka_unit_test(a_stream_of_events_is_read_whatever_pieces_it_comes_in),
		cmocka_unit_test(a_line_past_all_measure_ends_the_stream),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
