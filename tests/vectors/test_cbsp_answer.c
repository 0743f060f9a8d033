/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * What we make of octets that others sent: all of them come from osmo-bsc 1.9.0 (cell CGI
 * 001-01/1/6969), except where a row names libosmocore's own test of its codec.
 */
#include "test.h"

#include <osmocom/core/timer.h>
#include <string.h>
#include <talloc.h>

#include "base/digest.h"
#include "carriers/cbsp_answer.h"
#include "carriers/cbsp_order.h"

enum { CELLS_MAX = 4 };

#define OSMO_CELL                                                                                  \
	{                                                                                          \
		{ 1, 1, false }, RAT_2G, 1, 6969                                                   \
	}
#define STRANGE_CELL                                                                               \
	{                                                                                          \
		{ 1, 1, false }, RAT_2G, 9, 9                                                      \
	}

struct row {
	const char *name, *hex;
	enum cbsp_job_kind kind;
	uint16_t message_identifier, serial_number;
	bool again;
	struct cell_id cells[CELLS_MAX];
	size_t cell_count;
	enum receipt_outcome outcome;
	uint16_t cause;
	uint64_t broadcasts;
	size_t named;
};

static struct row rows[] = {
	{ "a_rewrite_of_a_stored_serial_is_accepted",
	  "030000140e11120340200900090000f11000011b390d1200",
	  CBSP_JOB_WRITE,
	  0x1112,
	  0x4020,
	  true,
	  { OSMO_CELL },
	  1,
	  RECEIPT_ACCEPTED,
	  0,
	  0,
	  1 },
	{ "the_same_where_nothing_should_be_there_is_refused",
	  "030000140e11120340200900090000f11000011b390d1200",
	  CBSP_JOB_WRITE,
	  0x1112,
	  0x4020,
	  false,
	  { OSMO_CELL },
	  1,
	  RECEIPT_REFUSED,
	  0x0d,
	  0,
	  1 },
	{ "one_cell_accepted_one_not_known_is_partial",
	  "0300001c0e11120340310900060100090009000400080000f11000011b391200",
	  CBSP_JOB_WRITE,
	  0x1112,
	  0x4031,
	  false,
	  { OSMO_CELL, STRANGE_CELL },
	  2,
	  RECEIPT_PARTIAL,
	  0,
	  0,
	  2 },
	{ "complete_that_names_no_cell_is_unknown",
	  "020000080e11120371451200",
	  CBSP_JOB_WRITE,
	  0x1112,
	  0x7145,
	  false,
	  { OSMO_CELL },
	  1,
	  RECEIPT_UNKNOWN,
	  0,
	  0,
	  0 },
	{ "status_for_all_without_a_count_is_unknown",
	  "0b00000c0e1112024020080001061200",
	  CBSP_JOB_QUERY,
	  0x1112,
	  0x4020,
	  false,
	  { OSMO_CELL },
	  1,
	  RECEIPT_UNKNOWN,
	  0,
	  0,
	  0 },
	{ "status_with_a_count_is_on_air",
	  "0b0000160e111202402008000b0000f11000011b390002001200",
	  CBSP_JOB_QUERY,
	  0x1112,
	  0x4020,
	  false,
	  { OSMO_CELL },
	  1,
	  RECEIPT_ON_AIR,
	  0,
	  2,
	  1 },
	{ "a_kill_stops",
	  "050000160e111202402108000b0000f11000011b390000001200",
	  CBSP_JOB_KILL,
	  0x1112,
	  0x4021,
	  false,
	  { OSMO_CELL },
	  1,
	  RECEIPT_STOPPED,
	  0,
	  0,
	  1 },
	{ "a_second_kill_finds_nothing_and_is_stopped",
	  "060000140e11120240210900090000f11000011b39021200",
	  CBSP_JOB_KILL,
	  0x1112,
	  0x4021,
	  false,
	  { OSMO_CELL },
	  1,
	  RECEIPT_STOPPED,
	  0,
	  0,
	  1 },
	/* libosmocore's test of its codec: CGI 901-70/24/48 cause 3, LAC 10001 CI 50001 cause 0f */
	{ "a_list_of_failures_in_two_forms_keeps_its_causes",
	  "0300002c0e003103417009000f0009f1070018003003012711c3510f04000f0009f1070017002a09f1070018"
	  "00"
	  "2a1200",
	  CBSP_JOB_WRITE,
	  0x0031,
	  0x4170,
	  false,
	  { { { 901, 70, false }, RAT_2G, 24, 48 },
	    { { 901, 70, false }, RAT_2G, 10001, 50001 },
	    { { 901, 70, false }, RAT_2G, 23, 42 },
	    { { 901, 70, false }, RAT_2G, 24, 42 } },
	  4,
	  RECEIPT_PARTIAL,
	  3,
	  0,
	  4 },
};

static struct cbsp_message *read_message(void *ctx, const char *hex)
{
	size_t size = strlen(hex) / 2;
	uint8_t *octets = talloc_size(ctx, size);
	struct cbsp_message *message;
	struct fault why;

	assert_true(digest_from_hex(octets, size, slice_of(hex)));
	if (cbsp_unpack(&message, ctx, octets, size, &why) != ERR_OK)
		fail_msg("%s", why.text);
	return message;
}

static void judge_row(void **state)
{
	const struct row *row = *state;
	void *ctx = talloc_new(NULL);
	struct route_message message = { .message_identifier = row->message_identifier,
					 .serial_number = row->serial_number };
	struct route_delivery delivery = { .cells = row->cells, .cell_count = row->cell_count };
	struct carrier_order order = { .message = &message,
				       .delivery = &delivery,
				       .again = row->again };
	struct cbsp_part part = { &order, 0, row->cell_count, true };
	struct cbsp_message *answer = read_message(ctx, row->hex);
	struct receipt receipt = { .notice = 1 };
	struct cbsp_jobs jobs;
	struct cbsp_job *job;

	cbsp_jobs_init(&jobs);
	assert_int_equal(cbsp_jobs_add(&job, ctx, &jobs, row->kind, &part, NULL), ERR_OK);
	assert_ptr_equal(cbsp_answer_find(&jobs, answer), job);
	cbsp_answer_judge(&receipt, ctx, job, answer);
	assert_int_equal(receipt.outcome, row->outcome);
	assert_int_equal(receipt.cause, row->cause);
	assert_int_equal(receipt.broadcasts, row->broadcasts);
	assert_int_equal(receipt.cell_count, row->named);
	talloc_free(ctx);
}

static void an_answer_to_another_order_finds_none(void **state)
{
	void *ctx = talloc_new(NULL);
	struct cbsp_jobs jobs;

	(void)state;
	cbsp_jobs_init(&jobs);
	assert_null(cbsp_answer_find(&jobs, read_message(ctx, rows[0].hex)));
	talloc_free(ctx);
}

static void a_cell_is_named_in_the_form_that_the_bsc_likes(void **state)
{
	static const struct {
		const char *hex;
		bool any_network, any_area, any_cell;
	} forms[] = {
		/* osmo-bsc, when a BTS comes back: FAILURE, then RESTART */
		{ "1400000b0900060100011b390a1600", true, false, false },
		{ "1300000c0400050100011b3916000d00", true, false, false },
		{ "130000080400010616000d01", true, true, true },
		/* by TS 48.049 8.2.6 and 8.2.11: CGI, CI, LAC, all */
		{ "1400000e0900090000f11000011b390a1600", false, false, false },
		{ "14000009090004021b390a1600", true, true, false },
		{ "140000090900040500010a1600", true, false, true },
		{ "14000007090002060a1600", true, true, true },
	};
	void *ctx = talloc_new(NULL);

	(void)state;
	for (size_t i = 0; i < COUNT_OF(forms); i++) {
		const struct cbsp_message *message = read_message(ctx, forms[i].hex);
		const struct cell_id expected = OSMO_CELL;
		struct cell_name *names;

		assert_int_equal(cbsp_answer_names(&names, ctx, message), 1);
		assert_int_equal(names->any_network, forms[i].any_network);
		assert_int_equal(names->any_area, forms[i].any_area);
		assert_int_equal(names->any_cell, forms[i].any_cell);
		if (!names->any_network)
			assert_true(cell_id_plmn_equal(names->cell.plmn, expected.plmn));
		if (!names->any_area)
			assert_int_equal(names->cell.lac_tac, expected.lac_tac);
		if (!names->any_cell)
			assert_int_equal(names->cell.cell, expected.cell);
	}
	talloc_free(ctx);
}

static void what_is_known_of_a_cell_stays_with_it_when_others_leave_the_order(void **state)
{
	static const struct cell_id cells[] = { { { 460, 0, false }, RAT_2G, 1, 1 },
						{ { 460, 0, false }, RAT_2G, 1, 2 },
						{ { 460, 0, false }, RAT_2G, 1, 3 } };
	static const uint8_t known[] = { CELL_ACCEPTED, CELL_IN_USE, CELL_UNKNOWN };
	static const uint32_t first[] = { 0 };
	struct route_message message = { .message_identifier = 4381, .serial_number = 1 };
	struct route_delivery delivery = { .cells = cells, .cell_count = 3 };
	struct carrier_order write = { .message = &message, .delivery = &delivery, .known = known };
	struct carrier_order kill = {
		.message = &message, .delivery = &delivery, .only = first, .only_count = 1
	};
	const struct cbsp_part all = { &write, 0, 3, true }, one = { &kill, 0, 1, false };
	void *ctx = talloc_new(NULL);
	struct cbsp_job *written, *killed;
	struct cbsp_jobs jobs;

	(void)state;
	cbsp_jobs_init(&jobs);
	assert_int_equal(cbsp_jobs_add(&written, ctx, &jobs, CBSP_JOB_WRITE, &all, NULL), ERR_OK);
	assert_int_equal(cbsp_jobs_add(&killed, ctx, &jobs, CBSP_JOB_KILL, &one, NULL), ERR_OK);
	cbsp_jobs_overtake(&jobs, killed);
	assert_int_equal(written->cell_count, 2);
	assert_int_equal(written->indexes[0], 1);
	assert_true(written->is_in_use[0]);
	assert_false(written->is_in_use[1]);
	talloc_free(ctx);
}

static void keep_alive_of_30_seconds_is_the_code_a_bsc_understood(void **state)
{
	/* accepted by osmo-bsc 1.9.0 */
	static const uint8_t expected[] = { 0x16, 0, 0, 2, 0x18, 0x14 };
	uint8_t octets[CBSP_ORDER_KEEP_ALIVE_OCTETS];
	size_t size;

	(void)state;
	assert_int_equal(cbsp_order_keep_alive(octets, &size, 30, NULL), ERR_OK);
	assert_int_equal(size, sizeof(expected));
	assert_memory_equal(octets, expected, sizeof(expected));
}

int main(void)
{
	struct CMUnitTest tests[COUNT_OF(rows) + 4] = {
		cmocka_unit_test(an_answer_to_another_order_finds_none),
		cmocka_unit_test(a_cell_is_named_in_the_form_that_the_bsc_likes),
		cmocka_unit_test(what_is_known_of_a_cell_stays_with_it_when_others_leave_the_order),
		cmocka_unit_test(keep_alive_of_30_seconds_is_the_code_a_bsc_understood),
	};

	for (size_t i = 0; i < COUNT_OF(rows); i++)
		tests[4 + i] = (struct CMUnitTest){ rows[i].name, judge_row, NULL, NULL, &rows[i] };
	return _cmocka_run_group_tests("cbsp_answer", tests, COUNT_OF(tests), NULL, NULL);
}
