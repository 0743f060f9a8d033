/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* A text as the parts of a short message, and the parts in an SMPP PDU. */
#include "test.h"

#include <stdlib.h>
#include <string.h>
#include <talloc.h>

#include "wire/smpp_part.h"

static char *repeat(void *ctx, const char *text, size_t count)
{
	char *all = talloc_strdup(ctx, "");

	while (count-- > 0)
		all = talloc_strdup_append(all, text);
	return all;
}

/* The last octets of a text of so many characters, in so many parts (TS 23.040, TS 23.038). */
static const struct {
	const char *character;
	size_t count, parts, last;
	bool may_gsm, is_gsm;
} rows[] = {
	{ "警", 1, 1, 2, true, false },
	{ "警", 70, 1, 140, true, false },
	{ "警", 71, 2, 8, true, false },
	{ "警", 134, 2, 134, true, false },
	{ "警", 135, 3, 2, true, false },
	{ "警", 4288, 64, 134, true, false },
	{ "a", 160, 1, 160, true, true },
	{ "a", 161, 2, 8, true, true },
	{ "a", 306, 2, 153, true, true },
	{ "a", 307, 3, 1, true, true },
	{ "a", 70, 1, 140, false, false },
	{ "a", 71, 2, 8, false, false },
	/* Two septets, two units: 153 and 67 are odd, so a pair would be split. */
	{ "€", 80, 1, 160, true, true },
	{ "€", 81, 2, 10, true, true },
	{ "€", 153, 3, 2, true, true },
	{ "\xf0\xac\x87\x95", 35, 1, 140, true, false },
	{ "\xf0\xac\x87\x95", 36, 2, 12, true, false },
	{ "\xf0\xac\x87\x95", 67, 3, 4, true, false },
};

static bool ends_inside_a_pair(const struct sms *sms, const struct sms_part *part)
{
	if (sms->is_gsm)
		return part->octets[part->size - 1] == CHARSET_ESCAPE;
	return (part->octets[part->size - 2] & 0xfc) == 0xd8;
}

static void a_text_is_split_where_it_may_be(void **state)
{
	static struct sms sms;
	static uint8_t joined[SMS_OCTETS_MAX];
	void *ctx = talloc_new(NULL);

	(void)state;
	for (size_t i = 0; i < COUNT_OF(rows); i++) {
		const char *text = repeat(ctx, rows[i].character, rows[i].count);
		size_t size = 0;

		assert_int_equal(sms_make(&sms, slice_of(text), rows[i].may_gsm, NULL), ERR_OK);
		assert_int_equal(sms.is_gsm, rows[i].is_gsm);
		assert_int_equal(sms.count, rows[i].parts);
		assert_int_equal(sms.parts[sms.count - 1].size, rows[i].last);
		for (size_t n = 0; n < sms.count; n++) {
			assert_false(ends_inside_a_pair(&sms, &sms.parts[n]));
			size += sms.parts[n].size;
		}
		assert_int_equal(sms_join(joined, &sms), size);
		/* All of it, in its order: each character's octets again and again. */
		assert_memory_equal(joined, joined + size / rows[i].count,
				    size - size / rows[i].count);
	}
	talloc_free(ctx);
}

static void what_cannot_go_is_refused_and_never_cut(void **state)
{
	static struct sms sms;
	void *ctx = talloc_new(NULL);
	struct fault why;

	(void)state;
	sms.count = 77;
	assert_int_equal(sms_make(&sms, slice_of(""), true, &why), ERR_LIMIT);
	assert_int_equal(sms_make(&sms, slice_of("\xef\xbb\xbf"), true, &why), ERR_LIMIT);
	assert_int_equal(sms_make(&sms, slice_of("\xed\xa0\x80"), true, &why), ERR_INPUT);
	assert_int_equal(sms_make(&sms, slice_of(repeat(ctx, "警", 4291)), true, &why), ERR_LIMIT);
	assert_string_equal(why.text, "3 characters too many for 64 parts");
	assert_int_equal(sms.count, 77);
	talloc_free(ctx);
}

/* Octets by TS 23.040 9.2.3.24.1 and TS 23.038: written by hand. */
static void parts_carry_a_header_or_numbers(void **state)
{
	static struct sms sms;
	static struct smpp_pdu pdu;
	static const uint8_t first[] = { 5, 0, 3, 0xab, 2, 1, 0x8b, 0x66 },
			     second[] = { 5, 0, 3, 0xab, 2, 2, 0x8b, 0x66, 0x8b, 0x66 };
	void *ctx = talloc_new(NULL);
	struct smpp_part part = { SMPP_PART_UDH, 0x12ab, 0 };
	uint8_t octets[SMPP_PART_OCTETS];
	uint32_t number = 0;

	(void)state;
	assert_int_equal(sms_make(&sms, slice_of(repeat(ctx, "警", 69)), true, NULL), ERR_OK);
	assert_int_equal(smpp_part_put(&pdu, octets, &sms, &part, NULL), ERR_OK);
	assert_int_equal(pdu.esm_class, 0); /* one part has no header */
	assert_int_equal(pdu.short_message.size, 138);
	assert_int_equal(pdu.data_coding, SMPP_CODING_UCS2);

	assert_int_equal(sms_make(&sms, slice_of(repeat(ctx, "警", 71)), true, NULL), ERR_OK);
	sms.parts[1].size = 4; /* of 8 octets: enough to compare */
	assert_int_equal(smpp_part_put(&pdu, octets, &sms, &part, NULL), ERR_OK);
	assert_int_equal(pdu.esm_class, SMPP_ESM_UDHI);
	assert_int_equal(pdu.short_message.size, 140);
	assert_memory_equal(pdu.short_message.at, first, sizeof(first));
	part.number = 1;
	assert_int_equal(smpp_part_put(&pdu, octets, &sms, &part, NULL), ERR_OK);
	assert_int_equal(pdu.short_message.size, sizeof(second));
	assert_memory_equal(pdu.short_message.at, second, sizeof(second));

	pdu = (struct smpp_pdu){ .command_id = SMPP_DATA_SM };
	part.manner = SMPP_PART_SAR;
	assert_int_equal(smpp_part_put(&pdu, octets, &sms, &part, NULL), ERR_OK);
	assert_int_equal(pdu.esm_class, 0);
	assert_int_equal(smpp_message_of(&pdu).size, 4);
	assert_true(smpp_number_of(&pdu, SMPP_TLV_SAR_MSG_REF_NUM, &number) && number == 0x12ab);
	assert_true(smpp_number_of(&pdu, SMPP_TLV_SAR_TOTAL_SEGMENTS, &number) && number == 2);
	assert_true(smpp_number_of(&pdu, SMPP_TLV_SAR_SEGMENT_SEQNUM, &number) && number == 2);
	assert_string_equal(smpp_part_manner_name(SMPP_PART_SAR), "sar");
	pdu.tlv_count = SMPP_TLVS_MAX - 2;
	assert_int_equal(smpp_part_put(&pdu, octets, &sms, &part, NULL), ERR_LIMIT);
	talloc_free(ctx);
}

static void a_text_in_the_gsm_alphabet_goes_as_septets(void **state)
{
	static struct sms sms;
	static struct smpp_pdu pdu;
	static const struct smpp_part part = { SMPP_PART_UDH, 1, 0 };
	static const uint8_t septets[] = {
		0x00, 0x1b, 0x28, 'a', 0x1b, 0x65
	}; /* TS 23.038 6.2.1 */
	uint8_t octets[SMPP_PART_OCTETS];

	(void)state;
	assert_int_equal(sms_make(&sms, slice_of("@{a€"), true, NULL), ERR_OK);
	assert_int_equal(smpp_part_put(&pdu, octets, &sms, &part, NULL), ERR_OK);
	assert_int_equal(pdu.data_coding, SMPP_CODING_DEFAULT);
	assert_int_equal(pdu.short_message.size, sizeof(septets));
	assert_memory_equal(pdu.short_message.at, septets, sizeof(septets));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_text_is_split_where_it_may_be),
		cmocka_unit_test(what_cannot_go_is_refused_and_never_cut),
		cmocka_unit_test(parts_carry_a_header_or_numbers),
		cmocka_unit_test(a_text_in_the_gsm_alphabet_goes_as_septets),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
