/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "notice/wordlist.h"
#include "test.h"

#include <stdio.h>
#include <string.h>
#include <talloc.h>

static const struct wordlist_word words[] = {
	{ SLICE_LITERAL("宣传"), 1 },	    { SLICE_LITERAL("虚假宣传"), 2 },
	{ SLICE_LITERAL("工作会议"), 3 },   { SLICE_LITERAL("工作"), 4 },
	{ SLICE_LITERAL("应急局"), 5 },	    { SLICE_LITERAL("应急局"), 6 },
	{ SLICE_LITERAL("应急局机关"), 7 }, { SLICE_LITERAL("app"), 8 },
};

/* "1@0+2" : value 1 at character 0, two characters long; "|" between. */
static void hits_are(const struct wordlist *list, const char *text, const char *wanted)
{
	static struct plain plain;
	struct wordlist_hit hit = { 0 };
	char all[256] = "";
	size_t size = 0;

	plain_read(&plain, slice_of(text));
	while (wordlist_next(list, &plain, &hit))
		for (size_t i = 0; i < hit.value_count; i++)
			size += (size_t)snprintf(all + size, sizeof(all) - size, "%s%u@%u+%u",
						 size ? "|" : "", hit.values[i], hit.first,
						 hit.length);
	assert_string_equal(all, wanted);
}

static void the_longest_word_is_found(void **state)
{
	struct wordlist *list;
	struct fault why;
	void *ctx = talloc_new(NULL);

	(void)state;
	assert_int_equal(wordlist_make(&list, ctx, words, COUNT_OF(words), &why), ERR_OK);
	hits_are(list, "大力宣传", "1@2+2");
	hits_are(list, "谨防虚假宣传", "2@2+4");
	hits_are(list, "工作会议", "3@0+4");
	hits_are(list, "工作会", "4@0+2");
	hits_are(list, "做好工作，宣传", "4@2+2|1@5+2");
	hits_are(list, "宣 传", "1@0+2");
	hits_are(list, "宣\u200b传", "1@0+2");
	hits_are(list, "云州应急局", "5@2+3|6@2+3");
	hits_are(list, "应急局机", "5@0+3|6@0+3");
	hits_are(list, "应急局机关", "7@0+5");
	hits_are(list, "下载ＡＰＰ吧", "8@2+3");
	hits_are(list, "an App here", "8@2+3");
	hits_are(list, "happy apps", "");
	hits_are(list, "宣", "");
	hits_are(list, "", "");
	talloc_free(ctx);
}

static void a_word_that_would_be_found_everywhere_is_refused(void **state)
{
	static const char *const bad[] = { "宣", "", " 宣 ", "\u200b宣" };
	struct wordlist *list;
	struct fault why;
	char text[WORDLIST_CHARACTERS_MAX + 2];

	(void)state;
	for (size_t i = 0; i < COUNT_OF(bad); i++) {
		struct wordlist_word word = { slice_of(bad[i]), 0 };

		assert_int_equal(wordlist_make(&list, NULL, &word, 1, &why), ERR_INPUT);
		assert_non_null(strstr(why.text, "at least 2"));
	}
	memset(text, 'a', sizeof(text) - 1);
	text[sizeof(text) - 1] = '\0';
	assert_int_equal(
		wordlist_make(&list, NULL, &(struct wordlist_word){ slice_of(text), 0 }, 1, &why),
		ERR_INPUT);
	assert_int_equal(wordlist_make(&list, NULL, words, WORDLIST_WORDS_MAX + 1, &why),
			 ERR_LIMIT);
}

static void no_words_are_found_nowhere(void **state)
{
	struct wordlist *list;
	void *ctx = talloc_new(NULL);

	(void)state;
	assert_int_equal(wordlist_make(&list, ctx, NULL, 0, NULL), ERR_OK);
	hits_are(list, "宣传", "");
	talloc_free(ctx);
}

/* Many words against a search that shares nothing with the list. */
static void many_words_are_found_as_by_hand(void **state)
{
	enum { COUNT = 3000 };
	static char texts[COUNT][32];
	static struct wordlist_word many[COUNT];
	static struct plain plain;
	void *ctx = talloc_new(NULL);
	struct wordlist *list;
	uint32_t seed = 2026;
	unsigned int hits = 0;
	char text[600] = "";

	(void)state;
	for (size_t i = 0; i < COUNT; i++) {
		for (size_t c = 0, length = 2 + i % 4; c < length; c++) {
			seed = seed * 1664525 + 1013904223;
			/* U+4E00 to U+4E0F: the same few, so that words begin and contain each
			 * other */
			snprintf(texts[i] + 3 * c, 4, "\xe4\xb8%c",
				 (int)(0x80 + (seed >> 24) % 16));
		}
		many[i] = (struct wordlist_word){ slice_of(texts[i]), (uint32_t)i };
	}
	assert_int_equal(wordlist_make(&list, ctx, many, COUNT, NULL), ERR_OK);
	for (size_t c = 0; c < 190; c++) {
		seed = seed * 1664525 + 1013904223;
		snprintf(text + 3 * c, 4, "\xe4\xb8%c", (int)(0x80 + (seed >> 24) % 16));
	}
	plain_read(&plain, slice_of(text));
	for (struct wordlist_hit hit = { 0 }; wordlist_next(list, &plain, &hit); hits++) {
		size_t longest = 0;

		for (size_t i = 0; i < COUNT; i++)
			if (strncmp(text + 3 * hit.first, texts[i], strlen(texts[i])) == 0 &&
			    strlen(texts[i]) > longest)
				longest = strlen(texts[i]);
		assert_int_equal(longest, 3 * hit.length);
	}
	assert_true(hits > 20);
	talloc_free(ctx);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_longest_word_is_found),
		cmocka_unit_test(a_word_that_would_be_found_everywhere_is_refused),
		cmocka_unit_test(no_words_are_found_nowhere),
		cmocka_unit_test(many_words_are_found_as_by_hand),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
