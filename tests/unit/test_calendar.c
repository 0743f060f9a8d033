/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "notice/calendar.h"
#include "test.h"

/* Worked by hand from the State Council's notices for 2024, 2025 and 2026. */
static void fifteen_working_days_jump_over_holidays(void **state)
{
	static const struct {
		int filed[3], safe[3];
	} rows[] = {
		{ { 2025, 1, 10 }, { 2025, 2, 7 } },
		{ { 2026, 1, 30 }, { 2026, 2, 27 } },
		{ { 2026, 2, 24 }, { 2026, 3, 16 } },
		{ { 2026, 9, 20 }, { 2026, 10, 16 } }, /* a make-up working day */
	};

	(void)state;
	for (size_t i = 0; i < COUNT_OF(rows); i++) {
		int64_t day = utc_days_of(rows[i].filed[0], rows[i].filed[1], rows[i].filed[2]);
		int64_t safe = 0;

		assert_int_equal(calendar_workday_after(&safe, day, 15, NULL), ERR_OK);
		assert_int_equal(safe,
				 utc_days_of(rows[i].safe[0], rows[i].safe[1], rows[i].safe[2]));
	}
}

static void an_unpublished_year_is_not_guessed(void **state)
{
	int64_t day = 0;

	(void)state;
	assert_int_equal(calendar_workday_after(&day, utc_days_of(2026, 12, 25), 15, NULL),
			 ERR_UNDETERMINED);
	assert_int_equal(day, 0);
}

static void a_day_is_that_of_china(void **state)
{
	struct utc t;

	(void)state;
	assert_int_equal(utc_parse(&t, NULL, SLICE_LITERAL("2026-03-02T16:30:00Z"), NULL), ERR_OK);
	assert_int_equal(calendar_day_of(t), utc_days_of(2026, 3, 3));
	t = calendar_end_of(utc_days_of(2026, 3, 3));
	assert_int_equal(calendar_day_of(t), utc_days_of(2026, 3, 3));
	t.us++;
	assert_int_equal(calendar_day_of(t), utc_days_of(2026, 3, 4));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(fifteen_working_days_jump_over_holidays),
		cmocka_unit_test(an_unpublished_year_is_not_guessed),
		cmocka_unit_test(a_day_is_that_of_china),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
