/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* What an SMPP connection may have unanswered, and how much an account may send. */
#include "carriers/smpp_bucket.h"
#include "carriers/smpp_window.h"
#include "test.h"
#include "wire/smpp.h"

#include <talloc.h>

static struct smpp_window *open_window(size_t size, size_t reserved)
{
	struct smpp_window *window = talloc_zero(NULL, struct smpp_window);

	assert_int_equal(smpp_window_init(window, window, size, reserved, NULL), ERR_OK);
	return window;
}

/* The number it got; 0: full. Each is due a second after the one before, from second 10. */
static uint32_t take(struct smpp_window *window, bool is_urgent)
{
	static uint64_t key;
	struct smpp_slot slot = {
		.command_id = SMPP_SUBMIT_SM, .is_urgent = is_urgent, .key = ++key, .owner = window
	};

	slot.deadline = SPAN_SECONDS(10 + window->used);
	return smpp_window_take(window, &slot, NULL) == ERR_OK ? slot.sequence_number : 0;
}

static enum smpp_match answer(struct smpp_window *window, uint32_t sequence_number)
{
	struct smpp_slot slot;

	return smpp_window_answer(&slot, window, SMPP_SUBMIT_SM | SMPP_RESPONSE, sequence_number);
}

static void a_window_needs_places_that_are_not_reserved(void **state)
{
	struct smpp_window window;

	(void)state;
	assert_int_equal(smpp_window_init(&window, NULL, 0, 0, NULL), ERR_LIMIT);
	assert_int_equal(smpp_window_init(&window, NULL, 4, 4, NULL), ERR_LIMIT);
	assert_int_equal(smpp_window_init(&window, NULL, SMPP_WINDOW_MAX + 1, 0, NULL), ERR_LIMIT);
}

static void the_last_places_are_for_urgent_requests(void **state)
{
	struct smpp_window *window = open_window(4, 2);

	(void)state;
	assert_int_equal(smpp_window_room(window, false), 2);
	assert_int_not_equal(take(window, false), 0);
	assert_int_not_equal(take(window, false), 0);
	assert_int_equal(take(window, false), 0);
	assert_int_equal(smpp_window_room(window, true), 2);
	assert_int_not_equal(take(window, true), 0);
	assert_int_not_equal(take(window, true), 0);
	assert_int_equal(take(window, true), 0);
	/* Whoever is answered makes room for everybody, down to the reserve. */
	assert_int_equal(answer(window, 1), SMPP_MATCH_OPEN);
	assert_int_equal(smpp_window_room(window, false), 0);
	assert_int_equal(smpp_window_room(window, true), 1);
	talloc_free(window);
}

static void an_answer_is_matched_by_number_and_kind_once(void **state)
{
	struct smpp_window *window = open_window(4, 0);
	struct smpp_slot slot;
	uint32_t first = take(window, false), second = take(window, false);

	(void)state;
	assert_int_equal(smpp_window_answer(&slot, window, SMPP_QUERY_SM | SMPP_RESPONSE, first),
			 SMPP_MATCH_NONE);
	assert_int_equal(answer(window, first + 100), SMPP_MATCH_NONE);
	assert_int_equal(answer(window, 0), SMPP_MATCH_NONE);
	assert_int_equal(answer(window, first), SMPP_MATCH_OPEN);
	assert_int_equal(answer(window, first), SMPP_MATCH_NONE);
	assert_int_equal(smpp_window_answer(&slot, window, SMPP_GENERIC_NACK, second),
			 SMPP_MATCH_OPEN);
	assert_ptr_equal(slot.owner, window);
	talloc_free(window);
}

/* SMPP 3.4 5.1.4 */
static void numbers_wrap_at_0x7fffffff_and_pass_over_those_in_use(void **state)
{
	struct smpp_window *window = open_window(4, 0);

	(void)state;
	assert_int_equal(take(window, false), 1);
	assert_int_equal(smpp_window_number(window), 2);
	window->last_sequence = SMPP_SEQUENCE_MAX - 1;
	assert_int_equal(take(window, false), SMPP_SEQUENCE_MAX);
	/* 1 is still open. */
	assert_int_equal(take(window, false), 2);
	window->last_sequence = SMPP_SEQUENCE_MAX;
	assert_int_equal(smpp_window_number(window), 3);
	talloc_free(window);
}

static void past_its_deadline_a_request_leaves_a_tombstone(void **state)
{
	struct smpp_window *window = open_window(2, 0);
	struct smpp_slot slot;
	struct span deadline;
	uint32_t first = take(window, false), second = take(window, false);

	(void)state;
	assert_true(smpp_window_next_deadline(window, &deadline));
	assert_int_equal(deadline.us, SPAN_SECONDS(10).us);
	assert_false(smpp_window_due(&slot, window, SPAN_MS(9999)));
	assert_true(smpp_window_due(&slot, window, SPAN_SECONDS(10)));
	assert_int_equal(slot.sequence_number, first);
	assert_ptr_equal(slot.owner, window);
	assert_false(smpp_window_due(&slot, window, SPAN_SECONDS(10)));
	assert_int_equal(smpp_window_room(window, false), 1);
	assert_int_equal(smpp_window_answer(&slot, window, SMPP_SUBMIT_SM | SMPP_RESPONSE, first),
			 SMPP_MATCH_LATE);
	assert_null(slot.owner);
	assert_int_equal(answer(window, first), SMPP_MATCH_NONE);
	/* The second is asked after ten minutes: nobody remembers. */
	assert_true(smpp_window_due(&slot, window, SPAN_SECONDS(11)));
	assert_false(smpp_window_due(&slot, window,
				     (struct span){ SPAN_SECONDS(11).us + SMPP_WINDOW_LATE.us }));
	assert_int_equal(answer(window, second), SMPP_MATCH_NONE);
	talloc_free(window);
}

static void of_tombstones_the_newest_are_kept(void **state)
{
	struct smpp_window *window = open_window(1, 0);
	struct smpp_slot slot;
	uint32_t numbers[SMPP_WINDOW_TOMBSTONES + 1];

	(void)state;
	for (size_t i = 0; i < COUNT_OF(numbers); i++) {
		numbers[i] = take(window, false);
		assert_true(smpp_window_due(&slot, window, SPAN_SECONDS(10)));
	}
	assert_int_equal(answer(window, numbers[0]), SMPP_MATCH_NONE);
	for (size_t i = 1; i < COUNT_OF(numbers); i++)
		assert_int_equal(answer(window, numbers[i]), SMPP_MATCH_LATE);
	talloc_free(window);
}

static void a_lost_connection_is_drained_in_the_order_of_sending(void **state)
{
	struct smpp_window *window = open_window(4, 0);
	struct smpp_slot slot;

	(void)state;
	for (uint32_t i = 0; i < 4; i++)
		take(window, false);
	assert_int_equal(answer(window, 2), SMPP_MATCH_OPEN);
	take(window, false); /* number 5, in the second's place */
	for (uint32_t wanted = 1; smpp_window_drain(&slot, window); wanted++) {
		wanted += wanted == 2;
		assert_int_equal(slot.sequence_number, wanted);
	}
	assert_int_equal(window->used, 0);
	smpp_window_reset(window);
	assert_int_equal(take(window, false), 1);
	talloc_free(window);
}

static void what_never_left_gives_its_place_back(void **state)
{
	struct smpp_window *window = open_window(1, 0);
	uint32_t number = take(window, false);

	(void)state;
	smpp_window_give_back(window, number);
	smpp_window_give_back(window, number);
	assert_int_equal(smpp_window_room(window, false), 1);
	assert_int_equal(answer(window, number), SMPP_MATCH_NONE);
	talloc_free(window);
}

/* ---- the bucket ---------------------------------------------------------------------- */

static struct smpp_bucket bucket_of(uint32_t per_second, uint32_t size, uint32_t reserved)
{
	const struct smpp_bucket limits = { .per_second = per_second,
					    .size = size,
					    .reserved = reserved };
	struct smpp_bucket bucket;

	assert_int_equal(smpp_bucket_init(&bucket, &limits, SPAN_SECONDS(100), NULL), ERR_OK);
	return bucket;
}

static uint32_t take_all(struct smpp_bucket *bucket, bool is_urgent, struct span now)
{
	uint32_t taken = 0;

	while (taken < 100000 && smpp_bucket_take(bucket, 1, is_urgent, now))
		taken++;
	return taken;
}

static void a_bucket_gives_its_rate_and_keeps_some_for_urgent_traffic(void **state)
{
	struct smpp_bucket bucket = bucket_of(100, 50, 10);
	struct span now = SPAN_SECONDS(100);

	(void)state;
	assert_int_equal(take_all(&bucket, false, now), 40);
	assert_int_equal(smpp_bucket_wait(&bucket, 1, false, now).us, 10000);
	assert_int_equal(take_all(&bucket, true, now), 10);
	assert_int_equal(smpp_bucket_wait(&bucket, 1, true, now).us, 10000);
	/* What is not urgent waits until the reserve is there again. */
	assert_int_equal(smpp_bucket_wait(&bucket, 1, false, now).us, 110000);
	now.us += 200000;
	assert_int_equal(take_all(&bucket, false, now), 10);
	now.us += SPAN_HOURS(1000).us;
	assert_int_equal(take_all(&bucket, true, now), 50);
}

static void what_costs_more_than_there_can_be_leaves_a_debt(void **state)
{
	struct smpp_bucket bucket = bucket_of(100, 50, 10);
	struct span now = SPAN_SECONDS(100);

	(void)state;
	assert_true(smpp_bucket_take(&bucket, 508, false, now)); /* 254 numbers, two parts */
	assert_int_equal(smpp_bucket_wait(&bucket, 1, true, now).us, 4590000);
	smpp_bucket_give_back(&bucket, 508, false);
	assert_int_equal(smpp_bucket_wait(&bucket, 1, true, now).us, 0);
}

static void no_rate_is_no_limit(void **state)
{
	struct smpp_bucket bucket = bucket_of(0, 0, 0);

	(void)state;
	assert_int_equal(take_all(&bucket, false, SPAN_SECONDS(100)), 100000);
}

static void limits_that_cannot_be_are_refused(void **state)
{
	const struct smpp_bucket all_reserved = { .per_second = 10, .reserved = 10 };
	const struct smpp_bucket too_fast = { .per_second = SMPP_BUCKET_RATE_MAX + 1 };
	struct smpp_bucket bucket;

	(void)state;
	assert_int_equal(smpp_bucket_init(&bucket, &all_reserved, SPAN_MS(0), NULL), ERR_LIMIT);
	assert_int_equal(smpp_bucket_init(&bucket, &too_fast, SPAN_MS(0), NULL), ERR_LIMIT);
}

static void throttling_pauses_longer_each_time_and_a_burst_of_it_once(void **state)
{
	struct smpp_bucket bucket = bucket_of(0, 0, 0);
	struct span now = SPAN_SECONDS(100), sent = SPAN_SECONDS(99);
	int64_t last = 0;

	(void)state;
	for (int i = 0; i < 5; i++) {
		int64_t pause;

		for (int burst = 0; burst < 16; burst++)
			smpp_bucket_throttled(&bucket, sent, now);
		pause = smpp_bucket_wait(&bucket, 1, false, now).us;
		/* Jitter shortens each by a quarter at most. */
		assert_in_range(pause, 750000 << i, 1000000 << i);
		assert_true(pause > last);
		last = pause;
		assert_in_range(smpp_bucket_wait(&bucket, 1, true, now).us, 1, 1000000);
		now.us += pause;
		sent = now;
	}
	assert_int_equal(bucket.pauses, 5);
	/* An old answer proves nothing; one to what was sent in or after the pause does. */
	smpp_bucket_accepted(&bucket, SPAN_SECONDS(99));
	assert_true(bucket.is_paused);
	smpp_bucket_accepted(&bucket, now);
	assert_false(bucket.is_paused);
	assert_int_equal(smpp_bucket_wait(&bucket, 1, false, now).us, 0);
	smpp_bucket_throttled(&bucket, now, now);
	assert_in_range(smpp_bucket_wait(&bucket, 1, false, now).us, 750000, 1000000);
}

/* A centre that takes some of each round is not congested: pauses stay short. */
static void pauses_do_not_grow_while_something_is_taken(void **state)
{
	struct smpp_bucket bucket = bucket_of(0, 0, 0);
	struct span now = SPAN_SECONDS(100);

	(void)state;
	for (int i = 0; i < 10; i++) {
		struct span sent = now;

		now.us += 1000;
		smpp_bucket_throttled(&bucket, sent, now);
		assert_in_range(smpp_bucket_wait(&bucket, 1, false, now).us, 1, 2000000);
		smpp_bucket_accepted(&bucket, sent);
		now.us += SPAN_SECONDS(2).us;
	}
}

/* SMPP 5.0 4.8.4.18 */
static void near_congestion_what_is_not_urgent_costs_double(void **state)
{
	struct smpp_bucket bucket = bucket_of(100, 100, 0);
	struct span now = SPAN_SECONDS(100);

	(void)state;
	smpp_bucket_congestion(&bucket, 89, now, now);
	assert_int_equal(take_all(&bucket, false, now), 100);
	now.us += SPAN_SECONDS(1).us;
	smpp_bucket_congestion(&bucket, 90, now, now);
	assert_int_equal(take_all(&bucket, false, now), 50);
	now.us += SPAN_SECONDS(1).us;
	assert_int_equal(take_all(&bucket, true, now), 100);
	smpp_bucket_congestion(&bucket, 100, now, now);
	assert_int_equal(bucket.pauses, 1);
	assert_true(smpp_bucket_wait(&bucket, 1, false, now).us > 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_window_needs_places_that_are_not_reserved),
		cmocka_unit_test(the_last_places_are_for_urgent_requests),
		cmocka_unit_test(an_answer_is_matched_by_number_and_kind_once),
		cmocka_unit_test(numbers_wrap_at_0x7fffffff_and_pass_over_those_in_use),
		cmocka_unit_test(past_its_deadline_a_request_leaves_a_tombstone),
		cmocka_unit_test(of_tombstones_the_newest_are_kept),
		cmocka_unit_test(a_lost_connection_is_drained_in_the_order_of_sending),
		cmocka_unit_test(what_never_left_gives_its_place_back),
		cmocka_unit_test(a_bucket_gives_its_rate_and_keeps_some_for_urgent_traffic),
		cmocka_unit_test(what_costs_more_than_there_can_be_leaves_a_debt),
		cmocka_unit_test(no_rate_is_no_limit),
		cmocka_unit_test(limits_that_cannot_be_are_refused),
		cmocka_unit_test(throttling_pauses_longer_each_time_and_a_burst_of_it_once),
		cmocka_unit_test(pauses_do_not_grow_while_something_is_taken),
		cmocka_unit_test(near_congestion_what_is_not_urgent_costs_double),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
