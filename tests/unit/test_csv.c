/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "base/csv.h"
#include "test.h"

static enum err split(struct csv_line *out, char *room, const char *text)
{
	size_t size = strlen(text);

	memcpy(room, text, size + 1);
	return csv_split(out, room, size, NULL);
}

static void lines_are_cut_into_fields(void **state)
{
	static const struct {
		const char *text;
		size_t count;
		const char *fields[4];
	} rows[] = {
		{ "", 1, { "" } },
		{ "\r\n", 1, { "" } },
		{ "a,b", 2, { "a", "b" } },
		{ "a,,\n", 3, { "a", "", "" } },
		{ "\xef\xbb\xbf"
		  "a,b\r\n",
		  2,
		  { "a", "b" } },
		{ "\"a,b\",c", 2, { "a,b", "c" } },
		{ "\"say \"\"hi\"\"\",\"\"", 2, { "say \"hi\"", "" } },
		{ "\"\"\"\"", 1, { "\"" } },
		{ " a ,b", 2, { " a ", "b" } },
	};

	(void)state;
	for (size_t i = 0; i < COUNT_OF(rows); i++) {
		struct csv_line line;
		char room[64];

		assert_int_equal(split(&line, room, rows[i].text), ERR_OK);
		assert_int_equal(line.count, rows[i].count);
		for (size_t k = 0; k < line.count; k++)
			assert_true(slice_is(line.fields[k], rows[i].fields[k]));
	}
}

static void lines_that_are_not_csv_are_refused(void **state)
{
	static const char *const rows[] = { "\"", "\"a", "\"a\"\"", "\"a\"b", "a\"b", "a,\"b\n" };
	struct csv_line line;
	char room[64];

	(void)state;
	for (size_t i = 0; i < COUNT_OF(rows); i++)
		assert_int_equal(split(&line, room, rows[i]), ERR_INPUT);
	memcpy(room, "a\0b", 3);
	assert_int_equal(csv_split(&line, room, 3, NULL), ERR_INPUT);
}

static void long_lines_and_many_fields_are_refused(void **state)
{
	static char room[CSV_LINE_OCTETS_MAX + 1];
	struct csv_line line;

	(void)state;
	memset(room, ',', sizeof(room));
	assert_int_equal(csv_split(&line, room, CSV_FIELDS_MAX - 1, NULL), ERR_OK);
	assert_int_equal(line.count, CSV_FIELDS_MAX);
	assert_int_equal(csv_split(&line, room, CSV_FIELDS_MAX, NULL), ERR_LIMIT);
	memset(room, 'a', sizeof(room));
	assert_int_equal(csv_split(&line, room, CSV_LINE_OCTETS_MAX, NULL), ERR_OK);
	assert_int_equal(csv_split(&line, room, CSV_LINE_OCTETS_MAX + 1, NULL), ERR_LIMIT);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(lines_are_cut_into_fields),
		cmocka_unit_test(lines_that_are_not_csv_are_refused),
		cmocka_unit_test(long_lines_and_many_fields_are_refused),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
