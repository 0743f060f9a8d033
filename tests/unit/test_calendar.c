/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "test.h"

#include <stdio.h>
#include <string.h>
#include <talloc.h>

#include "support/law_kit.h"

static const struct calendar *shipped(void)
{
	return &law_kit_country()->calendar;
}

/* Worked by hand from the State Council's notices for 2024, 2025 and 2026. */
static void fifteen_working_days_jump_over_holidays(void **state)
{
	static const char *const rows[][2] = {
		{ "2025-01-10", "2025-02-07" },
		{ "2026-01-30", "2026-02-27" },
		{ "2026-02-24", "2026-03-16" },
		{ "2026-09-20", "2026-10-16" }, /* a make-up working day */
	};

	(void)state;
	for (size_t i = 0; i < COUNT_OF(rows); i++) {
		int64_t safe = 0, back = 0;

		assert_int_equal(
			calendar_workday_after(shipped(), &safe, law_kit_day(rows[i][0]), 15, NULL),
			ERR_OK);
		assert_int_equal(safe, law_kit_day(rows[i][1]));
		assert_int_equal(calendar_workday_after(shipped(), &back, safe, -15, NULL), ERR_OK);
		assert_int_equal(back, law_kit_day(rows[i][0]));
	}
}

/* tests/vectors/workdays.csv: each day of three years, from the notices and five programs. */
static void every_day_of_three_years_is_what_the_list_says(void **state)
{
	FILE *file = fopen("tests/vectors/workdays.csv", "rb");
	char line[256], date[16], reason[64];
	unsigned int days = 0, works;

	(void)state;
	assert_non_null(file);
	assert_non_null(fgets(line, sizeof(line), file));
	while (fgets(line, sizeof(line), file)) {
		enum calendar_kind kind = CALENDAR_KIND_COUNT, wanted = CALENDAR_WORKDAY;

		assert_int_equal(sscanf(line, "%10[^,],%u,%63[^:\n]", date, &works, reason), 3);
		if (strcmp(reason, "holiday") == 0)
			wanted = CALENDAR_DAY_OFF;
		else if (strcmp(reason, "makeup_workday") == 0)
			wanted = CALENDAR_MADE_UP;
		else if (!works)
			wanted = CALENDAR_WEEKEND;
		assert_int_equal(calendar_kind_of(shipped(), &kind, law_kit_day(date), NULL),
				 ERR_OK);
		if (kind != wanted)
			fail_msg("%s: %s", date, calendar_kind_name(kind));
		days++;
	}
	fclose(file);
	assert_int_equal(days, 366 + 365 + 365);
}

static void an_unpublished_year_is_not_guessed(void **state)
{
	struct fault why;
	int64_t day = 0;

	(void)state;
	assert_int_equal(
		calendar_workday_after(shipped(), &day, law_kit_day("2026-12-25"), 15, &why),
		ERR_UNDETERMINED);
	assert_non_null(strstr(why.text, "2027"));
	assert_int_equal(day, 0);
	assert_int_equal(calendar_valid_through(shipped()), law_kit_day("2026-12-31"));
	assert_int_equal(calendar_missing_from(shipped(), law_kit_day("2025-06-01")), 2027);
	assert_int_equal(calendar_missing_before(shipped(), law_kit_day("2025-06-01")), 2023);
	assert_null(calendar_year(shipped(), 2027));
}

static void a_day_is_that_of_china(void **state)
{
	char text[CALENDAR_DAY_OCTETS];
	struct utc t;

	(void)state;
	assert_int_equal(utc_parse(&t, NULL, SLICE_LITERAL("2026-03-02T16:30:00Z"), NULL), ERR_OK);
	assert_int_equal(calendar_day_of(t), utc_days_of(2026, 3, 3));
	t = calendar_end_of(utc_days_of(2026, 3, 3));
	assert_int_equal(calendar_day_of(t), utc_days_of(2026, 3, 3));
	t.us++;
	assert_int_equal(calendar_day_of(t), utc_days_of(2026, 3, 4));
	assert_int_equal(law_kit_day("2026-03-02T16:30:00Z"), utc_days_of(2026, 3, 3));
	assert_int_equal(law_kit_day("2026-02-29"), -1);
	assert_string_equal(calendar_day_format(text, utc_days_of(2026, 3, 3)), "2026-03-03");
}

/* ---- notices as they are written down ----------------------------------------------------- */

static struct calendar_notice notice_of(uint32_t year, const struct slice *off,
					const struct slice *made_up)
{
	return (struct calendar_notice){
		.year = year,
		.off = off,
		.off_count = 1,
		.made_up = made_up,
		.made_up_count = 1,
		.number = SLICE_LITERAL("国办发明电〔2099〕1号"),
	};
}

static void a_notice_that_cannot_be_meant_is_refused_with_the_day_named(void **state)
{
	static const struct {
		uint32_t year;
		const char *off, *made_up, *names;
	} rows[] = {
		{ 2027, "2027-1-1", "2027-01-03", "2027-1-1" },
		{ 2027, "2027-01-01..", "2027-01-03", "2027-01-01.." },
		{ 2027, "2027-02-30", "2027-01-03", "is no date" },
		{ 2027, "2027-02-08..2027-02-06", "2027-01-03", "ends before" },
		{ 2027, "2027-02-06..2027-03-06", "2027-01-03", "too long" },
		{ 2027, "2026-10-01", "2027-01-03", "not of that year" },
		{ 2027, "2028-01-01", "2027-01-03", "not of that year" },
		{ 2027, "2027-01-01", "2027-01-04", "no weekend" },
		{ 2027, "2027-01-01..2027-01-03", "2027-01-03", "day off as well" },
		{ 2023, "2023-01-01", "2023-01-07", "calendar of 2023" },
	};

	(void)state;
	for (size_t i = 0; i < COUNT_OF(rows); i++) {
		struct slice off = slice_of(rows[i].off), made_up = slice_of(rows[i].made_up);
		struct calendar_notice notice = notice_of(rows[i].year, &off, &made_up);
		struct fault why = { ERR_OK, "", "" };

		assert_int_not_equal(calendar_notice_check(&notice, &why), ERR_OK);
		if (!strstr(why.text, rows[i].names))
			fail_msg("row %zu: %s", i, why.text);
	}
}

static enum calendar_kind kind_in(const struct calendar *calendar, const char *day)
{
	enum calendar_kind kind = CALENDAR_KIND_COUNT;

	assert_int_equal(calendar_kind_of(calendar, &kind, law_kit_day(day), NULL), ERR_OK);
	return kind;
}

/* The notice for 2019 moved days of December 2018; such a notice speaks last. */
static void a_notice_may_reach_into_the_december_before(void **state)
{
	struct slice off = SLICE_LITERAL("2026-12-31..2027-01-01");
	struct slice made_up = SLICE_LITERAL("2026-12-27");
	struct calendar_notice notice = notice_of(2027, &off, &made_up);
	struct calendar calendar;
	void *ctx = talloc_new(NULL);

	(void)state;
	assert_int_equal(calendar_make(ctx, &calendar, shipped(),
				       &(struct calendar_notices){ &notice, 1 }, NULL),
			 ERR_OK);
	assert_int_equal(kind_in(&calendar, "2026-12-31"), CALENDAR_DAY_OFF);
	assert_int_equal(kind_in(&calendar, "2026-12-27"), CALENDAR_MADE_UP);
	assert_int_equal(kind_in(shipped(), "2026-12-31"), CALENDAR_WORKDAY);
	assert_int_equal(calendar_valid_through(&calendar), law_kit_day("2027-12-31"));
	talloc_free(ctx);
}

static void a_later_notice_takes_the_place_of_the_earlier_for_its_year(void **state)
{
	struct slice off[] = { SLICE_LITERAL("2029-01-01"), SLICE_LITERAL("2025-01-01") };
	struct slice made_up[] = { SLICE_LITERAL("2029-01-06"), SLICE_LITERAL("2025-01-26") };
	struct calendar_notice notices[] = { notice_of(2029, &off[0], &made_up[0]),
					     notice_of(2025, &off[1], &made_up[1]) };
	struct calendar calendar;
	void *ctx = talloc_new(NULL);

	(void)state;
	assert_int_equal(calendar_make(ctx, &calendar, shipped(),
				       &(struct calendar_notices){ notices, 2 }, NULL),
			 ERR_OK);
	assert_int_equal(calendar.count, 4);
	assert_int_equal(kind_in(&calendar, "2025-10-01"), CALENDAR_WORKDAY);
	assert_int_equal(kind_in(&calendar, "2025-01-26"), CALENDAR_MADE_UP);
	/* 2029 is there, but 2027 is missing: nothing is valid beyond 2026. */
	assert_int_equal(kind_in(&calendar, "2029-01-01"), CALENDAR_DAY_OFF);
	assert_int_equal(calendar_valid_through(&calendar), law_kit_day("2026-12-31"));
	talloc_free(ctx);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(fifteen_working_days_jump_over_holidays),
		cmocka_unit_test(every_day_of_three_years_is_what_the_list_says),
		cmocka_unit_test(an_unpublished_year_is_not_guessed),
		cmocka_unit_test(a_day_is_that_of_china),
		cmocka_unit_test(a_notice_that_cannot_be_meant_is_refused_with_the_day_named),
		cmocka_unit_test(a_notice_may_reach_into_the_december_before),
		cmocka_unit_test(a_later_notice_takes_the_place_of_the_earlier_for_its_year),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
