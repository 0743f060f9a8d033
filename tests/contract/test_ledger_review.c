/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* The read models of the reviewer: the queue, the volumes, the notices beside one. */
#include "test.h"

#include <stdio.h>
#include <stdlib.h>
#include <talloc.h>

#include "ledger/query_review.h"
#include "notice/content.h"
#include "support/store_kit.h"

static const int64_t hour = 3600000000, begins_us = 1774832400000000; /* 2026-03-30T09:00+08:00 */
enum { TODAY = 20542 };						      /* 2026-03-30 */

static uint64_t event_number;

static int begin(void **state)
{
	struct store_kit *kit = malloc(sizeof(*kit));
	struct fault why;

	store_kit_make(kit, NULL);
	event_number = 0;
	*state = kit;
	return store_kit_open(kit, &why) == ERR_OK ? 0 : -1;
}

static int end(void **state)
{
	store_kit_remove(*state);
	free(*state);
	return 0;
}

/* ---- what stands in the store ----------------------------------------------------------- */

struct other {
	uint64_t number;
	const char *state, *event_type, *text;
	int begins_h, expires_h; /* hours after the window of the one that is reviewed began */
	uint32_t adcode;
	int32_t lat;
	uint64_t follows;
};

static struct footprint footprint_at(uint32_t adcode, int32_t lat)
{
	const struct cell cells[] = {
		{ .adcode = adcode, .people = 100, .coverage = { .at = { lat, 120100000 } } },
		{ .adcode = adcode,
		  .people = 50,
		  .coverage = { .at = { lat + 50000, 120200000 } } },
	};
	struct footprint footprint;

	footprint_of_cells(&footprint, cells, COUNT_OF(cells));
	return footprint;
}

static struct digest put_content(struct ledger_batch *batch, uint64_t number, const char *text)
{
	const struct content_text texts[] = { { SLICE_LITERAL("zh"), slice_of(text), 4371, 0 } };
	const struct content content = { .texts = texts, .text_count = 1 };
	struct slice canonical = content_canonical(NULL, &content);
	struct digest digest = store_kit_document(batch, number, canonical.at);

	talloc_free((void *)(uintptr_t)canonical.at);
	return digest;
}

static struct digest put_other(struct store_kit *kit, const struct other *other)
{
	struct ledger_batch *batch = ledger_batch_new(LEDGER_ROUTINE);
	struct footprint footprint = footprint_at(other->adcode, other->lat);
	struct store_kit_outcome outcome;
	struct ledger_notice row = {
		.number = other->number,
		.state = other->state,
		.lane = "planned",
		.agency = "a",
		.title = "t",
		.event_type = other->event_type,
		.received = { 1 },
		.begins = { begins_us + other->begins_h * hour },
		.expires = { begins_us + other->expires_h * hour },
		.follows = other->follows,
		.waiting_for = "",
	};

	store_kit_event(batch, ++event_number, other->number);
	row.canonical = put_content(batch, other->number, other->text);
	ledger_batch_notice(batch, &row);
	ledger_batch_footprint(batch, &(struct ledger_footprint){ .notice = other->number,
								  .until = row.expires,
								  .footprint = &footprint,
								  .replaces = true });
	assert_int_equal(store_kit_append(kit, batch, &outcome), ERR_OK);
	return row.canonical;
}

/* ---- asking ----------------------------------------------------------------------------- */

struct seen {
	unsigned int calls;
	enum err err;
	struct ledger_review review;
	uint64_t numbers[REVIEW_NEAR_MAX];
	size_t count;
	uint64_t listed[16];
};

static void see(void *data, const struct ledger_answer *answer)
{
	struct seen *seen = data;

	seen->calls++;
	seen->err = answer->err;
	seen->count = answer->count;
	for (size_t i = 0; i < answer->count && i < COUNT_OF(seen->listed); i++)
		seen->listed[i] = answer->notices[i].number;
	if (!answer->review)
		return;
	seen->review = *answer->review;
	for (size_t i = 0; i < answer->review->near_count; i++)
		seen->numbers[i] = answer->review->near[i].notice.number;
}

static struct ledger_review_question question(void)
{
	return (struct ledger_review_question){
		.notice = 1,
		.body = "body",
		.authority = "authority",
		.event_type = "flood",
		.today = TODAY,
		.begins = { begins_us },
		.until = { begins_us + 9 * hour },
	};
}

static struct seen ask(struct store_kit *kit, const struct ledger_review_question *asked)
{
	struct seen seen = { 0 };
	struct fault why;

	assert_int_equal(ledger_query_review(kit->ledger, asked, see, &seen, &why), ERR_OK);
	while (!seen.calls)
		store_kit_reap(kit);
	assert_int_equal(seen.err, ERR_OK);
	return seen;
}

/* ---- near-duplicates and conflicts ------------------------------------------------------ */

#define OURS "【云江省应急管理厅】近期森林火险等级高，严禁野外用火。咨询电话0571-12345678。"
#define LIKE "【云江省应急管理厅】近期森林火险等级极高，严禁野外用火。咨询电话0571-12345678。"
#define ELSE "【云江省应急管理厅】云州大桥封闭检修，请绕行二桥。咨询电话0571-12345678。"

enum { DUPLICATE = 1, CONFLICT = 2 };

static const struct {
	struct other other;
	int told; /* bits; 0: not at all */
} others[] = {
	{ { 2, "scheduled", "", LIKE, 3, 12, 330106, 30200000, 0 }, DUPLICATE | CONFLICT },
	{ { 3, "pending", "flood", ELSE, 20, 30, 330106, 30200000, 0 }, DUPLICATE },
	{ { 4, "pending", "", ELSE, 3, 12, 330106, 30200000, 0 }, CONFLICT },
	{ { 5, "pending", "fire", ELSE, 20, 30, 330106, 30200000, 0 }, 0 },
	{ { 6, "done", "", LIKE, -20, -10, 330106, 30200000, 0 }, DUPLICATE }, /* sent before */
	{ { 7, "done", "", ELSE, -2, 1, 330106, 30200000, 0 }, 0 }, /* over, whatever its window */
	{ { 8, "scheduled", "", LIKE, 34, 40, 330106, 30200000, 0 }, 0 }, /* past 24 hours */
	{ { 9, "done", "", LIKE, -40, -25, 330106, 30200000, 0 }, 0 },
	{ { 10, "unsuitable", "", LIKE, 0, 9, 330106, 30200000, 0 }, 0 },
	{ { 11, "lapsed", "", LIKE, 0, 9, 330106, 30200000, 0 }, 0 },
	{ { 12, "pending", "", LIKE, 0, 9, 330102, 30200000, 0 }, 0 }, /* another county */
	{ { 13, "pending", "", LIKE, 0, 9, 330106, 31200000, 0 }, 0 }, /* beside it */
	{ { 14, "pending", "", LIKE, 0, 9, 330106, 30200000, 1 }, 0 }, /* it follows ours */
	{ { 15, "pending", "", LIKE, 9, 12, 330106, 30200000, 0 }, DUPLICATE }, /* ours is over */
};

static int told_of(const struct seen *seen, uint64_t number)
{
	for (size_t i = 0; i < seen->review.near_count; i++)
		if (seen->numbers[i] == number)
			return DUPLICATE * seen->review.near[i].is_duplicate +
			       CONFLICT * seen->review.near[i].is_conflict;
	return 0;
}

static void what_is_like_it_or_in_its_way_is_told(void **state)
{
	const struct other ours = { 1, "pending", "flood", OURS, 0, 9, 330106, 30200000, 0 };
	struct store_kit *kit = *state;
	struct ledger_review_question asked = question();
	struct seen seen;

	asked.canonical = put_other(kit, &ours);
	for (size_t i = 0; i < COUNT_OF(others); i++)
		put_other(kit, &others[i].other);
	seen = ask(kit, &asked);
	for (size_t i = 0; i < COUNT_OF(others); i++)
		assert_int_equal(told_of(&seen, others[i].other.number), others[i].told);
	assert_int_equal(seen.numbers[0], 2); /* the weightiest first */
	assert_int_equal(seen.review.near[0].similarity >= 750, 1);
	assert_false(seen.review.is_cut);
}

/* A new version that goes elsewhere leaves its old place. */
static void a_new_version_leaves_its_old_place(void **state)
{
	const struct other ours = { 1, "pending", "", OURS, 0, 9, 330106, 30200000, 0 };
	const struct other before = { 2, "returned", "", LIKE, 0, 9, 330106, 30200000, 0 };
	const struct other after = { 2, "pending", "", LIKE, 0, 9, 331006, 28600000, 0 };
	struct store_kit *kit = *state;
	struct ledger_review_question asked = question();

	asked.canonical = put_other(kit, &ours);
	put_other(kit, &before);
	assert_int_equal(ask(kit, &asked).review.near_count, 1);
	put_other(kit, &after);
	assert_int_equal(ask(kit, &asked).review.near_count, 0);
}

/* Whatever there is, so many are looked at, and it is said that there are more. */
static void a_crowd_is_looked_at_up_to_a_bound(void **state)
{
	struct store_kit *kit = *state;
	struct ledger_review_question asked = question();
	struct other crowd = { 1, "pending", "", OURS, 0, 9, 330106, 30200000, 0 };
	struct seen seen;

	asked.canonical = put_other(kit, &crowd);
	for (uint64_t n = 2; n < REVIEW_SCANNED_MAX + 20; n++) {
		crowd.number = n;
		put_other(kit, &crowd);
	}
	seen = ask(kit, &asked);
	assert_int_equal(seen.review.scanned, REVIEW_SCANNED_MAX);
	assert_int_equal(seen.review.near_count, REVIEW_NEAR_MAX);
	assert_true(seen.review.is_cut);
}

/* ---- volumes ---------------------------------------------------------------------------- */

static const struct ledger_tally tallies[] = {
	{ LEDGER_TALLY_BODY, "body", TODAY, 1, 100 },
	{ LEDGER_TALLY_BODY, "body", TODAY - 6, 2, 200 }, /* the seventh day */
	{ LEDGER_TALLY_BODY, "body", TODAY - 7, 4, 400 },
	{ LEDGER_TALLY_BODY, "body", TODAY - 29, 8, 800 },
	{ LEDGER_TALLY_BODY, "body", TODAY - 30, 16, 1600 },
	{ LEDGER_TALLY_BODY, "body", TODAY - 89, 32, 3200 },
	{ LEDGER_TALLY_BODY, "body", TODAY - 90, 64, 6400 }, /* past the ninetieth */
	{ LEDGER_TALLY_BODY, "body", TODAY + 1, 128, 12800 },
	{ LEDGER_TALLY_BODY, "another", TODAY, 256, 25600 },
	{ LEDGER_TALLY_BODY, "body", TODAY, 1, 0 }, /* added to its day */
	{ LEDGER_TALLY_AUTHORITY, "authority", TODAY, 3, 7 },
	{ LEDGER_TALLY_CITY, "330100", TODAY - 10, 5, 9 },
	{ LEDGER_TALLY_CITY, "331000", TODAY, 9, 9 }, /* ours does not go there */
};

static void volumes_are_summed_over_their_days(void **state)
{
	const struct other ours = { 1, "pending", "", OURS, 0, 9, 330106, 30200000, 0 };
	struct store_kit *kit = *state;
	struct ledger_batch *batch = ledger_batch_new(LEDGER_ROUTINE);
	struct ledger_review_question asked = question();
	struct store_kit_outcome outcome;
	struct ledger_review review;

	store_kit_event(batch, 1000, 7);
	for (size_t i = 0; i < COUNT_OF(tallies); i++)
		ledger_batch_tally(batch, &tallies[i]);
	assert_int_equal(store_kit_append(kit, batch, &outcome), ERR_OK);
	put_other(kit, &ours);
	review = ask(kit, &asked).review;
	assert_int_equal(review.body.notices[0], 1 + 1 + 2);
	assert_int_equal(review.body.people[0], 300);
	assert_int_equal(review.body.notices[1], 4 + 4 + 8);
	assert_int_equal(review.body.notices[2], 4 + 4 + 8 + 16 + 32);
	assert_int_equal(review.body.people[2], 100 + 200 + 400 + 800 + 1600 + 3200);
	assert_int_equal(review.authority.notices[0], 3);
	assert_int_equal(review.busiest_city, 330100);
	assert_int_equal(review.city.notices[0], 0);
	assert_int_equal(review.city.notices[1], 5);
}

static void a_notice_without_a_place_has_nothing_beside_it(void **state)
{
	struct ledger_review_question asked = question();
	struct ledger_review review = ask(*state, &asked).review;

	assert_int_equal(review.near_count, 0);
	assert_int_equal(review.busiest_city, 0);
	assert_int_equal(review.body.notices[2], 0);
	assert_null(review.canonical.at);
}

/* ---- the queue -------------------------------------------------------------------------- */

static void put_waiting(struct store_kit *kit, uint64_t number, const char *authority,
			const char *waiting_for)
{
	struct ledger_batch *batch = ledger_batch_new(LEDGER_ROUTINE);
	struct store_kit_outcome outcome;

	store_kit_event(batch, ++event_number, number);
	ledger_batch_notice(
		batch, &(struct ledger_notice){
			       .number = number,
			       .state = "pending",
			       .lane = number % 2 ? "planned" : "expedited",
			       .agency = number < 4 ? "a" : "b",
			       .authority = authority,
			       .waiting_for = waiting_for,
			       /* 6 first; 3 and 4 at the same moment */
			       .decide_by = { number == 3 ? 600 : (10 - (int64_t)number) * 100 },
		       });
	assert_int_equal(store_kit_append(kit, batch, &outcome), ERR_OK);
}

static void what_must_be_decided_first_comes_first(void **state)
{
	static const struct {
		struct ledger_notice_filter filter;
		uint64_t numbers[7];
	} rows[] = {
		{ { .waiting_for = "" }, { 6, 5, 3, 4, 2, 1 } },
		{ { .waiting_for = "", .authority = "x" }, { 6, 3, 2, 1 } },
		{ { .waiting_for = "", .agency = "b" }, { 6, 5, 4 } },
		{ { .waiting_for = "review" }, { 6, 5, 3, 4, 1 } },
		{ { .waiting_for = "second-person", .authority = "x" }, { 2 } },
		{ { .waiting_for = "", .lane = "planned" }, { 5, 3, 1 } },
		{ { .waiting_for = "", .state = "held" }, { 0 } },
		{ { .waiting_for = "", .limit = 2 }, { 6, 5 } },
		{ { .waiting_for = "", .after_decide_by = { 600 }, .after_number = 3 },
		  { 4, 2, 1 } },
		{ { .waiting_for = "", .agency = "a", .authority = "y" }, { 0 } },
	};
	struct store_kit *kit = *state;
	struct fault why;

	for (uint64_t n = 1; n <= 6; n++)
		put_waiting(kit, n, n == 4 || n == 5 ? "y" : "x",
			    n == 2 ? "second-person" : "review");
	put_waiting(kit, 7, "x", "");
	for (size_t i = 0; i < COUNT_OF(rows); i++) {
		struct seen seen = { 0 };
		size_t count = 0;

		assert_int_equal(
			ledger_query_notices(kit->ledger, &rows[i].filter, see, &seen, &why),
			ERR_OK);
		while (!seen.calls)
			store_kit_reap(kit);
		assert_int_equal(seen.err, ERR_OK);
		while (rows[i].numbers[count]) {
			assert_int_equal(seen.listed[count], rows[i].numbers[count]);
			count++;
		}
		assert_int_equal(seen.count, count);
	}
}

#define TEST(test) cmocka_unit_test_setup_teardown(test, begin, end)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(what_is_like_it_or_in_its_way_is_told),
		TEST(a_new_version_leaves_its_old_place),
		TEST(a_crowd_is_looked_at_up_to_a_bound),
		TEST(volumes_are_summed_over_their_days),
		TEST(a_notice_without_a_place_has_nothing_beside_it),
		TEST(what_must_be_decided_first_comes_first),
	};

	return cmocka_run_group_tests_name("ledger_review", tests, NULL, NULL);
}
