/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Art. 27 par. 1: 15 working days, in both readings. The rows were worked by hand. */
#include "test.h"

#include <string.h>
#include <talloc.h>

#include "notice/lead_time.h"
#include "support/law_kit.h"

static const struct calendar *shipped(void)
{
	return &law_kit_country()->calendar;
}

static struct lead_time_earliest earliest_of(int64_t filed)
{
	struct lead_time_earliest earliest = { 0 };

	assert_int_equal(lead_time_earliest(&earliest, shipped(), filed, LEAD_TIME_DAYS, NULL),
			 ERR_OK);
	return earliest;
}

static void a_filing_is_in_time_from_its_fifteenth_working_day_on(void **state)
{
	static const struct {
		const char *filed, *counted_from, *safe, *letter;
	} rows[] = {
		{ "2025-01-10", "2025-01-10", "2025-02-07", "2025-02-07" }, /* Fri, 春节 between */
		{ "2026-01-30", "2026-01-30", "2026-02-27", "2026-02-27" }, /* Fri */
		{ "2026-02-16", "2026-02-24", "2026-03-16", "2026-03-13" }, /* Mon, a holiday */
		{ "2026-09-20", "2026-09-20", "2026-10-16", "2026-10-16" }, /* Sun, worked */
		{ "2026-09-19", "2026-09-20", "2026-10-16", "2026-10-15" }, /* Sat */
	};

	(void)state;
	for (size_t i = 0; i < COUNT_OF(rows); i++) {
		struct lead_time_earliest is = earliest_of(law_kit_day(rows[i].filed));

		assert_int_equal(is.counted_from, law_kit_day(rows[i].counted_from));
		assert_int_equal(is.safe, law_kit_day(rows[i].safe));
		assert_int_equal(is.by_the_letter, law_kit_day(rows[i].letter));
	}
}

static void the_latest_filing_for_a_day_may_be_asked_of_a_holiday(void **state)
{
	static const char *const rows[][2] = {
		{ "2026-10-08", "2026-09-10" },
		{ "2026-10-01", "2026-09-09" }, /* itself a holiday */
	};

	(void)state;
	for (size_t i = 0; i < COUNT_OF(rows); i++) {
		struct lead_time_latest latest = { 0 };

		assert_int_equal(lead_time_latest(&latest, shipped(), law_kit_day(rows[i][0]),
						  LEAD_TIME_DAYS, NULL),
				 ERR_OK);
		assert_int_equal(latest.safe, law_kit_day(rows[i][1]));
	}
}

static void between_the_readings_it_is_held_before_them_refused(void **state)
{
	static const struct {
		const char *filed, *wanted;
		enum lead_time_answer answer;
	} rows[] = {
		{ "2026-09-19", "2026-10-16", LEAD_TIME_FINE },
		{ "2026-09-19", "2026-10-15", LEAD_TIME_HELD },
		{ "2026-09-19", "2026-10-14", LEAD_TIME_REFUSED },
		{ "2026-09-20", "2026-10-15", LEAD_TIME_REFUSED }, /* worked: no second reading */
		{ "2026-02-16", "2026-03-13", LEAD_TIME_HELD },
		{ "2026-02-16", "2026-03-14", LEAD_TIME_HELD }, /* a Saturday between them */
		{ "2026-02-16", "2026-03-12", LEAD_TIME_REFUSED },
		{ "2026-02-16", "2026-02-16", LEAD_TIME_REFUSED },
		{ "2026-11-02", "2027-03-01", LEAD_TIME_FINE }, /* the count ends in 2026 */
		{ "2026-12-25", "2027-01-20", LEAD_TIME_NOT_KNOWN },
		{ "2026-12-25", "2026-12-26", LEAD_TIME_NOT_KNOWN }, /* no date to name */
		{ "2023-12-29", "2024-03-01", LEAD_TIME_NOT_KNOWN },
	};

	(void)state;
	for (size_t i = 0; i < COUNT_OF(rows); i++) {
		struct lead_time is = lead_time_weigh(shipped(), law_kit_day(rows[i].filed),
						      law_kit_day(rows[i].wanted));

		if (is.answer != rows[i].answer)
			fail_msg("%s for %s: %s", rows[i].filed, rows[i].wanted,
				 lead_time_answer_name(is.answer));
	}
	assert_int_equal(
		lead_time_weigh(shipped(), law_kit_day("2026-12-25"), law_kit_day("2027-01-20"))
			.unknown_year,
		2027);
	assert_int_equal(
		lead_time_weigh(shipped(), law_kit_day("2023-12-29"), law_kit_day("2024-03-01"))
			.unknown_year,
		2023);
}

/* ---- properties, of every day of three years ----------------------------------------------- */

#define FIRST law_kit_day("2024-02-01")
#define LAST  law_kit_day("2026-11-30")

static void the_earliest_day_never_moves_back_as_filing_moves_on(void **state)
{
	struct lead_time_earliest before = earliest_of(FIRST);

	(void)state;
	for (int64_t day = FIRST + 1; day <= LAST; day++) {
		struct lead_time_earliest is = earliest_of(day);

		assert_true(is.safe >= before.safe && is.by_the_letter >= before.by_the_letter);
		before = is;
	}
}

/* The letter is never later, and earlier by one working day at most, on days off alone. */
static void the_readings_differ_by_the_shift_and_no_more(void **state)
{
	(void)state;
	for (int64_t day = FIRST; day <= LAST; day++) {
		struct lead_time_earliest is = earliest_of(day);
		int64_t one_before = 0;
		bool works = false;

		assert_int_equal(calendar_is_workday(shipped(), &works, day, NULL), ERR_OK);
		assert_int_equal(works, is.counted_from == day);
		assert_int_equal(calendar_workday_after(shipped(), &one_before, is.safe, -1, NULL),
				 ERR_OK);
		assert_int_equal(is.by_the_letter, works ? is.safe : one_before);
	}
}

static void the_latest_filing_is_the_inverse_of_the_earliest_sending(void **state)
{
	(void)state;
	for (int64_t wanted = FIRST + 40; wanted <= LAST; wanted++) {
		struct lead_time_latest latest = { 0 };

		assert_int_equal(lead_time_latest(&latest, shipped(), wanted, LEAD_TIME_DAYS, NULL),
				 ERR_OK);
		assert_true(earliest_of(latest.safe).safe <= wanted);
		assert_true(earliest_of(latest.safe + 1).safe > wanted);
		assert_true(earliest_of(latest.by_the_letter).by_the_letter <= wanted);
		assert_true(earliest_of(latest.by_the_letter + 1).by_the_letter > wanted);
	}
}

static void a_number_of_days_that_is_none_is_refused(void **state)
{
	struct lead_time_earliest earliest;
	struct lead_time_latest latest;

	(void)state;
	assert_int_equal(lead_time_earliest(&earliest, shipped(), FIRST, 0, NULL), ERR_LIMIT);
	assert_int_equal(lead_time_latest(&latest, shipped(), LAST, LEAD_TIME_DAYS_MAX + 1, NULL),
			 ERR_LIMIT);
}

/* ---- findings ----------------------------------------------------------------------------- */

static const struct registry_exemption by_law = {
	.rank = REGISTRY_RANK_ADMINISTRATIVE_REGULATION,
	.valid_until = { INT64_MAX },
};
static const struct registry_exemption by_ministry = {
	.rank = REGISTRY_RANK_MINISTRY_RULE,
	.valid_until = { INT64_MAX },
};
static const struct registry_exemption lapsed = {
	.rank = REGISTRY_RANK_LAW,
	.valid_until = { 1 },
};

static void the_finding_follows_lane_audience_and_exemption(void **state)
{
	static const struct {
		const char *filed, *wanted;
		enum lane lane;
		bool only_enrolled;
		const struct registry_exemption *exemption;
		enum effect effect;
		const char *zh;
	} rows[] = {
		{ "2026-09-19", "2026-10-14T09:00:00+08:00", LANE_PLANNED, false, NULL,
		  EFFECT_REFUSE,
		  RULES_BASIS_DEFAULT
		  "申请应提前15个工作日提出。本申请于2026-09-19提出，最早可于2026-10-16发送；"
		  "拟于2026-10-14发送的，最迟应于2026-09-17提出。" },
		{ "2026-09-19", "2026-10-15T09:00:00+08:00", LANE_PLANNED, false, NULL, EFFECT_HOLD,
		  RULES_BASIS_DEFAULT
		  "本申请于2026-09-19（非工作日）提出：视为次一工作日提出的，最早可于2026-10-16发送；"
		  "自提出次日起计算的，最早可于2026-10-15发送。拟于2026-10-15发送是否符合提前15个工作日的要求，"
		  "请审核人员核定。" },
		{ "2026-12-20", "2027-02-01T09:00:00+08:00", LANE_PLANNED, false, NULL, EFFECT_HOLD,
		  "2027年节假日安排尚未录入，暂不能确定最早发送日期，本申请暂缓审核，待节假日安排录入后继续办理。" },
		/* Midnight in China is still the day before in UTC. */
		{ "2026-09-19", "2026-10-15T16:00:00Z", LANE_PLANNED, false, NULL, EFFECT_NONE,
		  NULL },
		{ "2026-09-19", "2026-09-19T09:00:00+08:00", LANE_EXPEDITED, false, NULL,
		  EFFECT_NONE, NULL },
		{ "2026-09-19", "2026-09-19T09:00:00+08:00", LANE_URGENT, false, NULL, EFFECT_NONE,
		  NULL },
		{ "2026-09-19", "2026-09-22T09:00:00+08:00", LANE_PLANNED, true, NULL, EFFECT_NONE,
		  NULL },
		{ "2026-09-19", "2026-09-22T09:00:00+08:00", LANE_PLANNED, false, &by_law,
		  EFFECT_NONE, NULL },
		{ "2026-09-19", "2026-09-22T09:00:00+08:00", LANE_PLANNED, false, &by_ministry,
		  EFFECT_REFUSE, NULL },
		{ "2026-09-19", "2026-09-22T09:00:00+08:00", LANE_PLANNED, false, &lapsed,
		  EFFECT_REFUSE, NULL },
	};

	(void)state;
	for (size_t i = 0; i < COUNT_OF(rows); i++) {
		struct findings findings;
		struct lead_time_case question = {
			.calendar = shipped(),
			.filed = law_kit_day(rows[i].filed),
			.field = "send_from",
			.lane = rows[i].lane,
			.only_enrolled = rows[i].only_enrolled,
			.exemption = rows[i].exemption,
		};
		void *ctx = talloc_new(NULL);

		assert_int_equal(utc_parse(&question.wanted, NULL, slice_of(rows[i].wanted), NULL),
				 ERR_OK);
		findings_init(&findings, ctx);
		lead_time_judge(&findings, &question);
		assert_int_equal(findings.strongest, rows[i].effect);
		assert_int_equal(findings.count, rows[i].effect != EFFECT_NONE);
		if (rows[i].zh)
			assert_string_equal(findings_find(&findings, "lead-time")->zh, rows[i].zh);
		talloc_free(ctx);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_filing_is_in_time_from_its_fifteenth_working_day_on),
		cmocka_unit_test(the_latest_filing_for_a_day_may_be_asked_of_a_holiday),
		cmocka_unit_test(between_the_readings_it_is_held_before_them_refused),
		cmocka_unit_test(the_earliest_day_never_moves_back_as_filing_moves_on),
		cmocka_unit_test(the_readings_differ_by_the_shift_and_no_more),
		cmocka_unit_test(the_latest_filing_is_the_inverse_of_the_earliest_sending),
		cmocka_unit_test(a_number_of_days_that_is_none_is_refused),
		cmocka_unit_test(the_finding_follows_lane_audience_and_exemption),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
