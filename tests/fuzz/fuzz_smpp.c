/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * What can be read is either refused when written (a value that we would never send), or reads
 * again as the same PDU. The octets lie at the end of an allocation of their own size. Receipts,
 * times and ids are read out of whatever was read.
 */
#include <stdlib.h>
#include <string.h>

#include "base/octets.h"
#include "wire/smpp_receipt.h"
#include "wire/smpp_time.h"

int LLVMFuzzerTestOneInput(const uint8_t *octets, size_t size);

static void demand(bool claim)
{
	if (!claim)
		abort();
}

static void compare_tlvs(const struct smpp_pdu *a, const struct smpp_pdu *b)
{
	demand(a->tlv_count == b->tlv_count);
	for (size_t i = 0; i < a->tlv_count; i++) {
		const struct smpp_tlv *tlv = &a->tlvs[i];
		size_t nth = 0;

		for (size_t j = 0; j < i; j++)
			nth += a->tlvs[j].tag == tlv->tag;
		/* broadcast_rep_num goes last, so the order of tags is not the same. */
		demand(smpp_tlv_of(b, tlv->tag, nth)->number == tlv->number);
		demand(slice_equal(smpp_tlv_of(b, tlv->tag, nth)->octets, tlv->octets));
	}
}

static void compare(const struct smpp_pdu *a, const struct smpp_pdu *b)
{
	demand(a->command_id == b->command_id && a->sequence_number == b->sequence_number);
	demand(a->command_status == b->command_status && a->without_body == b->without_body);
	demand(slice_equal(a->message_id, b->message_id));
	demand(slice_equal(a->source.text, b->source.text));
	demand(slice_equal(a->destination.text, b->destination.text));
	demand(slice_equal(a->short_message, b->short_message));
	demand(a->destination_count == b->destination_count);
	demand(a->unsuccess_count == b->unsuccess_count);
	for (size_t i = 0; i < a->unsuccess_count; i++)
		demand(a->unsuccesses[i].error_status_code == b->unsuccesses[i].error_status_code);
	compare_tlvs(a, b);
}

/* Twice: the second writing must not differ by an octet. */
static void write_and_read_again(const struct smpp_pdu *first)
{
	static uint8_t once[SMPP_OCTETS_MAX], twice[SMPP_OCTETS_MAX];
	static struct smpp_pdu second;
	size_t once_size, twice_size;
	struct fault why;

	if (smpp_pack(once, sizeof(once), &once_size, first, &why) != ERR_OK)
		return;
	demand(smpp_unpack(&second, once, once_size, &why) == ERR_OK);
	compare(first, &second);
	demand(second.unknown_count == 0 && second.repeated_count == 0);
	demand(smpp_pack(twice, sizeof(twice), &twice_size, &second, &why) == ERR_OK);
	demand(once_size == twice_size && memcmp(once, twice, once_size) == 0);
}

static void read_time(struct slice text)
{
	char again[SMPP_TIME_OCTETS];
	struct smpp_time time, second;

	if (smpp_time_read(&time, text, NULL) != ERR_OK || time.kind != SMPP_TIME_ABSOLUTE)
		return;
	if (smpp_time_absolute(again, time.at, time.offset_minutes, NULL) != ERR_OK)
		return;
	demand(smpp_time_read(&second, slice_of(again), NULL) == ERR_OK);
	demand(second.at.us == time.at.us && second.offset_minutes == time.offset_minutes);
}

static void read_receipt(const struct smpp_pdu *pdu)
{
	static const struct smpp_receipt_rule rules[] = {
		{ .receipted = { .form = SMPP_ID_HEX }, .offset_minutes = 480 },
		{ .receipted = { .form = SMPP_ID_DECIMAL }, .text_first = true },
		{ .receipted = { .ignore_case = true, .ignore_zeros = true } },
	};
	struct smpp_receipt receipt;

	for (size_t i = 0; i < sizeof(rules) / sizeof(rules[0]); i++)
		if (smpp_receipt_read(&receipt, pdu, &rules[i], NULL) == ERR_OK)
			demand(strlen(receipt.key) < sizeof(receipt.key));
}

static void look_at(const struct smpp_pdu *pdu)
{
	char line[SMPP_TEXT_OCTETS];

	demand(strlen(smpp_format(line, pdu)) < sizeof(line));
	write_and_read_again(pdu);
	read_time(pdu->schedule_delivery_time);
	read_time(pdu->final_date);
	read_receipt(pdu);
}

static void read_octets(const uint8_t *octets, size_t size)
{
	static struct smpp_pdu pdu;
	struct fault why = { .text = "" };

	if (smpp_unpack(&pdu, octets, size, &why) == ERR_OK)
		look_at(&pdu);
	else
		demand(why.text[0] != '\0' && why.err != ERR_OK);
}

/* As it is, and once more with a command_length that is right, which is seldom met by chance. */
int LLVMFuzzerTestOneInput(const uint8_t *octets, size_t size)
{
	size_t total = 0;
	uint8_t *framed;

	demand(smpp_need(octets, size, &total, NULL) != ERR_OK || size < 4 || total >= 16);
	read_octets(octets, size);
	if (size < SMPP_HEADER_OCTETS || size > SMPP_OCTETS_MAX)
		return 0;
	framed = malloc(size);
	demand(framed != NULL);
	memcpy(framed, octets, size);
	octets_put(framed, 4, size);
	read_octets(framed, size);
	free(framed);
	return 0;
}
