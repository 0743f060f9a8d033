/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "notice/calendar.h"
#include "notice/period.h"
#include "test.h"

static const struct {
	const char *text, *first, *last;
} rows[] = {
	{ "2026", "2026-01-01", "2026-12-31" },
	{ "2026-03", "2026-03-01", "2026-03-31" },
	{ "2026-12", "2026-12-01", "2026-12-31" },
	{ "2024-02", "2024-02-01", "2024-02-29" },
	{ "2026-02", "2026-02-01", "2026-02-28" },
	{ "2026-03-02", "2026-03-02", "2026-03-02" },
	{ "2026-01..2026-03", "2026-01-01", "2026-03-31" },
	{ "2026-03-02..2026-03-04", "2026-03-02", "2026-03-04" },
	{ "2025..2026-03-02", "2025-01-01", "2026-03-02" },
	{ "2026-03-02..2026", "2026-03-02", "2026-12-31" },
};

static void a_period_is_days_of_china(void **state)
{
	char first[CALENDAR_DAY_OCTETS], last[CALENDAR_DAY_OCTETS];

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct period period;

		assert_int_equal(period_read(&period, slice_of(rows[i].text), NULL), ERR_OK);
		assert_string_equal(calendar_day_format(first, period.first), rows[i].first);
		assert_string_equal(calendar_day_format(last, period.last), rows[i].last);
	}
}

static void it_begins_and_ends_at_midnight_there(void **state)
{
	struct period day;
	char text[UTC_TEXT_OCTETS];

	(void)state;
	assert_int_equal(period_read(&day, SLICE_LITERAL("2026-03-02"), NULL), ERR_OK);
	assert_string_equal(utc_format(text, period_from(&day), UTC_CHINA_OFFSET_MINUTES),
			    "2026-03-02T00:00:00+08:00");
	assert_string_equal(utc_format(text, period_until(&day), UTC_CHINA_OFFSET_MINUTES),
			    "2026-03-03T00:00:00+08:00");
}

static void what_is_no_period_is_refused(void **state)
{
	static const char *const texts[] = {
		"",
		"26",
		"2026-",
		"2026-1",
		"2026-00",
		"2026-13",
		"2026-02-30",
		"2026-3-02",
		"2026-03-2",
		"2026/03",
		"..",
		"2026..",
		"..2026",
		"2026...2027",
		"2026-03..2026-02",
		"1999",
		"2201",
		"abcd",
		" 2026",
		"2026 ",
		"2026..2027..2028",
		"2026-03-02T09:00:00+08:00",
	};

	(void)state;
	for (size_t i = 0; i < sizeof(texts) / sizeof(texts[0]); i++) {
		struct period period = { 7, 7 };
		struct fault why = { .text = "" };

		if (period_read(&period, slice_of(texts[i]), &why) != ERR_INPUT)
			fail_msg("\"%s\" was read", texts[i]);
		assert_int_equal(period.first, 7);
		assert_true(why.text[0]);
	}
}

static void the_month_is_that_of_china(void **state)
{
	char text[PERIOD_TEXT_OCTETS];
	/* 2026-02-28T16:30:00Z is half past midnight on 1 March there. */
	struct period month = period_month_of(text, (struct utc){ 1772296200000000 });

	(void)state;
	assert_string_equal(text, "2026-03");
	assert_int_equal(month.last - month.first, 30);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_period_is_days_of_china),
		cmocka_unit_test(it_begins_and_ends_at_midnight_there),
		cmocka_unit_test(what_is_no_period_is_refused),
		cmocka_unit_test(the_month_is_that_of_china),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
