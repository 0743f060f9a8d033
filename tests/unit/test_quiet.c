/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "notice/quiet.h"
#include "test.h"

struct row {
	const char *from, *until, *at, *over;
};

static const struct row rows[] = {
	{ "22:00", "07:00", "2026-03-02T21:59:59+08:00", "2026-03-02T21:59:59+08:00" },
	{ "22:00", "07:00", "2026-03-02T22:00:00+08:00", "2026-03-03T07:00:00+08:00" },
	{ "22:00", "07:00", "2026-03-02T23:10:30+08:00", "2026-03-03T07:00:00+08:00" },
	{ "22:00", "07:00", "2026-03-03T00:00:00+08:00", "2026-03-03T07:00:00+08:00" },
	{ "22:00", "07:00", "2026-03-03T06:59:59.5+08:00", "2026-03-03T07:00:00+08:00" },
	{ "22:00", "07:00", "2026-03-03T07:00:00+08:00", "2026-03-03T07:00:00+08:00" },
	/* within one day */
	{ "12:00", "14:30", "2026-03-02T12:30:00+08:00", "2026-03-02T14:30:00+08:00" },
	{ "12:00", "14:30", "2026-03-02T11:59:00+08:00", "2026-03-02T11:59:00+08:00" },
	/* the day is China's, wherever the time was written */
	{ "22:00", "07:00", "2026-03-02T15:00:00Z", "2026-03-02T23:00:00Z" },
	{ "", "", "2026-03-02T23:00:00+08:00", "2026-03-02T23:00:00+08:00" },
};

static struct utc at(const char *text)
{
	struct utc out;

	assert_int_equal(utc_parse(&out, NULL, slice_of(text), NULL), ERR_OK);
	return out;
}

static void quiet_hours_end_when_they_say(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct quiet quiet = { slice_of(rows[i].from), slice_of(rows[i].until) };

		assert_int_equal(quiet_check(&quiet, NULL), ERR_OK);
		assert_int_equal(quiet_over(&quiet, at(rows[i].at)).us, at(rows[i].over).us);
	}
}

static void what_is_no_time_of_day_is_refused(void **state)
{
	static const struct quiet wrong[] = {
		{ SLICE_LITERAL("22:00"), { NULL, 0 } },
		{ { NULL, 0 }, SLICE_LITERAL("07:00") },
		{ SLICE_LITERAL("24:00"), SLICE_LITERAL("07:00") },
		{ SLICE_LITERAL("22:60"), SLICE_LITERAL("07:00") },
		{ SLICE_LITERAL("9:00"), SLICE_LITERAL("07:00") },
		{ SLICE_LITERAL("22-00"), SLICE_LITERAL("07:00") },
		{ SLICE_LITERAL("22:00"), SLICE_LITERAL("22:00") },
	};
	struct fault why;

	(void)state;
	for (size_t i = 0; i < sizeof(wrong) / sizeof(wrong[0]); i++) {
		assert_int_equal(quiet_check(&wrong[i], &why), ERR_INPUT);
		assert_non_null(strstr(why.text, "quiet_from"));
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(quiet_hours_end_when_they_say),
		cmocka_unit_test(what_is_no_time_of_day_is_refused),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
