/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* SMPP's times, the ids that receipts name, and receipts as centres write them. */
#include "test.h"

#include "wire/smpp_receipt.h"
#include "wire/smpp_time.h"

/* ---- times (SMPP 3.4 7.1.1) ---------------------------------------------------------- */

static struct utc utc_of(const char *text)
{
	struct utc at = { 0 };

	if (*text)
		assert_int_equal(utc_parse(&at, NULL, slice_of(text), NULL), ERR_OK);
	return at;
}

static void absolute_times_carry_their_quarters(void **state)
{
	static const struct {
		const char *text, *at;
		int offset_minutes;
	} rows[] = {
		{ "261125083000032+", "2026-11-25T00:30:00Z", 480 }, /* Beijing */
		{ "261125003000000+", "2026-11-25T00:30:00Z", 0 },
		{ "261125061500023+", "2026-11-25T00:30:00Z", 345 }, /* Kathmandu */
		{ "261124193000020-", "2026-11-25T00:30:00Z", -300 },
		{ "000101000000900+", "2000-01-01T00:00:00.9Z", 0 },
		{ "991231235959948-", "2100-01-01T11:59:59.9Z", -720 },
		{ "280229120000048+", "2028-02-29T00:00:00Z", 720 },
	};

	(void)state;
	for (size_t i = 0; i < COUNT_OF(rows); i++) {
		char text[SMPP_TIME_OCTETS];
		struct smpp_time time;

		assert_int_equal(
			smpp_time_absolute(text, utc_of(rows[i].at), rows[i].offset_minutes, NULL),
			ERR_OK);
		assert_string_equal(text, rows[i].text);
		assert_int_equal(smpp_time_read(&time, slice_of(text), NULL), ERR_OK);
		assert_int_equal(time.kind, SMPP_TIME_ABSOLUTE);
		assert_int_equal(time.at.us, utc_of(rows[i].at).us);
		assert_int_equal(time.offset_minutes, rows[i].offset_minutes);
	}
}

static void relative_times_are_read_and_written(void **state)
{
	static const struct {
		const char *text;
		int64_t seconds;
	} rows[] = {
		{ "000000001500000R", 900 },
		{ "000000000000000R", 0 },
		{ "000031235959000R", 32 * 86400 - 1 },
		{ "000002060000000R", 2 * 86400 + 6 * 3600 },
	};
	struct smpp_time time;
	char text[SMPP_TIME_OCTETS];

	(void)state;
	for (size_t i = 0; i < COUNT_OF(rows); i++) {
		struct span in = SPAN_SECONDS(rows[i].seconds);

		assert_int_equal(smpp_time_relative(text, in, NULL), ERR_OK);
		assert_string_equal(text, rows[i].text);
		assert_int_equal(smpp_time_read(&time, slice_of(text), NULL), ERR_OK);
		assert_int_equal(time.kind, SMPP_TIME_RELATIVE);
		assert_int_equal(time.in.us, in.us);
	}
	/* Nobody's validity ends before it should. */
	assert_int_equal(smpp_time_relative(text, SPAN_MS(900001), NULL), ERR_OK);
	assert_string_equal(text, "000000001501000R");
	/* The specification's own: 2 years, 6 months, 10 days, 23:34:29. */
	assert_int_equal(smpp_time_read(&time, slice_of("020610233429000R"), NULL), ERR_OK);
	assert_int_equal(time.in.us,
			 ((2 * 365 + 6 * 30 + 10) * INT64_C(86400) + 23 * 3600 + 34 * 60 + 29) *
				 1000000);
	assert_int_equal(smpp_time_read(&time, slice_of(""), NULL), ERR_OK);
	assert_int_equal(time.kind, SMPP_TIME_NONE);
}

static void times_that_are_none_are_refused(void **state)
{
	static const char *const texts[] = {
		"26112508300003+",   "2611250830000032+", "261125083000032*", "26112508300003x+",
		"261325083000032+",  "260229083000032+",  "261125243000032+", "261125083000049+",
		"261125083000032 +", " 61125083000032+",
	};
	char text[SMPP_TIME_OCTETS];
	struct smpp_time time;
	struct fault why;

	(void)state;
	for (size_t i = 0; i < COUNT_OF(texts); i++)
		assert_int_equal(smpp_time_read(&time, slice_of(texts[i]), &why), ERR_INPUT);
	assert_int_equal(smpp_time_absolute(text, utc_of("2026-11-25T00:30:00Z"), 481, &why),
			 ERR_LIMIT);
	assert_int_equal(smpp_time_absolute(text, utc_of("2026-11-25T00:30:00Z"), 780, &why),
			 ERR_LIMIT);
	assert_int_equal(smpp_time_absolute(text, utc_of("2100-01-01T00:00:00Z"), 0, &why),
			 ERR_LIMIT);
	assert_int_equal(smpp_time_absolute(text, utc_of("1999-12-31T23:59:59Z"), 0, &why),
			 ERR_LIMIT);
	assert_int_equal(smpp_time_relative(text, SPAN_DAYS(32), &why), ERR_LIMIT);
	assert_int_equal(smpp_time_relative(text, SPAN_SECONDS(-1), &why), ERR_LIMIT);
}

/* ---- ids ----------------------------------------------------------------------------- */

static void two_writings_of_an_id_make_one_key(void **state)
{
	static const struct smpp_id_rule exact = { 0 }, hex = { .form = SMPP_ID_HEX },
					 decimal = { .form = SMPP_ID_DECIMAL },
					 loose = { .ignore_case = true, .ignore_zeros = true };
	static const struct {
		const char *written;
		const struct smpp_id_rule *rule;
		const char *key;
	} rows[] = {
		{ "00A1b2", &exact, "00A1b2" },
		{ "", &exact, "" },
		{ "00A1b2", &loose, "a1b2" },
		{ "000", &loose, "0" },
		{ "00A1b2", &hex, "a1b2" },
		{ "0x00A1b2", &hex, "a1b2" },
		{ "41394", &decimal, "a1b2" },
		{ "0000041394", &decimal, "a1b2" },
		{ "0", &decimal, "0" },
		{ "18446744073709551616", &decimal, "10000000000000000" }, /* 2^64 */
		{ "340282366920938463463374607431768211455", &decimal,
		  "ffffffffffffffffffffffffffffffff" }, /* 2^128 - 1 */
		{ "ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff", &hex,
		  "ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff" },
		{ "123456789012345678901234567890123456789012345678901234567890123456789", &exact,
		  "1234567890123456789012345678901234567890123456789012345678901234" },
		{ "a1b2", &decimal, "a1b2" }, /* no such number: as it is */
		{ "G0001", &hex, "G0001" },
		{ "0x", &hex, "0x" },
		{ "f81d4fae-7dec-11d0", &hex, "f81d4fae-7dec-11d0" },
	};

	(void)state;
	for (size_t i = 0; i < COUNT_OF(rows); i++) {
		char key[SMPP_MESSAGE_ID_OCTETS];

		smpp_id_key(key, slice_of(rows[i].written), rows[i].rule);
		assert_string_equal(key, rows[i].key);
	}
	assert_string_equal(smpp_id_form_name(SMPP_ID_HEX), "hexadecimal");
}

/* ---- receipts (SMPP 3.4 appendix B) --------------------------------------------------- */

static const struct smpp_receipt_rule beijing = { .offset_minutes = 480 };

static struct smpp_pdu receipt_of(const char *text)
{
	return (struct smpp_pdu){ .command_id = SMPP_DELIVER_SM,
				  .esm_class = SMPP_ESM_RECEIPT,
				  .short_message = slice_of(text) };
}

/* What is not said stands as NULL, "" or -1. */
static const struct {
	const char *text, *id, *stat, *err, *words, *submitted, *done;
	int sub, dlvrd;
	enum smpp_end end;
} texts[] = {
	{ "id:0000A1b2 sub:001 dlvrd:001 submit date:2611251000 done date:2611251001 "
	  "stat:DELIVRD err:000 text:hello",
	  "0000A1b2", "DELIVRD", "000", "hello", "2026-11-25T10:00:00+08:00",
	  "2026-11-25T10:01:00+08:00", 1, 1, SMPP_END_DELIVERED },
	/* Seconds; a century; parted by other things; capital keys. */
	{ "ID:7 SUB:3 DLVRD:0 SUBMIT DATE:261125100059 DONE DATE:20261125100112 STAT:UNDELIV "
	  "ERR:1b TEXT:",
	  "7", "UNDELIV", "1b", "", "2026-11-25T10:00:59+08:00", "2026-11-25T10:01:12+08:00", 3, 0,
	  SMPP_END_FAILED },
	{ "id:7 submit_date:2026-11-25 10:00:59 done_date:26/11/25 10:01 stat:REJECTD", "7",
	  "REJECTD", NULL, NULL, "2026-11-25T10:00:59+08:00", "2026-11-25T10:01:00+08:00", -1, -1,
	  SMPP_END_FAILED },
	/* Another order, words written out, blanks behind the colons. */
	{ "stat: delivered err: 0 id: 9 done date: 2611251001", "9", "delivered", "0", NULL, "",
	  "2026-11-25T10:01:00+08:00", -1, -1, SMPP_END_DELIVERED },
	/* Missing, empty, odd: not said. */
	{ "id:8 stat: err: text:", "8", "", "", "", "", "", -1, -1, SMPP_END_UNKNOWN },
	{ "id:8 sub:many dlvrd:1x submit date:2611259900 done date:yesterday stat:DELIVRD", "8",
	  "DELIVRD", NULL, NULL, "", "", -1, -1, SMPP_END_DELIVERED },
	{ "id : 8 done date:202611251001120 submitdate :2611251000 stat:DELIVRD", "8", "DELIVRD",
	  NULL, NULL, "2026-11-25T10:00:00+08:00", "", -1, -1, SMPP_END_DELIVERED },
	{ "stat:EXPIRED", NULL, "EXPIRED", NULL, NULL, "", "", -1, -1, SMPP_END_FAILED },
	{ "id:8 stat:LOST", "8", "LOST", NULL, NULL, "", "", -1, -1, SMPP_END_UNKNOWN },
	{ "id:8 stat:ACCEPTD", "8", "ACCEPTD", NULL, NULL, "", "", -1, -1, SMPP_END_NOT_YET },
	{ "id:8 stat:UNKNOWN", "8", "UNKNOWN", NULL, NULL, "", "", -1, -1, SMPP_END_UNKNOWN },
	/* The message's own words say nothing about it, unless they come first. */
	{ "id:8 stat:UNDELIV text:id:9 stat:DELIVRD err:7", "8", "UNDELIV", NULL,
	  "id:9 stat:DELIVRD err:7", "", "", -1, -1, SMPP_END_FAILED },
	{ "id:8 text:stat:DELIVRD", "8", NULL, NULL, "stat:DELIVRD", "", "", -1, -1,
	  SMPP_END_UNKNOWN },
	{ "text:hello id:8 stat:DELIVRD", "8", "DELIVRD", NULL, "hello", "", "", -1, -1,
	  SMPP_END_DELIVERED },
	/* Not a key: the end of another word. The first of two counts. */
	{ "paid:1 id:8 substat:5 stat:DELIVRD stat:UNDELIV", "8", "DELIVRD", NULL, NULL, "", "", -1,
	  -1, SMPP_END_DELIVERED },
};

static void check_word(struct slice value, const char *expected)
{
	assert_int_equal(value.at != NULL, expected != NULL);
	assert_true(slice_equal(value, slice_of(expected)));
}

static void receipts_are_read_as_centres_write_them(void **state)
{
	static struct smpp_pdu pdu;

	(void)state;
	for (size_t i = 0; i < COUNT_OF(texts); i++) {
		struct smpp_receipt receipt;
		struct fault why;

		pdu = receipt_of(texts[i].text);
		if (smpp_receipt_read(&receipt, &pdu, &beijing, &why) != ERR_OK)
			fail_msg("%s: %s", texts[i].text, why.text);
		check_word(receipt.message_id, texts[i].id);
		check_word(receipt.stat, texts[i].stat);
		check_word(receipt.err, texts[i].err);
		check_word(receipt.text, texts[i].words);
		assert_int_equal(receipt.sub, texts[i].sub);
		assert_int_equal(receipt.dlvrd, texts[i].dlvrd);
		assert_int_equal(receipt.submit_date.us, utc_of(texts[i].submitted).us);
		assert_int_equal(receipt.done_date.us, utc_of(texts[i].done).us);
		assert_int_equal(receipt.state ? receipt.state->end : SMPP_END_UNKNOWN,
				 texts[i].end);
	}
}

static void optional_parameters_go_before_the_text(void **state)
{
	static const struct smpp_receipt_rule text_first = { .text_first = true };
	static struct smpp_pdu pdu;
	struct smpp_receipt receipt;

	(void)state;
	pdu = receipt_of("id:0041394 stat:DELIVRD");
	pdu.tlvs[0] = (struct smpp_tlv){ .tag = SMPP_TLV_RECEIPTED_MESSAGE_ID,
					 .octets = { "a1b2", 4 } };
	pdu.tlvs[1] = (struct smpp_tlv){ .tag = SMPP_TLV_MESSAGE_STATE, .number = 5 };
	pdu.tlvs[2] = (struct smpp_tlv){ .tag = SMPP_TLV_NETWORK_ERROR_CODE, .number = 0x030011 };
	pdu.tlv_count = 3;
	assert_int_equal(smpp_receipt_read(&receipt, &pdu, &beijing, NULL), ERR_OK);
	assert_string_equal(receipt.key, "a1b2");
	assert_string_equal(receipt.state->word, "UNDELIV");
	assert_true(receipt.disagrees);
	assert_true(receipt.has_network_error && receipt.network_error == 0x030011);
	assert_int_equal(smpp_receipt_read(&receipt, &pdu, &text_first, NULL), ERR_OK);
	assert_string_equal(receipt.key, "0041394");
	assert_string_equal(receipt.state->word, "DELIVRD");
	/* Parameters alone, and with esm_class left alone. */
	pdu.short_message = slice_of("");
	pdu.esm_class = 0;
	assert_int_equal(smpp_receipt_read(&receipt, &pdu, &text_first, NULL), ERR_OK);
	assert_string_equal(receipt.key, "a1b2");
	assert_false(receipt.disagrees);
}

static void what_a_phone_sent_is_no_receipt(void **state)
{
	static struct smpp_pdu pdu;
	struct smpp_receipt receipt;
	struct fault why;

	(void)state;
	pdu = receipt_of("id:1 stat:DELIVRD");
	pdu.esm_class = SMPP_ESM_UDHI;
	assert_int_equal(smpp_receipt_read(&receipt, &pdu, &beijing, &why), ERR_ABSENT);
	pdu.command_id = SMPP_SUBMIT_SM;
	pdu.esm_class = SMPP_ESM_RECEIPT;
	assert_int_equal(smpp_receipt_read(&receipt, &pdu, &beijing, &why), ERR_ABSENT);
	pdu = receipt_of("thank you");
	assert_int_equal(smpp_receipt_read(&receipt, &pdu, &beijing, &why), ERR_INPUT);
	pdu = receipt_of("id:1 stat:ENROUTE");
	pdu.esm_class = SMPP_ESM_INTERMEDIATE;
	assert_int_equal(smpp_receipt_read(&receipt, &pdu, &beijing, NULL), ERR_OK);
	assert_true(receipt.is_intermediate);
	assert_string_equal(smpp_end_name(receipt.state->end), "not-yet");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(absolute_times_carry_their_quarters),
		cmocka_unit_test(relative_times_are_read_and_written),
		cmocka_unit_test(times_that_are_none_are_refused),
		cmocka_unit_test(two_writings_of_an_id_make_one_key),
		cmocka_unit_test(receipts_are_read_as_centres_write_them),
		cmocka_unit_test(optional_parameters_go_before_the_text),
		cmocka_unit_test(what_a_phone_sent_is_no_receipt),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
