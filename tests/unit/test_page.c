/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include <string.h>

#include "base/digest.h"
#include "notice/cbs.h"
#include "notice/charset.h"
#include "notice/page.h"
#include "notice/serial.h"
#include "test.h"

static struct page_set made(const char *text, const char *language)
{
	struct page_set set;
	struct fault why;

	if (page_make(&set, slice_of(text), slice_of(language), &why) != ERR_OK)
		fail_msg("%s", why.text);
	return set;
}

static void assert_page_begins(const struct route_page *page, const char *hex)
{
	char got[2 * ROUTE_PAGE_OCTETS + 1];

	digest_hex(got, page->octets, ROUTE_PAGE_OCTETS);
	got[strlen(hex)] = '\0';
	assert_string_equal(got, hex);
}

/*
 * Expected octets: 3GPP's own example "hellohello" (TS 23.038), Python's utf_16_be codec, and
 * a GSM 7-bit packer of a few lines of Python that shares nothing with ours.
 */
static void pages_are_right_to_the_bit(void **state)
{
	struct page_set set;

	(void)state;
	set = made("hellohello", "");
	assert_int_equal(set.dcs, 0x0f);
	assert_int_equal(set.count, 1);
	assert_int_equal(set.pages[0].used, 9);
	/* after ten characters: CR in every septet, 0x0d packed */
	assert_page_begins(&set.pages[0], "e8329bfd4697d9ec77a3");
	set = made("警报", "");
	assert_int_equal(set.dcs, 0x48);
	assert_int_equal(set.pages[0].used, 4);
	assert_page_begins(&set.pages[0], "8b6662a5000d000d000d");
	set = made("警报", "zh");
	assert_int_equal(set.dcs, 0x11);
	assert_int_equal(set.pages[0].used, 6);
	assert_page_begins(&set.pages[0], "7a348b6662a5000d"); /* 'z' 0x7a, 'h' 0x68 packed */
	set = made("A", "EN"); /* 0x01 says English by itself (TS 23.038 5) */
	assert_int_equal(set.dcs, 0x01);
	assert_page_begins(&set.pages[0], "c146a3d1"); /* A, CR, CR, CR */
	set = made("A", "ug");
	assert_int_equal(set.dcs, 0x10);
	assert_page_begins(&set.pages[0], "f57323d8"); /* u, g, CR, A, CR */
}

static void the_last_seven_bits_are_a_cr_and_not_an_at_sign(void **state)
{
	char text[94] = { 0 };
	struct page_set set;

	(void)state;
	memset(text, 'a', 92);
	set = made(text, "");
	assert_int_equal(set.count, 1);
	/* septet 92 lies in bits 644..650: 0x0d = 0001101 */
	assert_int_equal((set.pages[0].octets[80] >> 4 | set.pages[0].octets[81] << 4) & 0x7f,
			 0x0d);
	memset(text, 'a', 93);
	set = made(text, "");
	assert_int_equal(set.count, 1);
	assert_int_equal(set.pages[0].used, 82);
}

static void pairs_are_never_split(void **state)
{
	char text[256] = { 0 }, read[PAGE_TEXT_OCTETS_MAX];
	struct page_set set;

	(void)state;
	memset(text, 'a', 92);
	strcpy(text + 92, "\xe2\x82\xac!"); /* the euro sign takes two septets */
	set = made(text, "");
	assert_int_equal(set.count, 2);
	assert_int_equal(set.pages[0].used, 81);
	assert_int_equal(page_read(read, &set, NULL), ERR_OK);
	assert_string_equal(read, text);
	text[0] = '\0';
	for (int i = 0; i < 40; i++)
		strcat(text, "\xe8\xad\xa6");
	strcat(text, "\xf0\xac\x87\x95"); /* U+2C1D5: two units */
	set = made(text, "");
	assert_int_equal(set.count, 2);
	assert_int_equal(set.pages[0].used, 80);
	assert_int_equal(page_read(read, &set, NULL), ERR_OK);
	assert_string_equal(read, text);
}

static void seventy_chinese_characters_are_two_pages_and_fifteen_is_the_end(void **state)
{
	static char text[3 * 620 + 1];
	struct page_set set = { .count = 99 };
	struct fault why;

	(void)state;
	for (int i = 0; i < 70; i++)
		memcpy(text + 3 * i, "\xe8\xad\xa6", 3);
	assert_int_equal(made(text, "").count, 2);
	for (int i = 0; i < 615; i++)
		memcpy(text + 3 * i, "\xe8\xad\xa6", 3);
	assert_int_equal(made(text, "").count, 15);
	memcpy(text + 3 * 615, "\xe8\xad\xa6\xe8\xad\xa6", 6);
	assert_int_equal(page_make(&set, slice_of(text), slice_of(""), &why), ERR_LIMIT);
	assert_non_null(strstr(why.text, "2 characters too many"));
	assert_int_equal(set.count, 99);
}

static void what_is_no_text_is_refused(void **state)
{
	struct page_set set;

	(void)state;
	assert_int_equal(page_make(&set, slice_of(""), slice_of(""), NULL), ERR_LIMIT);
	assert_int_equal(page_make(&set, slice_of("\xef\xbb\xbf"), slice_of(""), NULL), ERR_LIMIT);
	assert_int_equal(page_make(&set, slice_of("a\xff"), slice_of(""), NULL), ERR_INPUT);
	assert_int_equal(page_make(&set, slice_of("a"), slice_of("zho"), NULL), ERR_INPUT);
}

static void any_text_comes_back_as_it_was(void **state)
{
	static const char *const alphabet[] = {
		"a",	    "@", "\xe2\x82\xac", "{", "\xe8\xad\xa6", "\xf0\xac\x87\x95", " ",
		"\xc3\xa9", "7"
	};
	uint32_t seed = 7;

	(void)state;
	for (int round = 0; round < 2000; round++) {
		char text[4 * 700 + 1] = "", read[PAGE_TEXT_OCTETS_MAX];
		size_t kinds = round % 2 ? 4 : COUNT_OF(alphabet);
		struct page_set set;
		unsigned int length;

		seed = seed * 1664525 + 1013904223;
		length = 1 + (seed >> 8) % 300;
		for (unsigned int i = 0; i < length; i++) {
			seed = seed * 1664525 + 1013904223;
			strcat(text, alphabet[(seed >> 8) % kinds]);
		}
		if (text[strlen(text) - 1] == '\r')
			continue;
		set = made(text, round % 3 ? "" : "zh");
		assert_int_equal(page_read(read, &set, NULL), ERR_OK);
		assert_string_equal(read, text);
	}
}

/* TS 23.041 9.4.1.2.1 */
static void serial_numbers_rest_for_a_day(void **state)
{
	static struct serial_codes codes;
	struct utc now = { 1772413200000000 };
	uint16_t serial, first;

	(void)state;
	serial_codes_init(&codes, 10, 12);
	assert_int_equal(serial_take(&codes, now, &first, NULL), ERR_OK);
	assert_int_equal(first, 0x4000 | 10 << 4);
	assert_int_equal(serial_take(&codes, now, &serial, NULL), ERR_OK);
	assert_int_equal(serial_take(&codes, now, &serial, NULL), ERR_OK);
	assert_int_equal(serial, 0x4000 | 12 << 4);
	/* No code has rested: the next update number is new to every phone, 15 times each. */
	for (int i = 0; i < 3 * 15; i++) {
		assert_int_equal(serial_take(&codes, now, &serial, NULL), ERR_OK);
		assert_int_equal(serial, 0x4000 | (10 + i % 3) << 4 | (1 + i / 3));
	}
	assert_int_equal(serial_take(&codes, now, &serial, NULL), ERR_FULL);
	now = utc_add(now, SPAN_HOURS(24));
	assert_int_equal(serial_take(&codes, now, &serial, NULL), ERR_OK);
	assert_int_equal(serial, first);
}

static void a_code_rests_from_the_end_of_its_broadcast(void **state)
{
	static struct serial_codes codes;
	struct utc now = { 1772413200000000 };
	uint16_t serial, again;

	(void)state;
	serial_codes_init(&codes, 5, 5);
	assert_int_equal(serial_take(&codes, now, &serial, NULL), ERR_OK);
	serial_hold(&codes, serial, utc_add(now, SPAN_HOURS(30)));
	now = utc_add(now, SPAN_HOURS(40));
	assert_int_equal(serial_take(&codes, now, &again, NULL), ERR_OK);
	assert_int_equal(again, serial + 1); /* not rested: the next update number */
	now = utc_add(now, SPAN_HOURS(24));
	assert_int_equal(serial_take(&codes, now, &again, NULL), ERR_OK);
	assert_int_equal(again, serial);
}

/* Whoever goes on under a number has it until a day after the later end. */
static void a_number_that_is_kept_rests_from_the_later_end(void **state)
{
	static struct serial_codes codes;
	struct utc now = { 1772413200000000 };
	uint16_t serial, updated, again;

	(void)state;
	serial_codes_init(&codes, 5, 5);
	assert_int_equal(serial_take(&codes, now, &serial, NULL), ERR_OK);
	serial_hold(&codes, serial, utc_add(now, SPAN_HOURS(6)));
	assert_int_equal(serial_update(&codes, serial, now, &updated, NULL), ERR_OK);
	serial_keep(&codes, serial, utc_add(now, SPAN_HOURS(1)), utc_add(now, SPAN_HOURS(40)));
	/* A shorter time gives nothing back. */
	serial_keep(&codes, serial, utc_add(now, SPAN_HOURS(2)), utc_add(now, SPAN_HOURS(3)));
	now = utc_add(now, SPAN_HOURS(63));
	/* And the update that was given since is not given twice. */
	assert_int_equal(serial_take(&codes, now, &again, NULL), ERR_OK);
	assert_int_equal(again, updated + 1);
	now = utc_add(now, SPAN_HOURS(24));
	assert_int_equal(serial_take(&codes, now, &again, NULL), ERR_OK);
	assert_int_equal(again, serial);
}

static void after_update_15_comes_a_new_message_code(void **state)
{
	static struct serial_codes codes;
	struct utc now = { 1772413200000000 };
	uint16_t serial;

	(void)state;
	serial_codes_init(&codes, 0, 1023);
	assert_int_equal(serial_take(&codes, now, &serial, NULL), ERR_OK);
	for (int i = 1; i <= 15; i++) {
		assert_int_equal(serial_update(&codes, serial, now, &serial, NULL), ERR_OK);
		assert_int_equal(serial, 0x4000 | i);
	}
	assert_int_equal(serial_update(&codes, serial, now, &serial, NULL), ERR_OK);
	assert_int_equal(serial, 0x4000 | 1 << 4);
}

static void drills_never_use_a_public_identifier(void **state)
{
	(void)state;
	for (unsigned int i = 0; i < 65536; i++)
		assert_true(cbs_is_drill(cbs_drill((uint16_t)i)));
	assert_int_equal(cbs_drill(4371), 4381);
	assert_int_equal(cbs_drill(4384), 4394);
	assert_int_equal(cbs_further_language(4371), 4384);
	assert_int_equal(cbs_further_language(4396), 4397);
}

static void periods_and_counts_come_from_what_remains(void **state)
{
	static const struct {
		uint32_t seconds;
		size_t pages;
		uint32_t period;
		int remaining_s;
		uint16_t broadcasts;
	} cases[] = {
		{ 30, 1, 16, 3600, 120 },   /* 16 units are 30.128 s: 119.5 */
		{ 0, 1, 1, 2, 2 },	    /* 1.883 s */
		{ 5, 15, 15, 60, 3 },	    /* 15 pages take 28.2 s */
		{ 30, 1, 16, 0, 1 },	    /* never 0 */
		{ 2, 1, 2, 864000, 65535 }, /* ten days are more than fit */
		{ 7711, 1, 4096, 1, 1 },    /* one unit past what can be said */
	};

	(void)state;
	for (size_t i = 0; i < COUNT_OF(cases); i++) {
		uint32_t period = cbs_period_units(cases[i].seconds, cases[i].pages);

		assert_int_equal(period, cases[i].period);
		assert_int_equal(cbs_broadcasts(period, SPAN_SECONDS(cases[i].remaining_s)),
				 cases[i].broadcasts);
	}
}

/* Counted by Python: len(s), len(s.encode("utf-16-be")) // 2; septets by TS 23.038 6.2.1. */
static void what_a_text_takes_is_counted(void **state)
{
	static const struct {
		const char *text;
		struct charset_count count;
	} rows[] = {
		{ "", { 0, 0, 0, true } },
		{ "hello @\n", { 8, 8, 8, true } },
		{ "{\xe2\x82\xac}", { 3, 3, 6, true } },
		{ "\xef\xbb\xbf"
		  "a",
		  { 1, 1, 1, true } }, /* U+FEFF is dropped */
		{ "a`", { 2, 2, 0, false } },
		{ "\xce\xa9\xc3\x89", { 2, 2, 2, true } }, /* Omega, E acute */
		{ "\xe8\xad\xa6\xf0\xac\x87\x95", { 2, 3, 0, false } },
	};
	/* RFC 3629 3: overlong, a surrogate, past U+10FFFF, cut short, a lone continuation. */
	static const char *const bad[] = { "\xc0\xaf", "\xed\xa0\x80", "\xf4\x90\x80\x80",
					   "\xe8\xad", "a\x80" };
	struct charset_count count;

	(void)state;
	for (size_t i = 0; i < COUNT_OF(rows); i++) {
		assert_int_equal(charset_count(&count, slice_of(rows[i].text), NULL), ERR_OK);
		assert_int_equal(count.characters, rows[i].count.characters);
		assert_int_equal(count.units, rows[i].count.units);
		assert_int_equal(count.septets, rows[i].count.septets);
		assert_int_equal(count.fits_gsm, rows[i].count.fits_gsm);
	}
	for (size_t i = 0; i < COUNT_OF(bad); i++)
		assert_int_equal(charset_count(&count, slice_of(bad[i]), NULL), ERR_INPUT);
}

/* TS 23.041 9.4.1.2.1: the flags stand at bits 13 and 12, and leave 8 bits of code. */
static void etws_serial_numbers_carry_their_flags_in_the_code(void **state)
{
	static struct serial_codes codes;
	struct serial serial = { SERIAL_SCOPE_PLMN, 255, 15 };
	uint16_t number = 99, next;

	(void)state;
	assert_int_equal(serial_etws(&number, &serial, SERIAL_ETWS_ALERT | SERIAL_ETWS_POPUP, NULL),
			 ERR_OK);
	assert_int_equal(number, 0x7fff);
	assert_int_equal(serial_etws_plain(number), 0x4fff);
	serial = (struct serial){ SERIAL_SCOPE_PLMN, 1, 0 };
	assert_int_equal(serial_etws(&number, &serial, SERIAL_ETWS_POPUP, NULL), ERR_OK);
	assert_int_equal(number, 0x5010);
	serial_codes_init(&codes, 0, SERIAL_ETWS_CODE_MAX);
	assert_int_equal(
		serial_update(&codes, serial_etws_plain(number), (struct utc){ 1 }, &next, NULL),
		ERR_OK);
	assert_int_equal(next, 0x4011);
	assert_int_equal(serial_etws(&number, &serial, 0x0800, NULL), ERR_LIMIT);
	serial.message_code = 256;
	assert_int_equal(serial_etws(&number, &serial, 0, NULL), ERR_LIMIT);
	assert_int_equal(number, 0x5010);
}

static void serial_numbers_past_their_bits_are_refused(void **state)
{
	uint16_t number = 99;

	(void)state;
	for (unsigned int i = 0; i < 65536; i++) {
		struct serial serial = serial_unpack((uint16_t)i);

		assert_int_equal(serial_pack(&number, &serial, NULL), ERR_OK);
		assert_int_equal(number, i);
	}
	assert_int_equal(serial_pack(&number, &(struct serial){ SERIAL_SCOPE_PLMN, 1024, 0 }, NULL),
			 ERR_LIMIT);
	assert_int_equal(serial_pack(&number, &(struct serial){ SERIAL_SCOPE_PLMN, 0, 16 }, NULL),
			 ERR_LIMIT);
	assert_int_equal(number, 65535);
}

/* TS 23.041 9.3.24; a test (3) with popup is 3 << 9 | 0x80 = 0x0680. */
static void warning_types_are_packed_above_their_flags(void **state)
{
	static const struct {
		struct cbs_warning warning;
		uint16_t packed;
	} rows[] = {
		{ { 0, true, true }, 0x0180 },
		{ { 1, true, false }, 0x0300 },
		{ { 3, false, true }, 0x0680 },
		{ { 4, false, false }, 0x0800 },
	};
	uint16_t packed;

	(void)state;
	for (size_t i = 0; i < COUNT_OF(rows); i++) {
		struct cbs_warning read = cbs_warning_unpack(rows[i].packed);

		assert_int_equal(cbs_warning_pack(&packed, &rows[i].warning, NULL), ERR_OK);
		assert_int_equal(packed, rows[i].packed);
		assert_int_equal(read.type, rows[i].warning.type);
		assert_int_equal(read.alert, rows[i].warning.alert);
		assert_int_equal(read.popup, rows[i].warning.popup);
	}
	assert_int_equal(cbs_warning_pack(&packed, &(struct cbs_warning){ .type = 128 }, NULL),
			 ERR_LIMIT);
	assert_true(cbs_is_etws(4352) && cbs_is_etws(4359));
	assert_false(cbs_is_etws(4351) || cbs_is_etws(4360));
}

/* The table of TS 23.038 6.2.1 read from its other side. */
static void each_septet_is_found_by_its_character(void **state)
{
	uint8_t septets[2];

	(void)state;
	for (unsigned int n = 0; n < 128; n++) {
		if (n == CHARSET_ESCAPE)
			continue;
		assert_int_equal(charset_septets(septets, charset_of_septet((uint8_t)n, false)), 1);
		assert_int_equal(septets[0], n);
	}
	assert_int_equal(charset_septets(septets, 0x20ac), 2);
	assert_int_equal(septets[1], 0x65);
	assert_int_equal(charset_septets(septets, 0), 0);
	assert_int_equal(charset_septets(septets, CHARSET_ESCAPE), 0);
	assert_int_equal(charset_septets(septets, 0x8b66), 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(each_septet_is_found_by_its_character),
		cmocka_unit_test(pages_are_right_to_the_bit),
		cmocka_unit_test(the_last_seven_bits_are_a_cr_and_not_an_at_sign),
		cmocka_unit_test(pairs_are_never_split),
		cmocka_unit_test(seventy_chinese_characters_are_two_pages_and_fifteen_is_the_end),
		cmocka_unit_test(what_is_no_text_is_refused),
		cmocka_unit_test(any_text_comes_back_as_it_was),
		cmocka_unit_test(serial_numbers_rest_for_a_day),
		cmocka_unit_test(a_code_rests_from_the_end_of_its_broadcast),
		cmocka_unit_test(a_number_that_is_kept_rests_from_the_later_end),
		cmocka_unit_test(after_update_15_comes_a_new_message_code),
		cmocka_unit_test(periods_and_counts_come_from_what_remains),
		cmocka_unit_test(what_a_text_takes_is_counted),
		cmocka_unit_test(etws_serial_numbers_carry_their_flags_in_the_code),
		cmocka_unit_test(serial_numbers_past_their_bits_are_refused),
		cmocka_unit_test(warning_types_are_packed_above_their_flags),
		cmocka_unit_test(drills_never_use_a_public_identifier),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
