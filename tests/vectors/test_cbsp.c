/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * CBSP as others wrote it: octets, whose they are, and what they mean. Each message reads as
 * the row says, and is written again octet for octet.
 */
#include "test.h"

#include <string.h>
#include <talloc.h>

#include "base/digest.h"
#include "support/cbsp_dump.h"
#include "vectors/cbsp_octets.h"

static enum err unpack_hex(struct cbsp_message **out, void *ctx, const char *hex, struct fault *why)
{
	size_t size = strlen(hex) / 2;
	/* An allocation of just that size: a sanitizer sees the first octet read past it. */
	uint8_t *octets = talloc_size(ctx, size ? size : 1);

	assert_true(digest_from_hex(octets, size, slice_of(hex)));
	return cbsp_unpack(out, ctx, octets, size, why);
}

static void what_others_sent_is_read_and_written_again(void **state)
{
	void *ctx = talloc_new(NULL);

	(void)state;
	for (size_t i = 0; i < COUNT_OF(cbsp_octets); i++) {
		struct cbsp_message *message;
		uint8_t octets[256];
		char hex[2 * sizeof(octets) + 1];
		size_t size;
		struct fault why;

		if (unpack_hex(&message, ctx, cbsp_octets[i].hex, &why) != ERR_OK)
			fail_msg("%s (%s): %s", cbsp_octets[i].hex, cbsp_octets[i].origin,
				 why.text);
		assert_string_equal(cbsp_dump(ctx, message), cbsp_octets[i].text);
		if (cbsp_pack(octets, sizeof(octets), &size, message, &why) != ERR_OK)
			fail_msg("%s: %s", cbsp_octets[i].text, why.text);
		digest_hex(hex, octets, size);
		assert_string_equal(hex, cbsp_octets[i].hex);
	}
	talloc_free(ctx);
}

/* osmo-bsc 1.9.0: a completed list that is "all in BSC" and has no item: the count is not known. */
static void a_list_without_items_names_nobody(void **state)
{
	void *ctx = talloc_new(NULL);
	struct cbsp_message *message;

	(void)state;
	assert_int_equal(unpack_hex(&message, ctx, "0b00000c0e1112024020080001061200", NULL),
			 ERR_OK);
	assert_string_equal(cbsp_dump(ctx, message),
			    "MESSAGE STATUS QUERY COMPLETE id=1112 old=4020 channel=0");
	talloc_free(ctx);
}

#define SIXTY_ZEROS "000000000000000000000000000000000000000000000000000000000000"
#define PAGE_ZEROS  SIXTY_ZEROS SIXTY_ZEROS "00000000000000000000000000000000000000000000" /* 82 */

/* Made by hand from TS 48.049 8.1.3 and 8.2; the words are those that the fault must contain. */
static const struct {
	const char *hex, *words;
	enum err err;
} refused[] = {
	{ "", "not one message", ERR_INPUT },
	{ "130000", "not one message", ERR_INPUT },
	{ "1300000804000106", "not one message", ERR_INPUT },
	{ "130000080400010616000d0100", "not one message", ERR_INPUT },
	{ "01ffffff", "16777219 octets", ERR_LIMIT },
	{ "0100ffff", "not one message", ERR_INPUT }, /* crashes libosmocore 1.7.0 */
	{ "00000000", "no message type 0x00", ERR_INPUT },
	{ "18000000", "no message type 0x18", ERR_INPUT },
	{ "ff000000", "no message type 0xff", ERR_INPUT },
	{ "13000000", "RESTART: no cell list", ERR_INPUT },
	{ "13000002ff00", "no element 0xff", ERR_INPUT },
	{ "130000020000", "no element 0x00", ERR_INPUT },
	{ "130000021900", "no element 0x19", ERR_INPUT },
	{ "13000001"
	  "04",
	  "cell list ends past", ERR_INPUT },
	{ "13000002"
	  "0400",
	  "cell list ends past", ERR_INPUT },
	{ "13000003"
	  "040000",
	  "cell list: malformed", ERR_INPUT },
	{ "13000004"
	  "04000906",
	  "cell list ends past", ERR_INPUT },
	{ "13000004"
	  "04000103",
	  "cell list: malformed", ERR_INPUT },
	{ "13000004"
	  "0400010f",
	  "cell list: malformed", ERR_INPUT },
	{ "13000006"
	  "040003010001",
	  "cell list: malformed", ERR_INPUT },
	{ "13000005"
	  "0400020600",
	  "cell list: malformed", ERR_INPUT },
	{ "1300000b"
	  "04000800fa111000011b39",
	  "cell list: malformed", ERR_INPUT }, /* MCC "?f" */
	{ "13000008"
	  "0400010604000106",
	  "octet 8: a second cell list", ERR_INPUT },
	{ "13000008"
	  "0400010616001601",
	  "a second broadcast message type", ERR_INPUT },
	{ "14000006"
	  "09000301ff0a",
	  "failure list: malformed", ERR_INPUT },
	{ "14000004"
	  "09000100",
	  "failure list: malformed", ERR_INPUT },
	{ "14000002"
	  "1600",
	  "FAILURE: no failure list", ERR_INPUT },
	{ "02000001"
	  "08",
	  "ends past", ERR_INPUT },
	{ "02000003"
	  "0e1112",
	  "no new serial number", ERR_INPUT },
	{ "04000007"
	  "0e111202400012",
	  "channel indicator ends past", ERR_INPUT },
	{ "16000000", "no keep-alive period", ERR_INPUT },
	{ "16000002"
	  "18bb",
	  "keep-alive period of code 187", ERR_INPUT },
	{ "0100000a"
	  "0e1112034010"
	  "04000106",
	  "neither of CBS nor", ERR_INPUT },
	{ "0100000c"
	  "0e1112034010"
	  "04000106"
	  "1200",
	  "no category", ERR_INPUT },
	{ "0100000c"
	  "0e1112034010"
	  "04000106"
	  "0f01",
	  "no warning type", ERR_INPUT },
	{ "01000018"
	  "0e1112034010"
	  "04000106"
	  "1200"
	  "0500"
	  "060010"
	  "070001"
	  "1301"
	  "0c48",
	  "no message content", ERR_INPUT },
	{ "0100006c"
	  "0e1112034010"
	  "04000106"
	  "1200"
	  "0500"
	  "060010"
	  "070001"
	  "1302"
	  "0c48"
	  "0152" PAGE_ZEROS,
	  "2 pages announced, 1 come", ERR_INPUT },
	{ "0100006c"
	  "0e1112034010"
	  "04000106"
	  "1200"
	  "0500"
	  "060010"
	  "070001"
	  "1301"
	  "0c48"
	  "0153" PAGE_ZEROS,
	  "page 1 uses 83 octets", ERR_INPUT }, /* aborts osmo-bsc 1.9.0 */
};

static void what_cannot_be_understood_is_refused_and_says_why(void **state)
{
	void *ctx = talloc_new(NULL);

	(void)state;
	for (size_t i = 0; i < COUNT_OF(refused); i++) {
		struct cbsp_message *message = NULL;
		struct fault why = { .text = "" };

		assert_int_equal(unpack_hex(&message, ctx, refused[i].hex, &why), refused[i].err);
		assert_null(message);
		if (!strstr(why.text, refused[i].words))
			fail_msg("row %zu: \"%s\" does not say \"%s\"", i, why.text,
				 refused[i].words);
	}
	talloc_free(ctx);
}

static void a_header_alone_tells_the_size(void **state)
{
	static const uint8_t whole[] = { 0x16, 0, 0, 2, 0x18, 0x14 };
	static const uint8_t huge[] = { 0x01, 0xff, 0xff, 0xff };
	size_t total = 99;

	(void)state;
	for (size_t size = 0; size < 4; size++) {
		assert_int_equal(cbsp_need(huge, size, &total, NULL), ERR_OK);
		assert_int_equal(total, 99);
	}
	assert_int_equal(cbsp_need(whole, 4, &total, NULL), ERR_OK);
	assert_int_equal(total, sizeof(whole));
	assert_int_equal(cbsp_need(huge, 4, &total, NULL), ERR_LIMIT);
	assert_int_equal(total, sizeof(whole));
}

static void sixteen_pages_are_refused(void **state)
{
	static uint8_t octets[4 + 24 + 16 * 84];
	static const uint8_t head[] = { 0x0e, 0x11, 0x12, 0x03, 0x40, 0x10, 0x04, 0x00,
					0x01, 0x06, 0x12, 0x00, 0x05, 0x00, 0x06, 0x00,
					0x10, 0x07, 0x00, 0x01, 0x13, 0x10, 0x0c, 0x48 };
	void *ctx = talloc_new(NULL);
	struct cbsp_message *message;
	struct fault why;

	(void)state;
	octets[0] = 0x01;
	octets[2] = (sizeof(octets) - 4) >> 8;
	octets[3] = (sizeof(octets) - 4) & 255;
	memcpy(octets + 4, head, sizeof(head));
	for (int i = 0; i < 16; i++) {
		octets[28 + i * 84] = 0x01;
		octets[29 + i * 84] = 82;
	}
	assert_int_equal(cbsp_unpack(&message, ctx, octets, sizeof(octets), &why), ERR_LIMIT);
	assert_non_null(strstr(why.text, "more than 15 pages"));
	octets[25] = 15; /* 15 of them, announced as such */
	octets[2] = (sizeof(octets) - 88) >> 8;
	octets[3] = (sizeof(octets) - 88) & 255;
	assert_int_equal(cbsp_unpack(&message, ctx, octets, sizeof(octets) - 84, &why), ERR_OK);
	assert_int_equal(message->page_count, 15);
	talloc_free(ctx);
}

/* ---- what we refuse to write, for the harm it does ------------------------------------- */

static const struct cbsp_cell one_cell = { CBSP_CELL_CGI, { 460, 0, false }, 1, 2 };

static struct cbsp_message a_write(void)
{
	return (struct cbsp_message){
		.type = CBSP_WRITE_REPLACE,
		.has_message_identifier = true,
		.has_new_serial_number = true,
		.has_cells = true,
		.cells = &one_cell,
		.cell_count = 1,
		.has_channel = true,
		.repetition_period = 16,
		.number_of_broadcasts = 1,
		.dcs = 0x48,
		.page_count = 1,
		.pages = { { .used = 82 } },
	};
}

static void assert_not_written(const struct cbsp_message *message, enum err expected,
			       const char *words)
{
	static uint8_t octets[CBSP_OCTETS_MAX];
	size_t size = 99;
	struct fault why = { .text = "" };

	assert_int_equal(cbsp_pack(octets, sizeof(octets), &size, message, &why), expected);
	assert_int_equal(size, 99);
	if (!strstr(why.text, words))
		fail_msg("\"%s\" does not say \"%s\"", why.text, words);
}

static void what_would_harm_a_bsc_is_not_written(void **state)
{
	const struct cbsp_message good = a_write();
	struct cbsp_message bad;

	(void)state;
#define BAD(change, err, words)                                                                    \
	bad = good;                                                                                \
	change;                                                                                    \
	assert_not_written(&bad, err, words)
	BAD(bad.repetition_period = 0, ERR_LIMIT, "repetition period 0");
	BAD(bad.repetition_period = 4096, ERR_LIMIT, "repetition period 4096");
	BAD(bad.number_of_broadcasts = 0, ERR_LIMIT, "number of broadcasts 0");
	BAD(bad.pages[0].used = 83, ERR_LIMIT, "uses 83 octets");
	BAD(bad.pages[0].used = 0, ERR_LIMIT, "uses 0 octets");
	BAD(bad.page_count = 0, ERR_LIMIT, "0 pages");
	BAD(bad.page_count = 16, ERR_LIMIT, "16 pages");
	BAD(bad.category = 3, ERR_LIMIT, "category 3");
	BAD(bad.channel = 2, ERR_LIMIT, "channel indicator 2");
	BAD(bad.cell_count = 0, ERR_INPUT, "no cell is named");
	BAD(bad.all_cells = true, ERR_INPUT, "and all as well");
	BAD(bad.has_cells = false, ERR_INPUT, "needs its cell list");
	BAD(bad.has_new_serial_number = false, ERR_INPUT, "needs its new serial number");
	BAD(bad.has_emergency = true, ERR_INPUT, "either of CBS or of ETWS");
	BAD(bad.has_channel = false, ERR_INPUT, "either of CBS or of ETWS");
	BAD((bad.has_channel = false, bad.has_emergency = true, bad.warning_period_s = 3601),
	    ERR_LIMIT, "warning period 3601");
	BAD((bad.type = CBSP_KEEP_ALIVE, bad.keep_alive_period_s = 0), ERR_LIMIT,
	    "keep-alive period 0");
	BAD(bad.type = (enum cbsp_type)0x18, ERR_INPUT, "no message type 24");
	BAD((bad.type = CBSP_MESSAGE_STATUS_QUERY), ERR_INPUT, "needs its old serial number");
#undef BAD
}

static void a_list_of_two_forms_or_past_its_length_is_not_written(void **state)
{
	static struct cbsp_cell cells[9363];
	struct cbsp_message message = a_write();

	(void)state;
	message.cells = cells;
	message.cell_count = 2;
	cells[1].form = CBSP_CELL_LAC_CI;
	assert_not_written(&message, ERR_INPUT, "item 2 is of form 1");
	cells[1].form = (enum cbsp_cell_form)3;
	assert_not_written(&message, ERR_INPUT, "item 2 is of form 3");
	cells[1].form = CBSP_CELL_CGI;
	message.cell_count = 9363; /* 1 + 7 * 9363 = 65542 */
	assert_not_written(&message, ERR_LIMIT, "65542 octets");
}

static void a_room_too_small_is_said_and_not_overrun(void **state)
{
	const struct cbsp_message message = a_write();
	uint8_t octets[256];
	size_t size;

	(void)state;
	assert_int_equal(cbsp_pack(octets, sizeof(octets), &size, &message, NULL), ERR_OK);
	for (size_t room = 0; room < size; room++) {
		size_t written = 99;
		uint8_t *exact = talloc_size(NULL, room + 1);

		exact[room] = 0xa5;
		assert_int_equal(cbsp_pack(exact, room, &written, &message, NULL), ERR_LIMIT);
		assert_int_equal(exact[room], 0xa5);
		assert_int_equal(written, 99);
		talloc_free(exact);
	}
}

/* TS 48.049 8.2.23: what lies between two codes is said longer, never shorter. */
static void a_period_between_two_codes_is_rounded_up(void **state)
{
	static const struct {
		uint32_t seconds;
		uint8_t code;
	} steps[] = { { 10, 0x0a },  { 11, 0x0b },  { 12, 0x0b },  { 30, 0x14 },
		      { 31, 0x15 },  { 60, 0x1a },  { 120, 0x26 }, { 121, 0x27 },
		      { 600, 0x56 }, { 601, 0x57 }, { 3600, 0xba } };
	uint8_t octets[16];
	size_t size;

	(void)state;
	for (size_t i = 0; i < COUNT_OF(steps); i++) {
		const struct cbsp_message message = { .type = CBSP_KEEP_ALIVE,
						      .keep_alive_period_s = steps[i].seconds };

		assert_int_equal(cbsp_pack(octets, sizeof(octets), &size, &message, NULL), ERR_OK);
		assert_int_equal(octets[5], steps[i].code);
	}
}

static void a_line_for_the_log_names_the_message_and_its_numbers(void **state)
{
	char line[CBSP_TEXT_OCTETS];
	struct cbsp_message message = a_write();

	(void)state;
	message.message_identifier = 4371;
	message.new_serial_number = 0x4010;
	assert_string_equal(cbsp_format(line, &message),
			    "WRITE-REPLACE id=4371 new=0x4010 cells=1 pages=1");
	assert_string_equal(cbsp_cause_name(0x0d), "message reference already used");
	assert_string_equal(cbsp_cause_name_zh(0x0d), "该消息编号已被使用");
	assert_string_equal(cbsp_cause_name(0x10), "unknown cause");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(what_others_sent_is_read_and_written_again),
		cmocka_unit_test(a_list_without_items_names_nobody),
		cmocka_unit_test(what_cannot_be_understood_is_refused_and_says_why),
		cmocka_unit_test(a_header_alone_tells_the_size),
		cmocka_unit_test(sixteen_pages_are_refused),
		cmocka_unit_test(what_would_harm_a_bsc_is_not_written),
		cmocka_unit_test(a_list_of_two_forms_or_past_its_length_is_not_written),
		cmocka_unit_test(a_room_too_small_is_said_and_not_overrun),
		cmocka_unit_test(a_period_between_two_codes_is_rounded_up),
		cmocka_unit_test(a_line_for_the_log_names_the_message_and_its_numbers),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
