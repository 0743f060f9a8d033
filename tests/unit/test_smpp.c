/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* SMPP's codec: what is written and what is refused, framing, statuses, a line for the log. */
#include "test.h"

#include <string.h>
#include <talloc.h>

#include "base/octets.h"
#include "support/smpp_any.h"
#include "support/smpp_dump.h"
#include "wire/cause_words.h"
#include "wire/smpp_status.h"

enum { ROUNDS = 200 };

static uint8_t room[SMPP_OCTETS_MAX];

/* The order of optional parameters may change: broadcast_rep_num goes last. */
static size_t words_of(char *text)
{
	size_t sum = 0;

	for (char *word = text, *next; word; word = next) {
		size_t hash = 5381;

		next = strchr(word, ' ');
		if (next)
			*next++ = '\0';
		for (; *word; word++)
			hash = hash * 33 + (uint8_t)*word;
		sum += hash;
	}
	return sum;
}

static void every_pdu_reads_as_it_was_written(void **state)
{
	static struct smpp_pdu pdu, again;
	const struct smpp_table_layout *layout;
	uint32_t seed = 34;
	size_t layouts;

	(void)state;
	for (layouts = 0; (layout = smpp_table_layout_at(layouts)); layouts++) {
		for (size_t round = 0; round < ROUNDS; round++) {
			void *ctx = talloc_new(NULL);
			struct fault why;
			size_t size;

			smpp_any(&pdu, ctx, layout, &seed);
			if (smpp_pack(room, sizeof(room), &size, &pdu, &why) != ERR_OK ||
			    smpp_unpack(&again, room, size, &why) != ERR_OK)
				fail_msg("%s", why.text);
			assert_int_equal(octets_get(room, 4), size);
			assert_int_equal(words_of(smpp_dump(ctx, &pdu)),
					 words_of(smpp_dump(ctx, &again)));
			/* One octet less of room is not enough, and none of it is overrun. */
			room[size - 1] = 0xee;
			assert_int_equal(smpp_pack(room, size - 1, &size, &pdu, NULL), ERR_LIMIT);
			assert_int_equal(room[size - 1], 0xee);
			talloc_free(ctx);
		}
	}
	assert_int_equal(layouts, 33);
}

static void broadcast_rep_num_goes_last_in_two_octets(void **state)
{
	static struct smpp_pdu pdu = {
		.command_id = SMPP_BROADCAST_SM,
		.sequence_number = 1,
		.tlvs = { { .tag = SMPP_TLV_BROADCAST_REP_NUM, .number = 30 },
			  { .tag = SMPP_TLV_BROADCAST_CONTENT_TYPE,
			    .number = SMPP_PAIR(SMPP_NETWORK_GSM, SMPP_CONTENT_EMERGENCY) },
			  { .tag = SMPP_TLV_BROADCAST_FREQUENCY_INTERVAL,
			    .number = SMPP_PAIR(SMPP_EVERY_MINUTES, 2) },
			  { .tag = SMPP_TLV_BROADCAST_AREA_IDENTIFIER,
			    .octets = { "330106", 6 } } },
		.tlv_count = 4,
	};
	/* The three that go first, in their order. */
	static const uint8_t first[] = { 0x06, 0x01, 0, 3, 1, 0, 1, 0x06, 0x05, 0, 3, 9, 0, 2 };
	static const uint8_t last[] = { 0x06, 0x04, 0, 2, 0, 30 };
	size_t size;

	(void)state;
	assert_int_equal(smpp_pack(room, sizeof(room), &size, &pdu, NULL), ERR_OK);
	assert_memory_equal(room + 27, first, sizeof(first));
	assert_memory_equal(room + size - sizeof(last), last, sizeof(last));
}

/* ---- what may not go ----------------------------------------------------------------- */

static struct smpp_pdu submit_sm(void)
{
	return (struct smpp_pdu){ .command_id = SMPP_SUBMIT_SM,
				  .sequence_number = 1,
				  .destination = { 1, 1, slice_of("8613800138000") } };
}

static const char letters[300] = "4444444444444444444444444444444444444444444444444444444444444444"
				 "4444444444444444444444444444444444444444444444444444444444444444"
				 "4444444444444444444444444444444444444444444444444444444444444444"
				 "4444444444444444444444444444444444444444444444444444444444444444"
				 "44444444444";

static struct slice so_many(size_t size)
{
	return (struct slice){ letters, size };
}

static void fields_have_their_limits(void **state)
{
	static const struct {
		size_t at, most;
		const char *words;
	} rows[] = {
		{ offsetof(struct smpp_pdu, service_type), 5,
		  "submit_sm: service_type of 6 octets, at most 5 go" },
		{ offsetof(struct smpp_pdu, source.text), 20, "source_addr of 21 octets" },
		{ offsetof(struct smpp_pdu, destination.text), 20, "destination_addr of 21" },
		{ offsetof(struct smpp_pdu, short_message), 254,
		  "short_message of 255 octets, at most 254 go; more goes in message_payload" },
	};

	(void)state;
	for (size_t i = 0; i < COUNT_OF(rows); i++) {
		struct smpp_pdu pdu = submit_sm();
		struct slice *at = (struct slice *)((char *)&pdu + rows[i].at);
		struct fault why;
		size_t size;

		*at = so_many(rows[i].most);
		assert_int_equal(smpp_pack(room, sizeof(room), &size, &pdu, NULL), ERR_OK);
		at->size++;
		assert_int_equal(smpp_pack(room, sizeof(room), &size, &pdu, &why), ERR_LIMIT);
		assert_non_null(strstr(why.text, rows[i].words));
	}
}

static void check_refused(const struct smpp_pdu *pdu, enum err err, const char *words)
{
	struct fault why = { .text = "" };
	size_t size;

	assert_int_equal(smpp_pack(room, sizeof(room), &size, pdu, &why), err);
	if (!strstr(why.text, words))
		fail_msg("%s", why.text);
}

static void a_header_that_no_peer_understands_does_not_go(void **state)
{
	struct smpp_pdu pdu = submit_sm();

	(void)state;
	pdu.sequence_number = 0;
	check_refused(&pdu, ERR_LIMIT, "sequence_number 0x00000000, 1 to 0x7fffffff can go");
	pdu.sequence_number = 0x80000000;
	check_refused(&pdu, ERR_LIMIT, "sequence_number 0x80000000");
	pdu = submit_sm();
	pdu.command_status = 8;
	check_refused(&pdu, ERR_INPUT, "command_status 0x00000008, a request has 0");
	pdu = submit_sm();
	pdu.without_body = true;
	check_refused(&pdu, ERR_INPUT, "without its body");
	pdu.command_id = 0x0a;
	check_refused(&pdu, ERR_ABSENT, "no command_id 0x0000000a");
}

static void texts_and_times_that_would_be_misread_do_not_go(void **state)
{
	struct smpp_pdu pdu = submit_sm();

	(void)state;
	pdu.service_type = (struct slice){ "C\0T", 3 };
	check_refused(&pdu, ERR_INPUT, "service_type holds a NUL");
	pdu = submit_sm();
	pdu.validity_period = slice_of("00000000150000R");
	check_refused(&pdu, ERR_INPUT, "validity_period of 15 characters, it takes 16 or none");
	pdu = submit_sm();
	pdu.short_message = slice_of("a");
	pdu.tlvs[pdu.tlv_count++] = (struct smpp_tlv){ .tag = SMPP_TLV_MESSAGE_PAYLOAD,
						       .octets = { "a", 1 } };
	check_refused(&pdu, ERR_INPUT, "short_message and message_payload");
}

static void optional_parameters_go_where_they_belong(void **state)
{
	static const struct {
		struct smpp_tlv tlv;
		enum err err;
		const char *words;
	} rows[] = {
		{ { .tag = SMPP_TLV_MESSAGE_STATE }, ERR_INPUT, "message_state (0x0427) does not" },
		{ { .tag = 0x1401 }, ERR_INPUT, "an unknown parameter (0x1401) does not belong" },
		{ { .tag = SMPP_TLV_USER_MESSAGE_REFERENCE, .number = 65536 },
		  ERR_LIMIT,
		  "user_message_reference 65536 does not go in 2 octets" },
		{ { .tag = SMPP_TLV_SOURCE_SUBADDRESS, .octets = { letters, 24 } },
		  ERR_LIMIT,
		  "source_subaddress takes 24 octets, it has 2 to 23" },
		{ { .tag = SMPP_TLV_DEST_NETWORK_ID, .octets = { "a\0bcdefg", 8 } },
		  ERR_INPUT,
		  "dest_network_id holds a NUL" },
		{ { .tag = SMPP_TLV_DEST_NETWORK_ID, .octets = { letters, 65 } },
		  ERR_LIMIT,
		  "dest_network_id takes 66 octets, it has 7 to 65" },
	};
	struct smpp_pdu pdu = submit_sm();

	(void)state;
	for (size_t i = 0; i < COUNT_OF(rows); i++) {
		pdu.tlvs[0] = rows[i].tlv;
		pdu.tlv_count = 1;
		check_refused(&pdu, rows[i].err, rows[i].words);
	}
	pdu.tlvs[0] = pdu.tlvs[1] = (struct smpp_tlv){ .tag = SMPP_TLV_SOURCE_PORT };
	pdu.tlv_count = 2;
	check_refused(&pdu, ERR_INPUT, "a second source_port, one may go");
	pdu.tlv_count = SMPP_TLVS_MAX + 1;
	check_refused(&pdu, ERR_LIMIT, "321 optional parameters");
	pdu.tlv_count = SMPP_TLVS_MAX;
	assert_int_equal(smpp_add(&pdu, pdu.tlvs[0], NULL), ERR_LIMIT);
}

static void a_broadcast_needs_its_parameters_and_one_key(void **state)
{
	struct smpp_pdu pdu = { .command_id = SMPP_BROADCAST_SM, .sequence_number = 1 };

	(void)state;
	check_refused(&pdu, ERR_INPUT, "broadcast_sm: it needs its broadcast_content_type");
	pdu.message_id = slice_of("7");
	pdu.tlvs[pdu.tlv_count++] = (struct smpp_tlv){ .tag = SMPP_TLV_USER_MESSAGE_REFERENCE };
	check_refused(&pdu, ERR_INPUT, "message_id and user_message_reference, one of them");
}

static void lists_have_their_limits(void **state)
{
	static struct smpp_pdu pdu;
	size_t size;

	(void)state;
	pdu = submit_sm();
	pdu.command_id = SMPP_SUBMIT_MULTI;
	check_refused(&pdu, ERR_LIMIT, "number_of_dests 0, 1 to 254 can go");
	pdu.destination_count = SMPP_DESTINATIONS_MAX;
	assert_int_equal(smpp_pack(room, sizeof(room), &size, &pdu, NULL), ERR_OK);
	pdu.destinations[253] = (struct smpp_destination){ true, { 0, 0, so_many(21) } };
	check_refused(&pdu, ERR_LIMIT, "destination 254: its dl_name of 21 octets, at most 20 go");
	pdu.destination_count++;
	check_refused(&pdu, ERR_LIMIT, "number_of_dests 255");
	pdu.command_id = SMPP_RESPONSE | SMPP_SUBMIT_MULTI;
	pdu.unsuccess_count = SMPP_UNSUCCESSES_MAX;
	assert_int_equal(smpp_pack(room, sizeof(room), &size, &pdu, NULL), ERR_OK);
	pdu.unsuccesses[2].address.text = so_many(21);
	check_refused(&pdu, ERR_LIMIT, "submit_multi_resp: unsuccess 3: its address of 21 octets");
	pdu.unsuccess_count++;
	check_refused(&pdu, ERR_LIMIT, "no_unsuccess 256");
}

static void a_pdu_that_no_peer_takes_does_not_go(void **state)
{
	static char payload[65535];
	static uint8_t large[2 * SMPP_OCTETS_MAX];
	static struct smpp_pdu pdu;
	struct fault why;
	size_t size;

	(void)state;
	pdu = submit_sm();
	pdu.tlvs[0] = (struct smpp_tlv){ .tag = SMPP_TLV_MESSAGE_PAYLOAD,
					 .octets = { payload, sizeof(payload) } };
	pdu.tlv_count = 1;
	assert_int_equal(smpp_pack(large, sizeof(large), &size, &pdu, NULL), ERR_OK);
	pdu.tlvs[0].octets.size++;
	check_refused(&pdu, ERR_LIMIT, "message_payload takes 65536 octets, it has 0 to 65535");
	pdu.tlvs[0].octets.size--;
	pdu.command_id = SMPP_BROADCAST_SM;
	pdu.priority_flag = SMPP_PRIORITY_IMMEDIATE;
	pdu.tlvs[1] = (struct smpp_tlv){ .tag = SMPP_TLV_BROADCAST_CONTENT_TYPE };
	pdu.tlvs[2] = (struct smpp_tlv){ .tag = SMPP_TLV_BROADCAST_FREQUENCY_INTERVAL };
	pdu.tlvs[3] = (struct smpp_tlv){ .tag = SMPP_TLV_BROADCAST_AREA_IDENTIFIER,
					 .octets = { payload, 40000 } };
	pdu.tlv_count = 4;
	assert_int_equal(smpp_pack(large, sizeof(large), &size, &pdu, &why), ERR_LIMIT);
	assert_non_null(strstr(why.text, "octets, 98304 are there"));
}

/* ---- the rest ------------------------------------------------------------------------ */

static void a_frame_is_known_by_its_first_four_octets(void **state)
{
	static const struct {
		uint8_t octets[4];
		size_t size, total;
		enum err err;
	} rows[] = {
		{ { 0 }, 0, 77, ERR_OK },
		{ { 0, 0, 0 }, 3, 77, ERR_OK },
		{ { 0, 0, 0, 16 }, 4, 16, ERR_OK },
		{ { 0, 0, 0, 15 }, 4, 77, ERR_INPUT },
		{ { 0, 0, 0, 0 }, 4, 77, ERR_INPUT },
		{ { 0, 1, 0x80, 0 }, 4, 98304, ERR_OK },
		{ { 0, 1, 0x80, 1 }, 4, 77, ERR_LIMIT },
		{ { 0xff, 0xff, 0xff, 0xff }, 4, 77, ERR_LIMIT },
	};

	(void)state;
	for (size_t i = 0; i < COUNT_OF(rows); i++) {
		size_t total = 77;

		assert_int_equal(smpp_need(rows[i].octets, rows[i].size, &total, NULL),
				 rows[i].err);
		assert_int_equal(total, rows[i].total);
	}
}

static void too_many_areas_are_refused(void **state)
{
	static struct smpp_pdu pdu;
	static const uint8_t area[] = { 0x06, 0x06, 0, 1, 0 };
	size_t size = 27;
	struct fault why;

	(void)state;
	memset(room, 0, size);
	octets_put(room + 4, 4, SMPP_BROADCAST_SM);
	for (size_t i = 0; i <= SMPP_TLVS_MAX; i++, size += sizeof(area))
		memcpy(room + size, area, sizeof(area));
	octets_put(room, 4, size);
	assert_int_equal(smpp_unpack(&pdu, room, size, &why), ERR_LIMIT);
	assert_non_null(strstr(why.text, "broadcast_sm, octet 1627: more than 320"));
}

/* The verdicts that a link lives by; the rest is read off the table. */
static void statuses_say_what_to_do(void **state)
{
	static const struct {
		uint32_t status;
		enum smpp_verdict verdict;
	} rows[] = {
		{ 0x000, SMPP_VERDICT_OK },	   { 0x058, SMPP_VERDICT_THROTTLE },
		{ 0x014, SMPP_VERDICT_THROTTLE },  { 0x008, SMPP_VERDICT_RETRY },
		{ 0x064, SMPP_VERDICT_RETRY },	   { 0x00b, SMPP_VERDICT_PERMANENT },
		{ 0x00a, SMPP_VERDICT_PERMANENT }, { 0x045, SMPP_VERDICT_PERMANENT },
		{ 0x00e, SMPP_VERDICT_SESSION },   { 0x005, SMPP_VERDICT_SESSION },
		{ 0x0ff, SMPP_VERDICT_UNKNOWN },   { 0x417, SMPP_VERDICT_UNKNOWN },
		{ 0x108, SMPP_VERDICT_PERMANENT }, { 0x102, SMPP_VERDICT_RETRY },
	};
	const struct smpp_status *status, *before = NULL;

	(void)state;
	for (size_t i = 0; i < COUNT_OF(rows); i++)
		assert_int_equal(smpp_status_verdict(rows[i].status), rows[i].verdict);
	for (size_t i = 0; (status = smpp_status_at(i)); before = status, i++) {
		assert_ptr_equal(smpp_status_of(status->command_status), status);
		assert_true(!before || before->command_status < status->command_status);
		/* In Chinese under the same words everywhere. */
		assert_true(slice_is(cause_words_zh(slice_of(status->en)), status->zh));
	}
	assert_string_equal(smpp_verdict_name(SMPP_VERDICT_THROTTLE), "throttle");
	assert_null(smpp_status_of(0x400));
}

static void a_line_for_the_log_has_no_text_and_no_number(void **state)
{
	static struct smpp_pdu pdu;
	char line[SMPP_TEXT_OCTETS];

	(void)state;
	pdu = submit_sm();
	pdu.short_message = slice_of("secret");
	assert_string_equal(smpp_format(line, &pdu), "submit_sm seq=1");
	pdu.command_id = SMPP_RESPONSE | SMPP_SUBMIT_SM;
	pdu.command_status = 0x58;
	pdu.message_id = slice_of("a\nb");
	pdu.unknown_count = 2;
	assert_string_equal(smpp_format(line, &pdu),
			    "submit_sm_resp seq=1 status=ESME_RTHROTTLED message_id=a?b unknown=2");
	pdu.command_status = 0x417;
	pdu.message_id = so_many(64);
	assert_non_null(strstr(smpp_format(line, &pdu), "status=0x00000417 message_id=4444"));
	assert_string_equal(smpp_command_name(0x0a), "a PDU of unknown kind");
}

static void a_text_is_where_it_is(void **state)
{
	static struct smpp_pdu pdu;
	uint32_t number = 77;

	(void)state;
	pdu = submit_sm();
	pdu.short_message = slice_of("short");
	assert_true(slice_is(smpp_message_of(&pdu), "short"));
	assert_false(smpp_number_of(&pdu, SMPP_TLV_SOURCE_PORT, &number));
	assert_int_equal(number, 77);
	pdu.tlvs[0] = (struct smpp_tlv){ .tag = SMPP_TLV_MESSAGE_PAYLOAD, .octets = { "long", 4 } };
	pdu.tlvs[1] = (struct smpp_tlv){ .tag = SMPP_TLV_SOURCE_PORT, .number = 5 };
	pdu.tlv_count = 2;
	assert_true(slice_is(smpp_message_of(&pdu), "long"));
	assert_true(smpp_number_of(&pdu, SMPP_TLV_SOURCE_PORT, &number));
	assert_int_equal(number, 5);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_pdu_reads_as_it_was_written),
		cmocka_unit_test(broadcast_rep_num_goes_last_in_two_octets),
		cmocka_unit_test(fields_have_their_limits),
		cmocka_unit_test(a_header_that_no_peer_understands_does_not_go),
		cmocka_unit_test(texts_and_times_that_would_be_misread_do_not_go),
		cmocka_unit_test(optional_parameters_go_where_they_belong),
		cmocka_unit_test(a_broadcast_needs_its_parameters_and_one_key),
		cmocka_unit_test(lists_have_their_limits),
		cmocka_unit_test(a_pdu_that_no_peer_takes_does_not_go),
		cmocka_unit_test(a_frame_is_known_by_its_first_four_octets),
		cmocka_unit_test(too_many_areas_are_refused),
		cmocka_unit_test(statuses_say_what_to_do),
		cmocka_unit_test(a_line_for_the_log_has_no_text_and_no_number),
		cmocka_unit_test(a_text_is_where_it_is),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
