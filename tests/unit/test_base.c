/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "base/digest.h"
#include <talloc.h>

#include "base/err.h"
#include "base/octets.h"
#include "base/utc.h"
#include "test.h"
#include "wire/member.h"

static void a_fault_is_cut_at_a_character(void **state)
{
	struct fault why;
	char text[400];

	(void)state;
	for (size_t i = 0; i < sizeof(text) - 1; i += 3)
		memcpy(text + i, "\xe8\xad\xa6", 3);
	text[399] = '\0';
	assert_int_equal(err_set(&why, ERR_LIMIT, "x", "%s", text), ERR_LIMIT);
	assert_int_equal(strlen(why.text) % 3, 0);
	assert_true(strlen(why.text) >= FAULT_TEXT_OCTETS - 4);
}

static void times_are_read_with_their_offset(void **state)
{
	static const struct {
		const char *text;
		int64_t seconds; /* from `date -d TEXT +%s` */
		int offset;
	} rows[] = {
		{ "2026-03-02T09:00:00+08:00", 1772413200, 480 },
		{ "2026-03-02T01:00:00Z", 1772413200, 0 },
		{ "2024-02-29T23:59:59-05:30", 1709270999, -330 },
		{ "1969-12-31T23:59:58-00:00", -2, 0 },
	};

	(void)state;
	for (size_t i = 0; i < COUNT_OF(rows); i++) {
		char buf[UTC_TEXT_OCTETS];
		struct utc t, again;
		int offset;

		assert_int_equal(utc_parse(&t, &offset, slice_of(rows[i].text), NULL), ERR_OK);
		assert_int_equal(t.us, rows[i].seconds * 1000000);
		assert_int_equal(offset, rows[i].offset);
		utc_format(buf, t, offset);
		assert_int_equal(utc_parse(&again, NULL, slice_of(buf), NULL), ERR_OK);
		assert_int_equal(again.us, t.us);
	}
}

static void times_that_do_not_exist_are_refused(void **state)
{
	static const char *const rows[] = {
		"",
		"2026-02-30T00:00:00Z",
		"2025-02-29T00:00:00Z",
		"2026-03-02T24:00:00Z",
		"2026-03-02T09:00:00",
		"2026-03-02 09:00:00+08:00",
		"2026-03-02T09:00:00+08:0",
		"2026-03-02T09:00:00+15:00",
		" 2026-03-02T09:00:00Z",
		"2026-03-02T09:00:00.Z",
	};

	(void)state;
	for (size_t i = 0; i < COUNT_OF(rows); i++) {
		struct utc t = { 7 };

		assert_int_equal(utc_parse(&t, NULL, slice_of(rows[i]), NULL), ERR_INPUT);
		assert_int_equal(t.us, 7);
	}
}

static void decimals_become_whole_units(void **state)
{
	static const struct {
		const char *text;
		int64_t value;
		bool ok;
	} rows[] = {
		{ "30.1234567", 30123457, true },
		{ "-0.0000005", -1, true },
		{ "180", 180000000, true },
		{ "180.0000001", 180000000, true },
		{ "181", 0, false },
		{ "1e2", 0, false },
		{ ".5", 500000, true },
		{ "5.", 5000000, true },
		{ ".", 0, false },
		{ "", 0, false },
		{ "1.2.3", 0, false },
		{ "99999999999999999999", 0, false },
	};

	(void)state;
	for (size_t i = 0; i < COUNT_OF(rows); i++) {
		int64_t value = 0;

		assert_int_equal(slice_to_fixed(slice_of(rows[i].text), 6, 180000000, &value),
				 rows[i].ok);
		assert_int_equal(value, rows[i].value);
	}
}

static void sha256_is_that_of_fips_180(void **state)
{
	/* FIPS 180-2 appendix B.1 */
	struct slice parts[] = { SLICE_LITERAL("a"), SLICE_LITERAL("bc") };
	struct digest digest = digest_of(parts, 2), read;
	char hex[DIGEST_HEX_OCTETS];

	(void)state;
	digest_hex(hex, digest.octets, DIGEST_OCTETS);
	assert_string_equal(hex,
			    "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
	assert_true(digest_from_hex(read.octets, DIGEST_OCTETS, slice_of(hex)));
	assert_true(digest_equal(&digest, &read));
	assert_false(digest_from_hex(read.octets, DIGEST_OCTETS, SLICE_LITERAL("xyz")));
}

static void what_leaves_no_ink_says_nothing(void **state)
{
	static const struct {
		const char *text;
		bool says_nothing;
	} rows[] = {
		{ "", true },
		{ " \t\r\n\v\f", true },
		{ "\u3000", true },
		{ "\u3000 \u00a0\u2003\u3000", true },
		{ "\u200b\u200d\u2060\ufeff", true },
		{ "\u3164\uffa0\u115f", true },
		{ "\x01\x7f", true },
		{ "\u034f\u061c\ufff9\U000e0041", true },
		{ ".", false },
		{ "\u3000\u706b", false },
		{ "\U0001f525", false },
		{ "\u2010", false },   /* the next after the invisible ones */
		{ "\xe3\x80", false }, /* cut in the middle: not ours to call blank */
		{ "\xff\xfe", false },
	};

	(void)state;
	assert_true(slice_says_nothing((struct slice){ NULL, 0 }));
	for (size_t i = 0; i < COUNT_OF(rows); i++)
		if (slice_says_nothing(slice_of(rows[i].text)) != rows[i].says_nothing)
			fail_msg("row %zu", i);
}

static void big_endian_octets_sort_as_their_numbers_do(void **state)
{
	static const uint64_t numbers[] = { 0, 1, 255, 256, 65535, 65536, 0xffffffff, 1ull << 63 };
	uint8_t last[8] = { 0 }, now[8];

	(void)state;
	for (size_t i = 0; i < COUNT_OF(numbers); i++) {
		octets_put(now, 8, numbers[i]);
		assert_true(memcmp(last, now, 8) <= (i == 0 ? 0 : -1));
		assert_true(octets_get(now, 8) == numbers[i]);
		memcpy(last, now, 8);
	}
	octets_put(now, 3, 0x01020304);
	assert_memory_equal(now, "\x02\x03\x04", 3);
	assert_int_equal(octets_get_u32((const uint8_t *)"\xff\x01\x02\x03"), 0xff010203);
}

static void a_copy_of_a_slice_ends_with_a_nul(void **state)
{
	void *ctx = talloc_new(NULL);
	struct slice copy = slice_copy(ctx, (struct slice){ "abcdef", 3 });

	(void)state;
	assert_int_equal(copy.size, 3);
	assert_string_equal(copy.at, "abc");
	assert_string_equal(slice_string(ctx, (struct slice){ NULL, 0 }), "");
	talloc_free(ctx);
}

static void slices_are_ordered_by_their_octets(void **state)
{
	/* Each before the next, as in a dictionary. */
	static const char *const rows[] = { "", "a", "a\n", "ab", "b", "\xc3\xa9" };

	(void)state;
	for (size_t i = 0; i < COUNT_OF(rows); i++)
		for (size_t n = 0; n < COUNT_OF(rows); n++) {
			int order = slice_compare(slice_of(rows[i]), slice_of(rows[n]));

			assert_int_equal((order > 0) - (order < 0), (i > n) - (i < n));
		}
	assert_int_equal(slice_compare((struct slice){ NULL, 0 }, SLICE_LITERAL("")), 0);
}

static void a_member_that_says_nothing_is_left_out(void **state)
{
	struct text out;

	(void)state;
	text_init(&out, NULL);
	text_puts(&out, "{\"a\":1");
	member_put_text(&out, "b", (struct slice){ NULL, 0 });
	member_put_time(&out, "c", (struct utc){ 0 });
	member_put(&out, "d", (struct slice){ NULL, 0 });
	member_put_text(&out, "e", SLICE_LITERAL("\"\n"));
	member_put_time(&out, "f", (struct utc){ 1772413200000000 });
	member_put_number(&out, "g", UINT64_MAX);
	assert_string_equal(out.at,
			    "{\"a\":1,\"d\":\"\",\"e\":\"\\\"\\n\","
			    "\"f\":\"2026-03-02T09:00:00+08:00\",\"g\":18446744073709551615");
	talloc_free(out.at);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(what_leaves_no_ink_says_nothing),
		cmocka_unit_test(a_fault_is_cut_at_a_character),
		cmocka_unit_test(times_are_read_with_their_offset),
		cmocka_unit_test(times_that_do_not_exist_are_refused),
		cmocka_unit_test(decimals_become_whole_units),
		cmocka_unit_test(sha256_is_that_of_fips_180),
		cmocka_unit_test(big_endian_octets_sort_as_their_numbers_do),
		cmocka_unit_test(a_copy_of_a_slice_ends_with_a_nul),
		cmocka_unit_test(slices_are_ordered_by_their_octets),
		cmocka_unit_test(a_member_that_says_nothing_is_left_out),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
