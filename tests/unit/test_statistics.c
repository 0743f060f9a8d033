/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Every number here was worked out by hand from the rows above it. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "ledger/statistics.h"
#include "test.h"

enum { SECOND = 1000000 };

static const struct ledger_figure figures[] = {
	/* number, received, decided, sent, due */
	{ 1,
	  { 100 * SECOND },
	  { 101 * SECOND },
	  { 102 * SECOND },
	  { 500 * SECOND },
	  "em",
	  "urgent",
	  "natural-disaster",
	  "done",
	  "",
	  "owed",
	  "mobile 3 3 0 0 3 9 9 0\nunicom 2 1 1 0 1 6 3 3\n",
	  true },
	{ 2,
	  { 200 * SECOND },
	  { 203 * SECOND },
	  { 203 * SECOND },
	  { 2000 * SECOND },
	  "em",
	  "urgent",
	  "natural-disaster",
	  "broadcasting",
	  "",
	  "returned",
	  "mobile 1 0 0 1 0 3 0 0\n",
	  true },
	{ 3,
	  { 300 * SECOND },
	  { 0 },
	  { 0 },
	  { 0 },
	  "met",
	  "planned",
	  "none",
	  "refused",
	  "length no-link",
	  "",
	  NULL,
	  false },
	{ 4,
	  { 400 * SECOND },
	  { 0 },
	  { 0 },
	  { 0 },
	  "met",
	  "planned",
	  "none",
	  "refused",
	  "length",
	  "",
	  NULL,
	  false },
	{ 5,
	  { 500 * SECOND },
	  { 900 * SECOND },
	  { 0 },
	  { 0 },
	  "met",
	  "planned",
	  "none",
	  "unsuitable",
	  "",
	  "",
	  "",
	  false },
	{ 6,
	  { 600 * SECOND },
	  { 610 * SECOND },
	  { 700 * SECOND },
	  { 100 * SECOND },
	  "met",
	  "expedited",
	  "accident",
	  "cancelled",
	  "",
	  "accepted",
	  "mobile 1 1 0 0 1 2 2 0\n",
	  false },
	{ 7,
	  { 700 * SECOND },
	  { 0 },
	  { 0 },
	  { 0 },
	  "other",
	  "none",
	  "none",
	  "done",
	  NULL,
	  NULL,
	  NULL,
	  false },
	/* Amended since: what an earlier version was refused for does not count. */
	{ 8,
	  { 800 * SECOND },
	  { 0 },
	  { 0 },
	  { 0 },
	  "em",
	  "planned",
	  "none",
	  "pending",
	  "length",
	  "",
	  NULL,
	  true },
};

static struct statistics *counted(const char *const *bodies, size_t count)
{
	struct statistics *s = statistics_new((struct utc){ (int64_t)1000 * SECOND });

	for (size_t i = 0; i < count; i++)
		statistics_know_body(s, bodies[i]);
	for (size_t i = 0; i < sizeof(figures) / sizeof(figures[0]); i++)
		statistics_count(s, &figures[i]);
	statistics_finish(s);
	return s;
}

static const struct statistics_row *row(const struct statistics_rows *rows, const char *name)
{
	for (size_t i = 0; i < rows->count; i++)
		if (strcmp(rows->rows[i].name, name) == 0)
			return &rows->rows[i];
	fail_msg("no row %s", name);
	return NULL;
}

static void assert_counts(const struct statistics_counts *counts, const char *wanted)
{
	char text[80];

	snprintf(text, sizeof(text), "%u %u %u %u %u %u", (unsigned int)counts->notices,
		 (unsigned int)counts->sent, (unsigned int)counts->refused,
		 (unsigned int)counts->declined, (unsigned int)counts->cancelled,
		 (unsigned int)counts->open);
	assert_string_equal(text, wanted);
}

static void notices_are_counted_by_lane_class_and_body(void **state)
{
	struct statistics *s = counted(NULL, 0);

	(void)state;
	/* notices sent refused declined cancelled open */
	assert_counts(&s->all, "8 3 2 1 1 3");
	assert_counts(&row(&s->lanes, "urgent")->counts, "2 2 0 0 0 2");
	assert_counts(&row(&s->lanes, "planned")->counts, "4 0 2 1 0 1");
	assert_counts(&row(&s->lanes, "expedited")->counts, "1 1 0 0 1 0");
	assert_counts(&row(&s->lanes, "none")->counts, "1 0 0 0 0 0");
	assert_counts(&row(&s->classes, "natural-disaster")->counts, "2 2 0 0 0 2");
	assert_counts(&row(&s->bodies, "met")->counts, "4 1 2 1 1 0");
	assert_int_equal(s->bodies.count, 3);
	statistics_free(s);
}

static void refusals_are_counted_by_each_rule_that_refused(void **state)
{
	struct statistics *s = counted(NULL, 0);

	(void)state;
	assert_int_equal(s->rules.count, 2);
	assert_int_equal(row(&s->rules, "length")->counts.notices, 2);
	assert_int_equal(row(&s->rules, "no-link")->counts.notices, 1);
	statistics_free(s);
}

static void carriers_are_the_sum_of_their_deliveries(void **state)
{
	struct statistics *s = counted(NULL, 0);
	const struct statistics_row *mobile = row(&s->carriers, "mobile");

	(void)state;
	assert_int_equal(s->carriers.count, 2);
	assert_int_equal(mobile->counts.notices, 3);
	assert_int_equal(mobile->deliveries, 5);
	assert_int_equal(mobile->accepted, 4);
	assert_int_equal(mobile->unknown, 1);
	assert_int_equal(mobile->stopped, 4);
	assert_int_equal(mobile->cells, 14);
	assert_int_equal(mobile->cells_ok, 11);
	assert_int_equal(row(&s->carriers, "unicom")->failed, 1);
	assert_int_equal(row(&s->carriers, "unicom")->cells_failed, 3);
	statistics_free(s);
}

static void times_run_from_the_receipt(void **state)
{
	struct statistics *s = counted(NULL, 0);
	const struct statistics_times *decided = s->times[STATISTICS_TO_DECIDED];
	const struct statistics_times *sent = s->times[STATISTICS_TO_SENT];

	(void)state;
	/* decided: 1 s, 3 s, 10 s, 400 s; sent: 2 s, 3 s, 100 s */
	assert_int_equal(decided[0].count, 4);
	assert_int_equal(decided[0].median_us, 3 * SECOND);
	assert_int_equal(decided[0].p95_us, 400 * SECOND);
	assert_int_equal(sent[0].count, 3);
	assert_int_equal(sent[0].median_us, 3 * SECOND);
	assert_int_equal(sent[0].max_us, 100 * SECOND);
	/* by lane: urgent is the last */
	assert_int_equal(decided[3].count, 2);
	assert_int_equal(decided[3].median_us, 1 * SECOND);
	assert_int_equal(decided[3].max_us, 3 * SECOND);
	assert_int_equal(decided[1].median_us, 400 * SECOND);
	assert_int_equal(sent[1].count, 0);
	statistics_free(s);
}

static void overdue_is_what_is_owed_or_returned_and_past_due(void **state)
{
	struct statistics *s = counted(NULL, 0);

	(void)state;
	assert_int_equal(s->owed, 1);
	assert_int_equal(s->returned, 1);
	assert_int_equal(s->accepted, 1); /* late, but done */
	assert_int_equal(s->overdue, 1);
	assert_int_equal(s->overdue_rows[0].number, 1);
	assert_string_equal(s->overdue_rows[0].agency, "em");
	statistics_free(s);
}

static void an_authority_sees_its_own_bodies_alone(void **state)
{
	static const char *const bodies[] = { "met", "silent" };
	struct statistics *s = counted(bodies, 2);

	(void)state;
	assert_counts(&s->all, "4 1 2 1 1 0");
	assert_int_equal(s->lanes.count, 2);
	assert_int_equal(s->overdue, 0);
	assert_int_equal(s->times[STATISTICS_TO_SENT][0].count, 1);
	/* The last row that was met is where the next slice goes on, counted or not. */
	assert_int_equal(s->last_number, 8);
	statistics_free(s);
}

/* 1 to n in an order that is none: 7919 is prime, and no divisor of n + 1. */
static void hundredths_are_those_of_the_sorted_list(void **state)
{
	static const struct {
		int64_t count, median, p95;
	} rows[] = { { 1, 1, 1 },     { 2, 1, 2 },	  { 3, 2, 3 },
		     { 19, 10, 19 },  { 20, 10, 19 },	  { 21, 11, 20 },
		     { 100, 50, 95 }, { 1000, 500, 950 }, { 99999, 50000, 95000 } };

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct statistics *s = statistics_new((struct utc){ 1 });
		const struct statistics_times *times = &s->times[STATISTICS_TO_SENT][0];

		for (int64_t n = 1; n <= rows[i].count; n++) {
			int64_t value = n * 7919 % (rows[i].count + 1);
			struct ledger_figure figure = { .number = (uint64_t)n,
							.received = { 1000 },
							.sent = { 1000 + value } };

			statistics_count(s, &figure);
		}
		statistics_finish(s);
		assert_int_equal(times->count, rows[i].count);
		assert_int_equal(times->median_us, rows[i].median);
		assert_int_equal(times->p95_us, rows[i].p95);
		assert_int_equal(times->max_us, rows[i].count);
		statistics_free(s);
	}
}

static void equal_and_sorted_times_take_no_longer(void **state)
{
	(void)state;
	for (int kind = 0; kind < 3; kind++) {
		struct statistics *s = statistics_new((struct utc){ 1 });

		for (int64_t n = 1; n <= 200000; n++) {
			int64_t value = kind == 0 ? 5 : kind == 1 ? n : 200001 - n;
			struct ledger_figure figure = { .number = (uint64_t)n,
							.received = { 1 },
							.sent = { 1 + value } };

			statistics_count(s, &figure);
		}
		statistics_finish(s);
		assert_int_equal(s->times[STATISTICS_TO_SENT][0].median_us, kind ? 100000 : 5);
		statistics_free(s);
	}
}

static void a_clock_set_back_makes_no_negative_time(void **state)
{
	struct statistics *s = statistics_new((struct utc){ 1 });
	struct ledger_figure figure = { .number = 1, .received = { 1000 }, .sent = { 10 } };

	(void)state;
	statistics_count(s, &figure);
	statistics_finish(s);
	assert_int_equal(s->times[STATISTICS_TO_SENT][0].max_us, 0);
	statistics_free(s);
}

static void many_bodies_are_found_by_name(void **state)
{
	struct statistics *s = statistics_new((struct utc){ 1 });
	char name[24];

	(void)state;
	for (int round = 0; round < 2; round++)
		for (int i = 0; i < STATISTICS_NAMES_MAX + 5; i++) {
			struct ledger_figure figure = { .number = 1, .received = { 1 } };

			snprintf(name, sizeof(name), "body-%d", i);
			figure.agency = name;
			statistics_count(s, &figure);
		}
	assert_int_equal(s->bodies.count, STATISTICS_NAMES_MAX);
	assert_int_equal(s->bodies.dropped, 10);
	assert_int_equal(row(&s->bodies, "body-17")->counts.notices, 2);
	/* Not named, but counted. */
	assert_int_equal(s->all.notices, 2 * (STATISTICS_NAMES_MAX + 5));
	statistics_free(s);
}

static void nothing_is_counted_past_the_bound(void **state)
{
	struct statistics *s = statistics_new((struct utc){ 1 });
	struct ledger_figure figure = { .number = 1, .received = { 1 } };

	(void)state;
	s->all.notices = STATISTICS_NOTICES_MAX;
	statistics_count(s, &figure);
	assert_int_equal(s->err, ERR_LIMIT);
	assert_int_equal(s->all.notices, STATISTICS_NOTICES_MAX);
	statistics_free(s);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(notices_are_counted_by_lane_class_and_body),
		cmocka_unit_test(refusals_are_counted_by_each_rule_that_refused),
		cmocka_unit_test(carriers_are_the_sum_of_their_deliveries),
		cmocka_unit_test(times_run_from_the_receipt),
		cmocka_unit_test(overdue_is_what_is_owed_or_returned_and_past_due),
		cmocka_unit_test(an_authority_sees_its_own_bodies_alone),
		cmocka_unit_test(hundredths_are_those_of_the_sorted_list),
		cmocka_unit_test(equal_and_sorted_times_take_no_longer),
		cmocka_unit_test(a_clock_set_back_makes_no_negative_time),
		cmocka_unit_test(many_bodies_are_found_by_name),
		cmocka_unit_test(nothing_is_counted_past_the_bound),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
