/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "test.h"

#include <string.h>

#include "ledger/outcome_record.h"
#include "notice/outcome.h"

enum { STEPS_MAX = 6 };

static struct outcome heard(enum outcome_event event, int attempt, int part, int parts)
{
	return (struct outcome){ .at = { 1 },
				 .notice = 81,
				 .event = event,
				 .attempt = (uint8_t)attempt,
				 .part = (uint8_t)part,
				 .parts = (uint8_t)parts };
}

static enum outcome_event fold(const struct outcome *steps, size_t count)
{
	struct outcome_person person;
	struct outcome_fold fold;

	outcome_fold_begin(&fold, &person, 1);
	for (size_t i = 0; i < count && steps[i].event != OUTCOME_NONE; i++)
		outcome_fold_step(&fold, &steps[i]);
	assert_int_equal(fold.counts.of[outcome_person_state(&person)], 1);
	return outcome_person_state(&person);
}

static void what_is_heard_of_one_attempt_leads_to_a_state(void **state)
{
	static const struct {
		enum outcome_event steps[STEPS_MAX], end;
	} rows[] = {
		{ { OUTCOME_NONE }, OUTCOME_NONE },
		{ { OUTCOME_CLAIMED }, OUTCOME_CLAIMED },
		{ { OUTCOME_CLAIMED, OUTCOME_SUBMITTED, OUTCOME_ACCEPTED, OUTCOME_DELIVERED },
		  OUTCOME_DELIVERED },
		/* A receipt before the answer to the submission. */
		{ { OUTCOME_CLAIMED, OUTCOME_DELIVERED, OUTCOME_SUBMITTED, OUTCOME_ACCEPTED },
		  OUTCOME_DELIVERED },
		{ { OUTCOME_CLAIMED, OUTCOME_FAILED, OUTCOME_ACCEPTED }, OUTCOME_FAILED },
		/* Silence, then a late answer, then a late receipt. */
		{ { OUTCOME_SUBMITTED, OUTCOME_UNKNOWN }, OUTCOME_UNKNOWN },
		{ { OUTCOME_SUBMITTED, OUTCOME_UNKNOWN, OUTCOME_ACCEPTED }, OUTCOME_ACCEPTED },
		{ { OUTCOME_ACCEPTED, OUTCOME_UNKNOWN, OUTCOME_DELIVERED }, OUTCOME_DELIVERED },
		{ { OUTCOME_UNKNOWN, OUTCOME_SUBMITTED }, OUTCOME_UNKNOWN },
		/* Given up, and yet it came. */
		{ { OUTCOME_ACCEPTED, OUTCOME_EXPIRED, OUTCOME_DELIVERED }, OUTCOME_DELIVERED },
		{ { OUTCOME_ACCEPTED, OUTCOME_EXPIRED, OUTCOME_UNKNOWN }, OUTCOME_EXPIRED },
		{ { OUTCOME_FAILED, OUTCOME_DELIVERED }, OUTCOME_DELIVERED },
		{ { OUTCOME_DELIVERED, OUTCOME_FAILED }, OUTCOME_DELIVERED },
		{ { OUTCOME_DELIVERED, OUTCOME_DELIVERED }, OUTCOME_DELIVERED },
		/* Only what was not handed over, or what the centre has, can be taken back. */
		{ { OUTCOME_CLAIMED, OUTCOME_WITHDRAWN }, OUTCOME_WITHDRAWN },
		{ { OUTCOME_SUBMITTED, OUTCOME_WITHDRAWN }, OUTCOME_SUBMITTED },
		{ { OUTCOME_ACCEPTED, OUTCOME_WITHDRAWN }, OUTCOME_WITHDRAWN },
		{ { OUTCOME_CLAIMED, OUTCOME_WITHDRAWN, OUTCOME_DELIVERED }, OUTCOME_DELIVERED },
		{ { OUTCOME_WITHDRAWN, OUTCOME_UNKNOWN }, OUTCOME_WITHDRAWN },
		/* What is said of lists is said of nobody. */
		{ { OUTCOME_LISTED, OUTCOME_PURGED }, OUTCOME_NONE },
	};

	(void)state;
	for (size_t i = 0; i < COUNT_OF(rows); i++) {
		struct outcome steps[STEPS_MAX];

		for (size_t k = 0; k < STEPS_MAX; k++)
			steps[k] = heard(rows[i].steps[k], 1, 1, 1);
		assert_int_equal(fold(steps, STEPS_MAX), rows[i].end);
	}
}

static void a_new_attempt_begins_anew_unless_it_was_delivered(void **state)
{
	const struct {
		struct outcome steps[STEPS_MAX];
		enum outcome_event end;
	} rows[] = {
		{ { heard(OUTCOME_FAILED, 1, 1, 1), heard(OUTCOME_CLAIMED, 2, 1, 1) },
		  OUTCOME_CLAIMED },
		{ { heard(OUTCOME_UNKNOWN, 1, 1, 1), heard(OUTCOME_CLAIMED, 2, 1, 1),
		    heard(OUTCOME_FAILED, 1, 1, 1) },
		  OUTCOME_CLAIMED },
		{ { heard(OUTCOME_UNKNOWN, 1, 1, 1), heard(OUTCOME_CLAIMED, 2, 1, 1),
		    heard(OUTCOME_DELIVERED, 1, 1, 1), heard(OUTCOME_FAILED, 2, 1, 1) },
		  OUTCOME_DELIVERED },
		{ { heard(OUTCOME_DELIVERED, 1, 1, 1), heard(OUTCOME_CLAIMED, 2, 1, 1) },
		  OUTCOME_DELIVERED },
	};

	(void)state;
	for (size_t i = 0; i < COUNT_OF(rows); i++)
		assert_int_equal(fold(rows[i].steps, STEPS_MAX), rows[i].end);
}

static void a_message_of_parts_is_delivered_when_all_of_them_are(void **state)
{
	const struct {
		struct outcome steps[STEPS_MAX];
		enum outcome_event end;
	} rows[] = {
		{ { heard(OUTCOME_DELIVERED, 1, 1, 2) }, OUTCOME_ACCEPTED },
		{ { heard(OUTCOME_DELIVERED, 1, 2, 2), heard(OUTCOME_DELIVERED, 1, 2, 2) },
		  OUTCOME_ACCEPTED },
		{ { heard(OUTCOME_DELIVERED, 1, 2, 2), heard(OUTCOME_DELIVERED, 1, 1, 2) },
		  OUTCOME_DELIVERED },
		{ { heard(OUTCOME_DELIVERED, 1, 1, 2), heard(OUTCOME_FAILED, 1, 2, 2) },
		  OUTCOME_FAILED },
		{ { heard(OUTCOME_FAILED, 1, 2, 2), heard(OUTCOME_DELIVERED, 1, 1, 2) },
		  OUTCOME_FAILED },
		{ { heard(OUTCOME_DELIVERED, 1, 1, 2), heard(OUTCOME_CLAIMED, 2, 1, 2),
		    heard(OUTCOME_DELIVERED, 2, 2, 2) },
		  OUTCOME_ACCEPTED },
	};

	(void)state;
	for (size_t i = 0; i < COUNT_OF(rows); i++)
		assert_int_equal(fold(rows[i].steps, STEPS_MAX), rows[i].end);
}

static void records_of_nobody_change_nothing(void **state)
{
	struct outcome stranger = heard(OUTCOME_DELIVERED, 1, 1, 1);
	struct outcome_person people[2];
	struct outcome_fold fold;

	(void)state;
	outcome_fold_begin(&fold, people, 2);
	stranger.recipient = 2;
	assert_false(outcome_fold_step(&fold, &stranger));
	assert_int_equal(fold.counts.of[OUTCOME_NONE], 2);
}

static void what_cannot_be_is_refused(void **state)
{
	struct outcome rows[] = {
		heard(OUTCOME_NONE, 1, 1, 1),	   heard(OUTCOME_EVENT_COUNT, 1, 1, 1),
		heard(OUTCOME_CLAIMED, 0, 1, 1),   heard(OUTCOME_CLAIMED, 16, 1, 1),
		heard(OUTCOME_CLAIMED, 1, 0, 1),   heard(OUTCOME_CLAIMED, 1, 2, 1),
		heard(OUTCOME_CLAIMED, 1, 1, 9),   heard(OUTCOME_CLAIMED, 1, 1, 1),
		heard(OUTCOME_DELIVERED, 1, 1, 1),
	};

	(void)state;
	rows[7].notice = 0;
	rows[8].text = (struct slice){ "", OUTCOME_TEXT_OCTETS_MAX + 1 };
	for (size_t i = 0; i < COUNT_OF(rows); i++)
		assert_false(outcome_is_possible(&rows[i]));
}

/* ---- octets ----------------------------------------------------------------------------- */

static void a_record_is_laid_out_as_its_header_says(void **state)
{
	static const uint8_t expected[] = {
		0, 0, 0,    0, 0,   0,	 1, 2,		       /* at */
		0, 0, 0,    0, 0,   0,	 0, 81,		       /* notice */
		0, 0, 0,    3, 0,   0,	 0, 5,	0, 0, 0, 0x45, /* delivery, recipient, cause */
		5, 2, 0x23, 2, 'A', '1',
	};
	struct outcome outcome = { .at = { 258 },
				   .notice = 81,
				   .delivery = 3,
				   .recipient = 5,
				   .cause = 0x45,
				   .event = OUTCOME_FAILED,
				   .attempt = 2,
				   .part = 2,
				   .parts = 3,
				   .text = SLICE_LITERAL("A1") };
	uint8_t octets[OUTCOME_RECORD_OCTETS_MAX];
	struct slice rest;
	struct outcome read;

	(void)state;
	assert_int_equal(outcome_record_pack(octets, &outcome), sizeof(expected));
	assert_memory_equal(octets, expected, sizeof(expected));
	rest = (struct slice){ (const char *)octets, sizeof(expected) };
	assert_int_equal(outcome_record_take(&read, &rest, NULL), ERR_OK);
	assert_int_equal(rest.size, 0);
	assert_int_equal(read.at.us, 258);
	assert_int_equal(read.cause, 0x45);
	assert_true(slice_is(read.text, "A1"));
	for (size_t size = 0; size < sizeof(expected); size++) {
		rest = (struct slice){ (const char *)octets, size };
		assert_int_equal(outcome_record_take(&read, &rest, NULL), ERR_INPUT);
	}
	octets[28] = OUTCOME_EVENT_COUNT;
	rest = (struct slice){ (const char *)octets, sizeof(expected) };
	assert_int_equal(outcome_record_take(&read, &rest, NULL), ERR_INPUT);
}

static void any_octet_of_a_block_that_changed_is_seen(void **state)
{
	uint8_t octets[OUTCOME_BLOCK_HEADER_OCTETS + OUTCOME_RECORD_OCTETS_MAX];
	struct outcome outcome = heard(OUTCOME_CLAIMED, 1, 1, 1);
	struct outcome_block block = { .before = { 6, 60, { { 9 } } },
				       .records = 1,
				       .lowest = 81,
				       .highest = 81 },
			     read;

	(void)state;
	block.octets = (uint32_t)outcome_record_pack(octets + OUTCOME_BLOCK_HEADER_OCTETS,
						     &outcome);
	outcome_block_seal(&block, octets);
	assert_int_equal(block.head.block, 7);
	assert_int_equal(block.head.records, 61);
	assert_int_equal(outcome_block_read(&read, octets, NULL), ERR_OK);
	assert_true(outcome_block_is_whole(&read, octets));
	assert_true(outcome_head_equal(&read.head, &block.head));
	assert_true(outcome_head_equal(&read.before, &block.before));
	for (size_t i = 0; i < OUTCOME_BLOCK_HEADER_OCTETS + block.octets; i++) {
		octets[i] ^= 0x10;
		assert_false(outcome_block_read(&read, octets, NULL) == ERR_OK &&
			     outcome_block_is_whole(&read, octets));
		octets[i] ^= 0x10;
	}
}

/* Reckoned by Python's hashlib from the layout that ledger/outcome_record.h draws. */
static void a_chain_of_blocks_has_the_digest_that_its_layout_says(void **state)
{
	static const char expected[] =
		"c7b4e24719cd69f1d39d7b7c1e9d94e0c8b157eb28bdcb72e139756f1c1ab0aa",
			  check[] = "12030464ee1ea5d1";
	uint8_t octets[OUTCOME_BLOCK_HEADER_OCTETS + 3 * OUTCOME_RECORD_OCTETS];
	struct outcome_head head = { 0 };
	char hex[DIGEST_HEX_OCTETS];

	(void)state;
	for (uint64_t n = 1; n <= 3; n++) {
		struct outcome_block block = { .before = head,
					       .octets = 3 * OUTCOME_RECORD_OCTETS,
					       .records = 3,
					       .lowest = 80 + n,
					       .highest = 80 + n };

		for (uint32_t i = 0; i < 3; i++) {
			struct outcome outcome = heard(OUTCOME_CLAIMED + (int)i, 1, 1, 1);

			outcome.at.us = (int64_t)n;
			outcome.notice = 80 + n;
			outcome.delivery = 1;
			outcome.recipient = i;
			outcome_record_pack(octets + OUTCOME_BLOCK_HEADER_OCTETS +
						    (size_t)i * OUTCOME_RECORD_OCTETS,
					    &outcome);
		}
		outcome_block_seal(&block, octets);
		head = block.head;
	}
	assert_string_equal(digest_hex(hex, head.digest.octets, DIGEST_OCTETS), expected);
	assert_string_equal(digest_hex(hex, octets + 112, 8), check);
}

static void a_head_is_read_as_it_was_written(void **state)
{
	const struct outcome_head head = { 7, 61, { { 1, 2, 3 } } };
	uint8_t octets[OUTCOME_HEAD_OCTETS];
	struct outcome_head read;

	(void)state;
	outcome_head_pack(octets, &head);
	outcome_head_unpack(&read, octets);
	assert_true(outcome_head_equal(&head, &read));
	read.records++;
	assert_false(outcome_head_equal(&head, &read));
}

static void events_have_names(void **state)
{
	(void)state;
	for (int i = 0; i < OUTCOME_EVENT_COUNT; i++)
		assert_string_not_equal(outcome_event_name((enum outcome_event)i), "?");
	assert_string_equal(outcome_event_name(OUTCOME_EVENT_COUNT), "?");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(what_is_heard_of_one_attempt_leads_to_a_state),
		cmocka_unit_test(a_new_attempt_begins_anew_unless_it_was_delivered),
		cmocka_unit_test(a_message_of_parts_is_delivered_when_all_of_them_are),
		cmocka_unit_test(records_of_nobody_change_nothing),
		cmocka_unit_test(what_cannot_be_is_refused),
		cmocka_unit_test(a_record_is_laid_out_as_its_header_says),
		cmocka_unit_test(any_octet_of_a_block_that_changed_is_seen),
		cmocka_unit_test(a_chain_of_blocks_has_the_digest_that_its_layout_says),
		cmocka_unit_test(a_head_is_read_as_it_was_written),
		cmocka_unit_test(events_have_names),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
