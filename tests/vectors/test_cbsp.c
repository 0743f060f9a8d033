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

/* osmo-bsc 1.9.0 with osmo-bts-virtual, its one cell being CGI 001-01/1/6969 (0x1b39) */
#define OSMO_BSC  "osmo-bsc 1.9.0"
/* libosmocore's own test of its codec, as corrected after 1.7.0 */
#define OSMO_TEST "libosmocore, tests/cbsp"

static const struct row {
	const char *origin, *hex, *text;
} rows[] = {
	{ OSMO_BSC, "130000080400010616000d01", "RESTART cells=all broadcast=0 recovery=1" },
	{ OSMO_BSC, "030000140e11120340200900090000f11000011b390d1200",
	  "WRITE-REPLACE FAILURE id=1112 new=4020 failed=cgi:001-01/1/6969;0d channel=0" },
	{ OSMO_TEST,
	  "0300002c0e003103417009000f0009f1070018003003012711c3510f04000f0009f107001700"
	  "2a09f1070018002a1200",
	  "WRITE-REPLACE FAILURE id=0031 new=4170 "
	  "failed=cgi:901-70/24/48;03,lac-ci:10001/50001;0f "
	  "cells=cgi:901-70/23/42,cgi:901-70/24/42 channel=0" },
	{ OSMO_BSC, "0300001c0e11120340310900060100090009000400080000f11000011b391200",
	  "WRITE-REPLACE FAILURE id=1112 new=4031 failed=lac-ci:9/9;00 "
	  "cells=cgi:001-01/1/6969 channel=0" },
	{ OSMO_BSC, "020000080e11120371451200",
	  "WRITE-REPLACE COMPLETE id=1112 new=7145 channel=0" },
	{ OSMO_BSC, "0b0000160e111202402008000b0000f11000011b390002001200",
	  "MESSAGE STATUS QUERY COMPLETE id=1112 old=4020 completed=cgi:001-01/1/6969;2;0 "
	  "channel=0" },
	{ OSMO_BSC,
	  "020000240e111203402102402008000b0000f11000011b390002000400080000f11000011b391200",
	  "WRITE-REPLACE COMPLETE id=1112 new=4021 old=4020 completed=cgi:001-01/1/6969;2;0 "
	  "cells=cgi:001-01/1/6969 channel=0" },
	{ OSMO_BSC, "030000170e11120340220245550900090000f11000011b39021200",
	  "WRITE-REPLACE FAILURE id=1112 new=4022 old=4555 failed=cgi:001-01/1/6969;02 channel=0" },
	{ OSMO_BSC, "050000160e111202402108000b0000f11000011b390000001200",
	  "KILL COMPLETE id=1112 old=4021 completed=cgi:001-01/1/6969;0;0 channel=0" },
	{ OSMO_BSC, "060000140e11120240210900090000f11000011b39021200",
	  "KILL FAILURE id=1112 old=4021 failed=cgi:001-01/1/6969;02 channel=0" },
	{ OSMO_BSC, "1400000b0900060100011b390a1600",
	  "FAILURE failed=lac-ci:1/6969;0a broadcast=0" },
	{ OSMO_BSC, "1300000c0400050100011b3916000d00",
	  "RESTART cells=lac-ci:1/6969 broadcast=0 recovery=0" },
	{ OSMO_BSC, "030000120e11000370100900090000f11000011b3906",
	  "WRITE-REPLACE FAILURE id=1100 new=7010 failed=cgi:001-01/1/6969;06" },
	{ "sent to osmo-bsc 1.9.0, which obeyed", "0400000a0e110002703004000106",
	  "KILL id=1100 old=7030 cells=all" },
	{ OSMO_BSC, "050000110e11000270300400080000f11000011b39",
	  "KILL COMPLETE id=1100 old=7030 cells=cgi:001-01/1/6969" },
	{ "sent to osmo-bsc 1.9.0, which obeyed", "160000021814", "KEEP ALIVE alive_s=30" },
};

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
	for (size_t i = 0; i < COUNT_OF(rows); i++) {
		struct cbsp_message *message;
		uint8_t octets[256];
		char hex[2 * sizeof(octets) + 1];
		size_t size;
		struct fault why;

		if (unpack_hex(&message, ctx, rows[i].hex, &why) != ERR_OK)
			fail_msg("%s (%s): %s", rows[i].hex, rows[i].origin, why.text);
		assert_string_equal(cbsp_dump(ctx, message), rows[i].text);
		if (cbsp_pack(octets, sizeof(octets), &size, message, &why) != ERR_OK)
			fail_msg("%s: %s", rows[i].text, why.text);
		digest_hex(hex, octets, size);
		assert_string_equal(hex, rows[i].hex);
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

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(what_others_sent_is_read_and_written_again),
		cmocka_unit_test(a_list_without_items_names_nobody),
		cmocka_unit_test(what_cannot_be_understood_is_refused_and_says_why),
		cmocka_unit_test(a_header_alone_tells_the_size),
		cmocka_unit_test(sixteen_pages_are_refused),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
