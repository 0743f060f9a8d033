/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "notice/telephone.h"
#include "test.h"

#include <string.h>

struct row {
	const char *text;
	enum telephone_kind kind;
	const char *digits, *extension;
};

static void the_first_number_is(const struct row *row)
{
	static struct plain plain;
	struct telephone found = { .first = 0 };

	plain_read(&plain, slice_of(row->text));
	if (!telephone_next(&found, &plain)) {
		assert_null(row->digits);
		return;
	}
	if (!row->digits || strcmp(found.digits, row->digits) != 0 || found.kind != row->kind ||
	    strcmp(found.extension, row->extension ? row->extension : "") != 0)
		fail_msg("\"%s\": %s ext %s kind %d", row->text, found.digits, found.extension,
			 found.kind);
}

static void a_number_has_one_form_however_it_is_written(void **state)
{
	static const struct row rows[] = {
		{ "咨询电话0571-12345678。", TELEPHONE_LANDLINE, "057112345678", NULL },
		{ "（0571）12345678", TELEPHONE_LANDLINE, "057112345678", NULL },
		{ "(0571) 1234 5678", TELEPHONE_LANDLINE, "057112345678", NULL },
		{ "0571 12345678", TELEPHONE_LANDLINE, "057112345678", NULL },
		{ "0571－12345678", TELEPHONE_LANDLINE, "057112345678", NULL },
		{ "０５７１－１２３４５６７８", TELEPHONE_LANDLINE, "057112345678", NULL },
		{ "0571—12345678", TELEPHONE_LANDLINE, "057112345678", NULL },
		{ "0571-1234-5678", TELEPHONE_LANDLINE, "057112345678", NULL },
		{ "057112345678", TELEPHONE_LANDLINE, "057112345678", NULL },
		{ "+86 571 12345678", TELEPHONE_LANDLINE, "057112345678", NULL },
		{ "+86-571-12345678", TELEPHONE_LANDLINE, "057112345678", NULL },
		{ "+86(0)571-12345678", TELEPHONE_LANDLINE, "057112345678", NULL },
		{ "0086-571-12345678", TELEPHONE_LANDLINE, "057112345678", NULL },
		{ "010-12345678", TELEPHONE_LANDLINE, "01012345678", NULL },
		{ "0571\u200b-1234\u200b5678", TELEPHONE_LANDLINE, "057112345678", NULL },
		{ "0571-12345678转801", TELEPHONE_LANDLINE, "057112345678", "801" },
		{ "0571-12345678-801", TELEPHONE_LANDLINE, "057112345678", "801" },
		{ "0571-12345678转分机801", TELEPHONE_LANDLINE, "057112345678", "801" },
		{ "0571-12345678分机号：801", TELEPHONE_LANDLINE, "057112345678", "801" },
		{ "0571-12345678 ext. 801", TELEPHONE_LANDLINE, "057112345678", "801" },
		{ "电话87654321", TELEPHONE_LOCAL, "87654321", NULL },
		{ "电话8765432转2", TELEPHONE_LOCAL, "8765432", "2" },
		{ "咨询时间0900-1800", TELEPHONE_NONE, "09001800", NULL },
		{ "13812345678", TELEPHONE_MOBILE, "13812345678", NULL },
		{ "138 1234 5678", TELEPHONE_MOBILE, "13812345678", NULL },
		{ "+86 138-1234-5678", TELEPHONE_MOBILE, "13812345678", NULL },
		{ "400-123-4567", TELEPHONE_HOTLINE, "4001234567", NULL },
		{ "请拨打12345咨询", TELEPHONE_HOTLINE, "12345", NULL },
		{ "致电95598", TELEPHONE_HOTLINE, "95598", NULL },
		{ "请拨打119", TELEPHONE_EMERGENCY, "119", NULL },
		{ "12379", TELEPHONE_EMERGENCY, "12379", NULL },
		{ "1063912345678", TELEPHONE_SENDING_CODE, "1063912345678", NULL },
		{ "20260320", TELEPHONE_NONE, "20260320", NULL },
		{ "2026年", TELEPHONE_NONE, "2026", NULL },
		{ "12345元", TELEPHONE_NONE, "12345", NULL },
		{ "转移12345人", TELEPHONE_NONE, "12345", NULL },
		{ "123456789012345678901234567890", TELEPHONE_NONE, "", NULL },
		{ "没有号码", TELEPHONE_NONE, NULL, NULL },
		{ "+", TELEPHONE_NONE, NULL, NULL },
		{ "", TELEPHONE_NONE, NULL, NULL },
	};

	(void)state;
	for (size_t i = 0; i < COUNT_OF(rows); i++)
		the_first_number_is(&rows[i]);
}

static void numbers_beside_each_other_are_several(void **state)
{
	static const struct {
		const char *text, *digits;
	} rows[] = {
		{ "0571-12345678 0571-87654321", "057112345678 057187654321" },
		{ "110 119 120", "110 119 120" },
		{ "0571-12345678、87654321", "057112345678 87654321" },
		{ "12345 13812345678", "12345 13812345678" },
		{ "3月2日9时至17时", "3 2 9 17" },
	};
	static struct plain plain;

	(void)state;
	for (size_t i = 0; i < COUNT_OF(rows); i++) {
		struct telephone found = { .first = 0 };
		char all[128] = "";
		size_t size = 0;

		plain_read(&plain, slice_of(rows[i].text));
		while (telephone_next(&found, &plain)) {
			size_t length = strlen(found.digits);

			if (size > 0)
				all[size++] = ' ';
			memcpy(all + size, found.digits, length + 1);
			size += length;
		}
		assert_string_equal(all, rows[i].digits);
	}
}

static void a_registered_number_is_recognised(void **state)
{
	static const struct {
		const char *found, *registered;
		enum telephone_match match;
	} rows[] = {
		{ "0571-12345678", "(0571)12345678", TELEPHONE_SAME },
		{ "0571-12345678转8", "0571-12345678", TELEPHONE_SAME },
		{ "0571-12345678", "0571-12345678-8", TELEPHONE_OTHER },
		{ "0571-12345678转8", "0571-12345678-8", TELEPHONE_SAME },
		{ "0571-12345678转9", "0571-12345678-8", TELEPHONE_OTHER },
		{ "电话12345678", "0571-12345678", TELEPHONE_SAME_WITHOUT_AREA_CODE },
		{ "电话2345678", "0571-12345678", TELEPHONE_OTHER },
		{ "0571-12345679", "0571-12345678", TELEPHONE_OTHER },
		{ "0572-12345678", "0571-12345678", TELEPHONE_OTHER },
		{ "9123506", "12350", TELEPHONE_OTHER },
		{ "12350", "12350", TELEPHONE_SAME },
	};

	(void)state;
	for (size_t i = 0; i < COUNT_OF(rows); i++) {
		struct telephone found, registered;

		assert_true(telephone_read(&found, slice_of(rows[i].found)));
		assert_true(telephone_read(&registered, slice_of(rows[i].registered)));
		assert_int_equal(telephone_compare(&found, &registered), rows[i].match);
	}
}

static void a_number_that_is_none_is_not_read(void **state)
{
	struct telephone telephone;

	(void)state;
	assert_false(telephone_read(&telephone, slice_of("")));
	assert_false(telephone_read(&telephone, slice_of("电话")));
	assert_false(telephone_read(&telephone, slice_of("12345678901234567890123456789012345")));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_number_has_one_form_however_it_is_written),
		cmocka_unit_test(numbers_beside_each_other_are_several),
		cmocka_unit_test(a_registered_number_is_recognised),
		cmocka_unit_test(a_number_that_is_none_is_not_read),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
