/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * The lengths that the specifications give, written down a second time: SMPP 3.4 4 and 5.3.2, and
 * what 5.0 adds. A table of the codec that is wrong is wrong in reading and writing alike, and no
 * round trip would show it.
 */
#include "test.h"

#include <string.h>

#include "base/octets.h"
#include "wire/smpp.h"

#define RESP	   SMPP_RESPONSE
#define AT(member) offsetof(struct smpp_pdu, member)

/* Characters before the NUL. */
static const struct {
	uint32_t command_id;
	size_t at, most;
} strings[] = {
	{ SMPP_BIND_TRANSMITTER, AT(system_id), 15 },
	{ SMPP_BIND_TRANSMITTER, AT(password), 8 },
	{ SMPP_BIND_TRANSMITTER, AT(system_type), 12 },
	{ SMPP_BIND_TRANSMITTER, AT(range.text), 40 },
	{ SMPP_BIND_RECEIVER, AT(range.text), 40 },
	{ SMPP_BIND_TRANSCEIVER, AT(range.text), 40 },
	{ RESP | SMPP_BIND_TRANSCEIVER, AT(system_id), 15 },
	{ SMPP_OUTBIND, AT(system_id), 15 },
	{ SMPP_OUTBIND, AT(password), 8 },
	{ SMPP_SUBMIT_SM, AT(service_type), 5 },
	{ SMPP_SUBMIT_SM, AT(source.text), 20 },
	{ SMPP_SUBMIT_SM, AT(destination.text), 20 },
	{ SMPP_SUBMIT_SM, AT(short_message), 254 },
	{ RESP | SMPP_SUBMIT_SM, AT(message_id), 64 },
	{ RESP | SMPP_SUBMIT_MULTI, AT(message_id), 64 },
	{ SMPP_DELIVER_SM, AT(source.text), 20 },
	{ SMPP_DELIVER_SM, AT(short_message), 254 },
	{ SMPP_DATA_SM, AT(service_type), 5 },
	{ SMPP_DATA_SM, AT(source.text), 64 },
	{ SMPP_DATA_SM, AT(destination.text), 64 },
	{ RESP | SMPP_DATA_SM, AT(message_id), 64 },
	{ SMPP_QUERY_SM, AT(message_id), 64 },
	{ SMPP_QUERY_SM, AT(source.text), 20 },
	{ RESP | SMPP_QUERY_SM, AT(message_id), 64 },
	{ SMPP_CANCEL_SM, AT(service_type), 5 },
	{ SMPP_CANCEL_SM, AT(message_id), 64 },
	{ SMPP_CANCEL_SM, AT(destination.text), 20 },
	{ SMPP_REPLACE_SM, AT(message_id), 64 },
	{ SMPP_REPLACE_SM, AT(short_message), 254 },
	{ SMPP_ALERT_NOTIFICATION, AT(source.text), 64 },
	{ SMPP_ALERT_NOTIFICATION, AT(esme.text), 64 },
	{ SMPP_QUERY_BROADCAST_SM, AT(message_id), 64 },
	{ SMPP_QUERY_BROADCAST_SM, AT(source.text), 20 },
	{ SMPP_CANCEL_BROADCAST_SM, AT(service_type), 5 },
	{ SMPP_CANCEL_BROADCAST_SM, AT(message_id), 64 },
};

static const char ones[] = "1111111111111111111111111111111111111111111111111111111111111111"
			   "1111111111111111111111111111111111111111111111111111111111111111"
			   "1111111111111111111111111111111111111111111111111111111111111111"
			   "1111111111111111111111111111111111111111111111111111111111111111";

static uint8_t octets[SMPP_OCTETS_MAX];

static void fields_are_as_long_as_the_specification_says(void **state)
{
	static struct smpp_pdu pdu, again;

	(void)state;
	for (size_t i = 0; i < COUNT_OF(strings); i++) {
		struct slice *at = (struct slice *)((char *)&pdu + strings[i].at);
		size_t size;

		pdu = (struct smpp_pdu){ .command_id = strings[i].command_id,
					 .sequence_number = 1 };
		*at = (struct slice){ ones, strings[i].most };
		assert_int_equal(smpp_pack(octets, sizeof(octets), &size, &pdu, NULL), ERR_OK);
		assert_int_equal(smpp_unpack(&again, octets, size, NULL), ERR_OK);
		assert_true(slice_equal(*(struct slice *)((char *)&again + strings[i].at), *at));
		at->size++;
		assert_int_equal(smpp_pack(octets, sizeof(octets), &size, &pdu, NULL), ERR_LIMIT);
	}
}

/* Octets of a value; where it stands; whether it may come again. */
static const struct {
	uint16_t tag, min, max;
	uint32_t command_id;
	bool repeats;
} parameters[] = {
	{ 0x0005, 1, 1, SMPP_DATA_SM, false },
	{ 0x0006, 1, 1, SMPP_DATA_SM, false },
	{ 0x0007, 1, 1, SMPP_DATA_SM, false },
	{ 0x0008, 1, 2, SMPP_DATA_SM, false }, /* 2 in 3.4 */
	{ 0x000d, 1, 1, SMPP_DATA_SM, false },
	{ 0x000e, 1, 1, SMPP_DATA_SM, false },
	{ 0x000f, 1, 1, SMPP_DATA_SM, false },
	{ 0x0010, 1, 2, SMPP_DATA_SM, false }, /* 1 in 3.4, 2 by node-smpp */
	{ 0x0017, 4, 4, SMPP_DATA_SM, false },
	{ 0x0019, 1, 1, SMPP_SUBMIT_SM, false },
	{ 0x001d, 1, 256, RESP | SMPP_DATA_SM, false },
	{ 0x001e, 1, 65, SMPP_DELIVER_SM, false },
	{ 0x0030, 1, 1, SMPP_SUBMIT_SM, false },
	{ 0x0201, 1, 1, SMPP_SUBMIT_SM, false },
	{ 0x0202, 2, 23, SMPP_SUBMIT_SM, false },
	{ 0x0203, 2, 23, SMPP_SUBMIT_SM, false },
	{ 0x0204, 2, 2, SMPP_SUBMIT_SM, false },
	{ 0x0205, 1, 1, SMPP_SUBMIT_SM, false },
	{ 0x020a, 2, 2, SMPP_SUBMIT_SM, false },
	{ 0x020b, 2, 2, SMPP_SUBMIT_SM, false },
	{ 0x020c, 2, 2, SMPP_SUBMIT_SM, false },
	{ 0x020d, 1, 1, SMPP_SUBMIT_SM, false },
	{ 0x020e, 1, 1, SMPP_SUBMIT_SM, false },
	{ 0x020f, 1, 1, SMPP_SUBMIT_SM, false },
	{ 0x0210, 1, 1, RESP | SMPP_BIND_TRANSMITTER, false },
	{ 0x0302, 1, 1, SMPP_SUBMIT_SM, true },
	{ 0x0303, 0, 65, SMPP_SUBMIT_SM, true },
	{ 0x0304, 1, 1, SMPP_SUBMIT_SM, false },
	{ 0x0381, 4, 19, SMPP_SUBMIT_SM, true },
	{ 0x0420, 1, 1, RESP | SMPP_DATA_SM, false },
	{ 0x0421, 1, 1, SMPP_DATA_SM, false },
	{ 0x0422, 1, 1, SMPP_ALERT_NOTIFICATION, false },
	{ 0x0423, 3, 3, SMPP_DELIVER_SM, false },
	{ 0x0424, 0, 65535, SMPP_SUBMIT_SM, false },
	{ 0x0425, 1, 1, RESP | SMPP_DATA_SM, false },
	{ 0x0426, 1, 1, SMPP_SUBMIT_SM, false },
	{ 0x0427, 1, 1, SMPP_DELIVER_SM, false },
	{ 0x0428, 1, 1, RESP | SMPP_ENQUIRE_LINK, false },
	{ 0x0501, 1, 1, SMPP_SUBMIT_SM, false },
	{ 0x0600, 1, 1, SMPP_BROADCAST_SM, false },
	{ 0x0601, 3, 3, SMPP_CANCEL_BROADCAST_SM, false },
	{ 0x0602, 1, 255, SMPP_BROADCAST_SM, false },
	{ 0x0603, 1, 1, SMPP_BROADCAST_SM, false },
	{ 0x0604, 1, 4, SMPP_BROADCAST_SM, false }, /* 2, and 1 by some */
	{ 0x0605, 3, 3, SMPP_BROADCAST_SM, false },
	{ 0x0606, 1, 65535, RESP | SMPP_BROADCAST_SM, true },
	{ 0x0607, 4, 4, RESP | SMPP_BROADCAST_SM, true },
	{ 0x0608, 1, 1, RESP | SMPP_BROADCAST_SM, true },
	{ 0x0609, 1, 17, RESP | SMPP_QUERY_BROADCAST_SM, false },
	{ 0x060a, 1, 255, SMPP_BROADCAST_SM, false },
	{ 0x060b, 1, 1024, SMPP_SUBMIT_SM, false },
	{ 0x060d, 7, 65, SMPP_SUBMIT_SM, false },
	{ 0x060e, 7, 65, SMPP_SUBMIT_SM, false },
	{ 0x060f, 6, 6, SMPP_SUBMIT_SM, false },
	{ 0x0610, 6, 6, SMPP_SUBMIT_SM, false },
	{ 0x0611, 1, 1, SMPP_SUBMIT_SM, false },
	{ 0x0612, 10, 10, SMPP_SUBMIT_SM, false },
	{ 0x0613, 1, 5, SMPP_SUBMIT_SM, false },
	{ 0x1201, 1, 1, SMPP_SUBMIT_SM, false },
	{ 0x1203, 2, 2, SMPP_SUBMIT_SM, false },
	{ 0x1204, 1, 4, SMPP_SUBMIT_SM, false }, /* 1 in 3.4 */
	{ 0x130c, 0, 1, SMPP_SUBMIT_SM, false },
	{ 0x1380, 1, 1, SMPP_SUBMIT_SM, false },
	{ 0x1383, 2, 2, SMPP_SUBMIT_SM, false },
};

/* A PDU of this kind with all that it must have, and nothing else. */
static size_t put_least(uint32_t command_id)
{
	static struct smpp_pdu pdu;
	static const struct smpp_tlv broadcast[] = {
		{ .tag = SMPP_TLV_BROADCAST_CONTENT_TYPE },
		{ .tag = SMPP_TLV_BROADCAST_AREA_IDENTIFIER, .octets = { "1", 1 } },
		{ .tag = SMPP_TLV_BROADCAST_FREQUENCY_INTERVAL },
	};
	size_t size;

	pdu = (struct smpp_pdu){ .command_id = command_id, .sequence_number = 1 };
	if (command_id == SMPP_BROADCAST_SM) {
		pdu.priority_flag = SMPP_PRIORITY_IMMEDIATE;
		memcpy(pdu.tlvs, broadcast, sizeof(broadcast));
		pdu.tlv_count = COUNT_OF(broadcast);
	} else if (command_id == (RESP | SMPP_QUERY_BROADCAST_SM)) {
		pdu.tlvs[0] = (struct smpp_tlv){ .tag = SMPP_TLV_MESSAGE_STATE };
		pdu.tlv_count = 1;
	}
	assert_int_equal(smpp_pack(octets, sizeof(octets), &size, &pdu, NULL), ERR_OK);
	return size;
}

static size_t put_parameter(size_t at, uint16_t tag, size_t size, uint8_t octet)
{
	octets_put(octets + at, 2, tag);
	octets_put(octets + at + 2, 2, size);
	memset(octets + at + 4, octet, size);
	octets_put(octets, 4, at + 4 + size);
	return at + 4 + size;
}

static enum err read_again(size_t size)
{
	static struct smpp_pdu pdu;

	return smpp_unpack(&pdu, octets, size, NULL);
}

static void parameters_are_as_long_as_the_specification_says(void **state)
{
	const struct smpp_tlv_row *row;

	(void)state;
	for (size_t i = 0; i < COUNT_OF(parameters); i++) {
		size_t least = put_least(parameters[i].command_id);
		uint16_t tag = parameters[i].tag, min = parameters[i].min, max = parameters[i].max;

		row = smpp_tlv_row(tag);
		assert_non_null(row);
		assert_ptr_equal(row, smpp_tlv_row_at(i)); /* all are here */
		/* The frequency interval is there already: see the vectors. */
		if (tag == SMPP_TLV_BROADCAST_FREQUENCY_INTERVAL)
			continue;
		assert_int_equal(read_again(put_parameter(least, tag, max, '1')), ERR_OK);
		assert_int_equal(read_again(put_parameter(least, tag, min, '1')), ERR_OK);
		if (min > 0)
			assert_int_equal(read_again(put_parameter(least, tag, min - 1u, '1')),
					 ERR_INPUT);
		if (max < UINT16_MAX)
			assert_int_equal(read_again(put_parameter(least, tag, max + 1u, '1')),
					 ERR_INPUT);
	}
	assert_null(smpp_tlv_row_at(COUNT_OF(parameters)));
}

/* Twice: as it was, and with another value. */
static void parameters_repeat_where_the_specification_says(void **state)
{
	(void)state;
	for (size_t i = 0; i < COUNT_OF(parameters); i++) {
		uint16_t tag = parameters[i].tag;
		size_t size = parameters[i].min > 0 ? parameters[i].min : 1;
		size_t once = put_parameter(put_least(parameters[i].command_id), tag, size, '1');
		enum err differing = parameters[i].repeats ? ERR_OK : ERR_INPUT;

		if (tag == SMPP_TLV_BROADCAST_FREQUENCY_INTERVAL)
			continue;
		assert_int_equal(read_again(put_parameter(once, tag, size, '1')), ERR_OK);
		assert_int_equal(read_again(put_parameter(once, tag, size, '2')), differing);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(fields_are_as_long_as_the_specification_says),
		cmocka_unit_test(parameters_are_as_long_as_the_specification_says),
		cmocka_unit_test(parameters_repeat_where_the_specification_says),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
