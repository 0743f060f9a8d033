/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "notice/msisdn.h"
#include "notice/portability.h"
#include "notice/recipient_row.h"
#include "test.h"

static void numbers_are_read_however_they_are_written(void **state)
{
	static const struct {
		const char *text;
		uint64_t number;
	} rows[] = {
		{ "13912345678", 8613912345678 },
		{ "+86 139 1234 5678", 8613912345678 },
		{ "+8613912345678", 8613912345678 },
		{ "008613912345678", 8613912345678 },
		{ "0086-139-1234-5678", 8613912345678 },
		{ "8613912345678", 8613912345678 },
		{ "013912345678", 8613912345678 },
		{ "+86 (0)139 1234 5678", 8613912345678 },
		{ "１３９１２３４５６７８", 8613912345678 },
		{ "＋８６　１３９－１２３４－５６７８", 8613912345678 },
		{ "（139）1234–5678", 8613912345678 },
		{ "\xe2\x80\xad"
		  "139 1234 5678\xe2\x80\xac", /* U+202D, U+202C: as telephones copy contacts */
		  8613912345678 },
		{ "139\xc2\xa0"
		  "1234\xc2\xa0"
		  "5678",
		  8613912345678 },
		{ "19900000000", 8619900000000 },
		{ "+49 1512 3456789", 4915123456789 },
		{ "+852 9123 4567", 85291234567 },
		{ "00683 4000", 6834000 },
	};

	(void)state;
	for (size_t i = 0; i < COUNT_OF(rows); i++) {
		struct msisdn msisdn = { 0 };

		assert_int_equal(msisdn_read(&msisdn, slice_of(rows[i].text), NULL), ERR_OK);
		assert_int_equal(msisdn.number, rows[i].number);
		assert_true(msisdn_is_number(msisdn));
	}
}

static void each_fault_of_a_number_has_its_own_sentence(void **state)
{
	static const struct {
		const char *text, *name;
	} rows[] = {
		{ "", "number-empty" },
		{ " - ", "number-empty" },
		{ "139123456七8", "number-character" },
		{ "139.1234.5678", "number-character" },
		{ "13912345678/13912345679", "number-character" },
		{ "1.39123E+10", "number-scientific" },
		{ "1E+10", "number-scientific" },
		{ "139+12345678", "number-plus" },
		{ "++8613912345678", "number-plus" },
		{ "1391234567", "number-short" },
		{ "+86", "number-short" },
		{ "+86 139 1234 567", "number-short" },
		{ "10086", "number-short" },
		{ "+1", "number-short" },
		{ "139123456789", "number-long" },
		{ "+4915123456789012", "number-long" },
		{ "13912345678 13912345679 1391234", "number-long" },
		{ "+0139123456", "number-country" },
		{ "000139123456", "number-country" },
		{ "0571-8765 4321", "number-landline" },
		{ "+86 0571 87654321", "number-landline" },
		{ "12345678901", "number-not-mobile" },
		{ "+86 10657120000", "number-not-mobile" },
	};

	(void)state;
	for (size_t i = 0; i < COUNT_OF(rows); i++) {
		const struct wrong *wrong = NULL;
		struct msisdn msisdn = { 7 };

		assert_int_not_equal(msisdn_read(&msisdn, slice_of(rows[i].text), &wrong), ERR_OK);
		assert_string_equal(wrong->name, rows[i].name);
		assert_true(wrong->zh && wrong->en && wrong->right_zh && wrong->right_en);
		assert_int_equal(msisdn.number, 7);
	}
}

static void numbers_are_masked(void **state)
{
	static const struct {
		uint64_t number;
		const char *masked, *whole;
	} rows[] = {
		{ 8613912345678, "139****5678", "+8613912345678" },
		{ 8619900000000, "199****0000", "+8619900000000" },
		{ 4915123456789, "+491****789", "+4915123456789" },
		{ 85291234567, "+852****567", "+85291234567" },
		{ 6834000, "+68****0", "+6834000" },
		{ 0, "+0****", "+0" },
	};

	(void)state;
	for (size_t i = 0; i < COUNT_OF(rows); i++) {
		char buf[MSISDN_TEXT_OCTETS];

		assert_string_equal(msisdn_mask(buf, (struct msisdn){ rows[i].number }),
				    rows[i].masked);
		assert_string_equal(msisdn_format(buf, (struct msisdn){ rows[i].number }),
				    rows[i].whole);
	}
}

static void what_no_number_can_be_is_none(void **state)
{
	static const uint64_t rows[] = { 0,	999999,		8612912345678, 861391234567,
					 86571, MSISDN_MAX + 1, UINT64_MAX };

	(void)state;
	for (size_t i = 0; i < COUNT_OF(rows); i++)
		assert_false(msisdn_is_number((struct msisdn){ rows[i] }));
}

/* ---- carriers --------------------------------------------------------------------------- */

static void the_longest_prefix_says_the_carrier_and_porting_goes_before(void **state)
{
	static const struct {
		const char *digits;
		uint8_t carrier;
	} prefixes[] = { { "139", 1 },	{ "134", 1 },	 { "1349", 3 }, { "170", 2 },
			 { "1705", 1 }, { "+49151", 4 }, { "+4", 5 } };
	static const struct {
		uint64_t number;
		uint8_t carrier;
	} rows[] = { { 8613912345678, 1 }, { 8613412345678, 1 }, { 8613492345678, 3 },
		     { 8617012345678, 2 }, { 8617052345678, 1 }, { 8619912345678, 0 },
		     { 4915123456789, 4 }, { 4916123456789, 5 }, { 400000000000000, 5 },
		     { 8613912345679, 3 }, { 8613912345680, 2 } };
	const uint64_t ported[] = { portability_ported((struct msisdn){ 8613912345679 }, 3),
				    portability_ported((struct msisdn){ 8613912345680 }, 2) };
	struct portability_prefix room[COUNT_OF(prefixes)];
	struct portability portability = { room, COUNT_OF(prefixes), ported, 2 };

	(void)state;
	for (size_t i = 0; i < COUNT_OF(prefixes); i++) {
		room[i].carrier = prefixes[i].carrier;
		assert_int_equal(
			portability_prefix_read(&room[i], slice_of(prefixes[i].digits), NULL),
			ERR_OK);
	}
	assert_int_equal(portability_sort(&portability, NULL), ERR_OK);
	for (size_t i = 0; i < COUNT_OF(rows); i++)
		assert_int_equal(
			portability_carrier(&portability, (struct msisdn){ rows[i].number }),
			rows[i].carrier);
}

static void prefixes_that_say_two_things_or_nothing_are_refused(void **state)
{
	static const char *const rows[] = { "", "+", "0139", "13x", "12345678901", "-1" };
	struct portability_prefix room[] = { { 86139, 5, 1 }, { 86139, 5, 2 } };
	struct portability portability = { room, 2, NULL, 0 };

	(void)state;
	for (size_t i = 0; i < COUNT_OF(rows); i++)
		assert_int_equal(portability_prefix_read(&room[0], slice_of(rows[i]), NULL),
				 ERR_INPUT);
	room[0] = (struct portability_prefix){ 86139, 5, 1 };
	assert_int_equal(portability_sort(&portability, NULL), ERR_CONFLICT);
}

/* ---- lines ------------------------------------------------------------------------------ */

static void cut(struct csv_line *out, char *room, const char *text)
{
	memcpy(room, text, strlen(text) + 1);
	assert_int_equal(csv_split(out, room, strlen(text), NULL), ERR_OK);
}

static void headers_name_the_columns(void **state)
{
	static const struct {
		const char *text;
		enum err err;
	} rows[] = {
		{ "number,group", ERR_OK },
		{ "adcode,number,carrier,opt_out", ERR_OK },
		{ "号码,群组,区划代码,运营商,退订", ERR_OK },
		{ "\xef\xbb\xbfnumber,opt_out\r\n", ERR_OK },
		{ "number", ERR_INPUT },
		{ "group,adcode", ERR_INPUT },
		{ "number,group,group", ERR_INPUT },
		{ "number,group,name", ERR_INPUT },
		{ "number,group,adcode,carrier,opt_out,number", ERR_INPUT },
		{ "\xba\xc5\xc2\xeb,group", ERR_INPUT }, /* 号码 in GBK */
		{ "", ERR_INPUT },
	};

	(void)state;
	for (size_t i = 0; i < COUNT_OF(rows); i++) {
		struct recipient_header header;
		struct csv_line line;
		struct fault why;
		char room[128];

		cut(&line, room, rows[i].text);
		assert_int_equal(recipient_header_read(&header, &line, &why), rows[i].err);
	}
}

static void lines_are_read_or_the_column_and_the_fault_are_named(void **state)
{
	static const struct {
		const char *text, *column, *wrong;
	} rows[] = {
		{ "13912345678,wardens,330106,china-mobile,", NULL, NULL },
		{ "13912345678,,330106,,", NULL, NULL },
		{ "13912345678, 防汛责任人 ,,,是", NULL, NULL },
		{ "13912345678,,330106000000,,no", NULL, NULL },
		{ "13912345678,,,,退订", NULL, NULL },
		{ "1391234567,wardens,,,", "number", "number-short" },
		{ ",wardens,,,", "number", "number-empty" },
		{ "13912345678,,,,", "line", "line-nothing" },
		{ "13912345678,,,,no", "line", "line-nothing" },
		{ "13912345678,a,,", "line", "line-columns" },
		{ "13912345678,a,33010,,", "adcode", "adcode-form" },
		{ "13912345678,a,330106001000,,", "adcode", "adcode-form" },
		{ "13912345678,a,,,maybe", "opt_out", "opt-out-form" },
		{ "13912345678,\xb7\xc0\xd1\xb4,,,", "group", "text-encoding" },
		{ "13912345678,a\tb,,,", "group", "name-control" },
	};
	struct recipient_header header;
	struct csv_line line;
	char room[256];

	(void)state;
	cut(&line, room, "number,group,adcode,carrier,opt_out");
	assert_int_equal(recipient_header_read(&header, &line, NULL), ERR_OK);
	for (size_t i = 0; i < COUNT_OF(rows); i++) {
		struct recipient_fault why = { NULL, NULL };
		struct recipient_row row;
		enum err err;

		cut(&line, room, rows[i].text);
		err = recipient_row_read(&row, &header, &line, &why);
		assert_int_equal(err == ERR_OK, rows[i].column == NULL);
		if (err == ERR_OK) {
			assert_int_equal(row.msisdn.number, 8613912345678);
			continue;
		}
		assert_string_equal(why.column, rows[i].column);
		assert_string_equal(why.wrong->name, rows[i].wrong);
	}
}

static void columns_have_names(void **state)
{
	(void)state;
	assert_string_equal(recipient_column_name(RECIPIENT_OPT_OUT), "opt_out");
	assert_string_equal(recipient_column_name(RECIPIENT_COLUMNS), "line");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(numbers_are_read_however_they_are_written),
		cmocka_unit_test(each_fault_of_a_number_has_its_own_sentence),
		cmocka_unit_test(numbers_are_masked),
		cmocka_unit_test(what_no_number_can_be_is_none),
		cmocka_unit_test(the_longest_prefix_says_the_carrier_and_porting_goes_before),
		cmocka_unit_test(prefixes_that_say_two_things_or_nothing_are_refused),
		cmocka_unit_test(headers_name_the_columns),
		cmocka_unit_test(lines_are_read_or_the_column_and_the_fault_are_named),
		cmocka_unit_test(columns_have_names),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
