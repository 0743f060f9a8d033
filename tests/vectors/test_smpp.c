/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * SMPP as others wrote it: each PDU reads as the row says, and is written again octet for octet.
 * Then all that must be refused, and what must not.
 */
#include "test.h"

#include <string.h>
#include <talloc.h>

#include "base/digest.h"
#include "base/octets.h"
#include "support/smpp_dump.h"
#include "vectors/smpp_octets.h"

/* An allocation of just that size: a sanitizer sees the first octet read past it. */
static uint8_t *octets_of(void *ctx, const char *hex, size_t *size)
{
	uint8_t *octets;

	*size = strlen(hex) / 2;
	octets = talloc_size(ctx, *size ? *size : 1);
	assert_true(digest_from_hex(octets, *size, slice_of(hex)));
	return octets;
}

/* command_length is put in; a row need not count. */
static enum err unpack_body(struct smpp_pdu *out, void *ctx, const char *hex, struct fault *why)
{
	size_t size;
	uint8_t *octets = octets_of(ctx, hex, &size);

	octets_put(octets, 4, size);
	return smpp_unpack(out, octets, size, why);
}

static void what_others_sent_is_read_and_written_again(void **state)
{
	void *ctx = talloc_new(NULL);
	static struct smpp_pdu pdu;

	(void)state;
	for (size_t i = 0; i < COUNT_OF(smpp_octets); i++) {
		uint8_t octets[1024];
		char hex[2 * sizeof(octets) + 1];
		struct fault why;
		size_t size;
		const uint8_t *given = octets_of(ctx, smpp_octets[i].hex, &size);

		if (smpp_unpack(&pdu, given, size, &why) != ERR_OK)
			fail_msg("%s (%s): %s", smpp_octets[i].hex, smpp_octets[i].origin,
				 why.text);
		assert_string_equal(smpp_dump(ctx, &pdu), smpp_octets[i].text);
		if (smpp_pack(octets, sizeof(octets), &size, &pdu, &why) != ERR_OK)
			fail_msg("%s: %s", smpp_octets[i].text, why.text);
		digest_hex(hex, octets, size);
		assert_string_equal(hex, smpp_octets[i].hex);
	}
	talloc_free(ctx);
}

/* Ends at every octet: with the length that it had, and with the one that it has. */
static void what_ends_early_is_never_read_as_something_else(void **state)
{
	void *ctx = talloc_new(NULL);
	static struct smpp_pdu pdu;
	size_t refused = 0, read = 0;

	(void)state;
	for (size_t i = 0; i < COUNT_OF(smpp_octets); i++) {
		size_t size;
		uint8_t *whole = octets_of(ctx, smpp_octets[i].hex, &size);

		for (size_t cut = 0; cut < size; cut++) {
			uint8_t *octets = talloc_memdup(ctx, whole, cut ? cut : 1);
			struct fault why = { .text = "" };

			assert_int_equal(smpp_unpack(&pdu, octets, cut, &why), ERR_INPUT);
			assert_true(why.text[0] != '\0');
			if (cut < 4)
				continue;
			octets_put(octets, 4, cut);
			/* Between two optional parameters a PDU may end. */
			if (smpp_unpack(&pdu, octets, cut, &why) == ERR_OK)
				read++;
			else
				refused++;
			talloc_free(octets);
		}
	}
	assert_true(refused > 20 * read && read > 0);
	talloc_free(ctx);
}

#define HEAD(id)   "00000000" id "0000000000000001"
#define FAILED(id) "00000000" id "0000000b00000001"
/* service_type, source, destination, esm_class to sm_default_msg_id */
#define SUBMIT                                                                                     \
	HEAD("00000004")                                                                           \
	"00"                                                                                       \
	"0300"                                                                                     \
	"313233373900"                                                                             \
	"0101"                                                                                     \
	"31333800"                                                                                 \
	"000000000000000800"
#define AREA	 "0606000700333330313036"
#define CONTENT	 "06010003010001"
#define INTERVAL "06050003090002"
#define BROADCAST                                                                                  \
	HEAD("00000111")                                                                           \
	"00"                                                                                       \
	"000000"                                                                                   \
	"00"                                                                                       \
	"00"                                                                                       \
	"00"                                                                                       \
	"00"                                                                                       \
	"00"                                                                                       \
	"08"                                                                                       \
	"00"
#define LETTERS_20 "3131313131313131313131313131313131313131"

/* Made by hand from the tables of SMPP 3.4 4 and 5.0 4; the words are those of the fault. */
static const struct {
	const char *hex, *words;
	enum err err;
} refused[] = {
	{ "", "ends at octet 0, a header takes 16", ERR_INPUT },
	{ "0000000f", "command_length 4, a header alone takes 16", ERR_INPUT },
	{ "0000001000000015000000000000", "command_length 14", ERR_INPUT },
	{ HEAD("00000000"), "octet 4: no command_id 0x00000000, generic_nack", ERR_ABSENT },
	{ HEAD("0000000a"), "no command_id 0x0000000a", ERR_ABSENT },
	{ HEAD("80000102"), "no command_id 0x80000102", ERR_ABSENT }, /* nobody answers an alert */
	{ HEAD("8000000b"), "no command_id 0x8000000b", ERR_ABSENT },
	{ HEAD("00000002"), "bind_transmitter, octet 16: the PDU ends here: system_id", ERR_INPUT },
	{ HEAD("00000002") "31313131313131313131313131313131"
			   "00",
	  "octet 16: system_id has no NUL in 16 octets", ERR_INPUT },
	{ HEAD("00000002") "00"
			   "313131313131313131"
			   "00",
	  "octet 17: password has no NUL in 9 octets", ERR_INPUT },
	{ HEAD("00000004") "313131313131", "service_type has no NUL in 6 octets", ERR_INPUT },
	{ HEAD("00000004") "00"
			   "0000" LETTERS_20 "31"
			   "00",
	  "octet 19: source_addr has no NUL in 21 octets", ERR_INPUT },
	{ SUBMIT, "octet 40: the PDU ends here: sm_length takes 1 octets, 0 are left", ERR_INPUT },
	{ SUBMIT "03"
		 "4142",
	  "short_message takes 3 octets, 2 are left", ERR_INPUT },
	{ SUBMIT "00"
		 "020400",
	  "octet 41: 3 octets are left over, an optional parameter takes 4", ERR_INPUT },
	{ SUBMIT "00"
		 "0204000300",
	  "user_message_reference (0x0204) says 3 octets, 1 are left", ERR_INPUT },
	{ SUBMIT "00"
		 "1500ffff",
	  "an unknown parameter (0x1500) says 65535 octets, 0 are left", ERR_INPUT },
	{ SUBMIT "00"
		 "0204000107",
	  "user_message_reference of 1 octets, it has 2 to 2", ERR_INPUT },
	{ SUBMIT "00"
		 "02040003000007",
	  "user_message_reference of 3 octets, it has 2 to 2", ERR_INPUT },
	{ SUBMIT "00"
		 "0202000101",
	  "source_subaddress of 1 octets, it has 2 to 23", ERR_INPUT },
	{ SUBMIT "00"
		 "02040002000702040002"
		 "0008",
	  "octet 47: a second user_message_reference that differs", ERR_INPUT },
	{ HEAD("00000021") "00"
			   "000000"
			   "00",
	  "octet 20: number_of_dests 0, it has 1 to 254", ERR_LIMIT },
	{ HEAD("00000021") "00"
			   "000000"
			   "ff",
	  "number_of_dests 255, it has 1 to 254", ERR_LIMIT },
	{ HEAD("00000021") "00"
			   "000000"
			   "02"
			   "0101013100"
			   "03",
	  "destination 2 of 2: dest_flag 3 is neither 1", ERR_INPUT },
	{ HEAD("00000021") "00"
			   "000000"
			   "01"
			   "02" LETTERS_20 "31",
	  "destination 1 of 1: its dl_name has no NUL in 21 octets", ERR_INPUT },
	{ HEAD("80000021"), "submit_multi_resp, octet 16: the PDU ends here: message_id",
	  ERR_INPUT },
	{ HEAD("80000021") "00"
			   "01"
			   "01013100"
			   "0000",
	  "unsuccess 1 of 1: the PDU ends here: error_status_code takes 4", ERR_INPUT },
	{ HEAD("80000003"), "message_id needs its NUL", ERR_INPUT },
	{ HEAD("80000111"), "broadcast_sm_resp, octet 16: the PDU ends", ERR_INPUT },
	{ HEAD("80000112") "00", "without its message_state (0x0427)", ERR_INPUT },
	{ BROADCAST, "broadcast_sm, octet 27: it ends without its broadcast_content_type",
	  ERR_INPUT },
	{ BROADCAST AREA CONTENT INTERVAL, "without its broadcast_rep_num (0x0604)", ERR_INPUT },
	{ BROADCAST CONTENT INTERVAL "060400020001", "without its broadcast_area_identifier",
	  ERR_INPUT },
	{ BROADCAST "06060000", "broadcast_area_identifier of 0 octets, it has 1 to", ERR_INPUT },
	{ BROADCAST "06040000", "broadcast_rep_num of 0 octets, it has 1 to 4", ERR_INPUT },
	{ BROADCAST "060400050000000001", "broadcast_rep_num of 5 octets", ERR_INPUT },
	{ BROADCAST "0601000101", "broadcast_content_type of 1 octets, it has 3 to 3", ERR_INPUT },
};

static void what_is_no_pdu_is_refused_with_what_and_where(void **state)
{
	void *ctx = talloc_new(NULL);
	static struct smpp_pdu pdu;

	(void)state;
	for (size_t i = 0; i < COUNT_OF(refused); i++) {
		struct fault why = { .text = "" };
		size_t size = strlen(refused[i].hex) / 2;
		enum err err = size < 4 ? smpp_unpack(&pdu, (const uint8_t *)"", 0, &why)
					: unpack_body(&pdu, ctx, refused[i].hex, &why);

		if (err != refused[i].err || !strstr(why.text, refused[i].words))
			fail_msg("%s: %s: %s", refused[i].hex, err_name(err), why.text);
	}
	talloc_free(ctx);
}

/* By hand as well: odd, but seen, and it can be understood. */
static const struct {
	const char *hex, *text;
} tolerated[] = {
	/* Three ways to say an error, or that there is no id. */
	{ FAILED("80000004"), "submit_sm_resp status=11 seq=1" },
	{ FAILED("80000004") "00", "submit_sm_resp status=11 seq=1 message_id=" },
	{ HEAD("80000004"), "submit_sm_resp status=0 seq=1" },
	{ FAILED("80000009"), "bind_transceiver_resp status=11 seq=1" },
	{ FAILED("80000021"), "submit_multi_resp status=11 seq=1" },
	{ FAILED("80000112") "00", "query_broadcast_sm_resp status=11 seq=1 message_id=" },
	/* A status that no table has, and a sequence_number that nobody sends. */
	{ "00000000"
	  "80000015"
	  "00000417"
	  "ffffffff",
	  "enquire_link_resp status=1047 seq=4294967295" },
	/* Unknown, misplaced, said again. */
	{ SUBMIT "00"
		 "14010003414243"
		 "0427000102",
	  "submit_sm status=0 seq=1 service_type= source_addr_ton=3 source_addr_npi=0 "
	  "source_addr=12379 dest_addr_ton=1 dest_addr_npi=1 destination_addr=138 esm_class=0 "
	  "protocol_id=0 priority_flag=0 schedule_delivery_time= validity_period= "
	  "registered_delivery=0 replace_if_present_flag=0 data_coding=8 sm_default_msg_id=0 "
	  "short_message= unknown=2" },
	{ HEAD("00000112") "00"
			   "000000"
			   "020400020007"
			   "020400020007",
	  "query_broadcast_sm status=0 seq=1 message_id= source_addr_ton=0 source_addr_npi=0 "
	  "source_addr= user_message_reference=7 repeated=1" },
	/* broadcast_rep_num of one octet, as some write it; of none where it has no say. */
	{ BROADCAST CONTENT INTERVAL AREA "0604000105",
	  "broadcast_sm status=0 seq=1 service_type= source_addr_ton=0 source_addr_npi=0 "
	  "source_addr= message_id= priority_flag=0 schedule_delivery_time= validity_period= "
	  "replace_if_present_flag=0 data_coding=8 sm_default_msg_id=0 "
	  "broadcast_content_type=65537 broadcast_frequency_interval=589826 "
	  "broadcast_area_identifier=0:333330313036 broadcast_rep_num=5" },
	{ HEAD("00000111") "00"
			   "000000"
			   "00"
			   "01"
			   "00"
			   "00"
			   "00"
			   "08"
			   "00" CONTENT INTERVAL AREA,
	  "broadcast_sm status=0 seq=1 service_type= source_addr_ton=0 source_addr_npi=0 "
	  "source_addr= message_id= priority_flag=1 schedule_delivery_time= validity_period= "
	  "replace_if_present_flag=0 data_coding=8 sm_default_msg_id=0 "
	  "broadcast_content_type=65537 broadcast_frequency_interval=589826 "
	  "broadcast_area_identifier=0:333330313036" },
	/* A time without its NUL (node-smpp), success of none (0), which one table forbids. */
	{ HEAD("80000112") "6100"
			   "0427000102"
			   "06090010"
			   "3236313132353039303030303033322b"
			   "0608000100",
	  "query_broadcast_sm_resp status=0 seq=1 message_id=a message_state=2 "
	  "broadcast_end_time=261125090000032+ broadcast_area_success=0" },
};

static void what_can_be_understood_is_read(void **state)
{
	void *ctx = talloc_new(NULL);
	static struct smpp_pdu pdu;

	(void)state;
	for (size_t i = 0; i < COUNT_OF(tolerated); i++) {
		struct fault why;

		if (unpack_body(&pdu, ctx, tolerated[i].hex, &why) != ERR_OK)
			fail_msg("%s: %s", tolerated[i].hex, why.text);
		assert_string_equal(smpp_dump(ctx, &pdu), tolerated[i].text);
	}
	talloc_free(ctx);
}

/* The failed areas and their causes stand in pairs (5.0 4.4.1). */
static void areas_that_failed_pair_with_their_causes(void **state)
{
	void *ctx = talloc_new(NULL);
	static struct smpp_pdu pdu;
	struct fault why;

	(void)state;
	assert_int_equal(unpack_body(&pdu, ctx,
				     HEAD("80000111") "623700" AREA "0607000400000108"
						      "0606000700333330313038"
						      "060700040000010a",
				     &why),
			 ERR_OK);
	for (size_t i = 0; i < 2; i++) {
		const struct smpp_tlv *area = smpp_tlv_of(&pdu, SMPP_TLV_BROADCAST_AREA_IDENTIFIER,
							  i);
		const struct smpp_tlv *cause = smpp_tlv_of(&pdu, SMPP_TLV_BROADCAST_ERROR_STATUS,
							   i);

		assert_true(slice_is(area->octets, i ? "330108" : "330106"));
		assert_int_equal(area->number, SMPP_AREA_ALIAS);
		assert_int_equal(cause->number, i ? 0x10a : 0x108);
	}
	assert_null(smpp_tlv_of(&pdu, SMPP_TLV_BROADCAST_AREA_IDENTIFIER, 2));
	talloc_free(ctx);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(what_others_sent_is_read_and_written_again),
		cmocka_unit_test(what_ends_early_is_never_read_as_something_else),
		cmocka_unit_test(what_is_no_pdu_is_refused_with_what_and_where),
		cmocka_unit_test(what_can_be_understood_is_read),
		cmocka_unit_test(areas_that_failed_pair_with_their_causes),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
