/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "support/smpp_any.h"

#include <stdlib.h>
#include <talloc.h>

#include "wire/smpp_status.h"
#include "wire/smpp_time.h"

static uint32_t any(uint32_t *seed, uint32_t below)
{
	*seed = *seed * 1664525 + 1013904223;
	return below > 0 ? (*seed >> 8) % below : 0;
}

static struct slice any_string(void *ctx, uint32_t *seed, size_t most)
{
	static const char letters[] = "0123456789ABCDEFabcdef_-.";
	size_t size = any(seed, (uint32_t)(most < 20 ? most : 20) + 1);
	char *text;

	if (any(seed, 6) == 0)
		size = most; /* to its limit, now and then */
	text = talloc_size(ctx, size + 1);
	for (size_t i = 0; i < size; i++)
		text[i] = letters[any(seed, sizeof(letters) - 1)];
	return (struct slice){ text, size };
}

static struct slice any_octets(void *ctx, uint32_t *seed, size_t least, size_t most)
{
	size_t size = least + any(seed, (uint32_t)(most - least) + 1);
	char *octets = talloc_size(ctx, size + 1);

	/* ASCII without NUL: node-smpp keeps some of them as text. */
	for (size_t i = 0; i < size; i++)
		octets[i] = (char)('!' + any(seed, 90));
	return (struct slice){ octets, size };
}

/* Chinese, and pairs of surrogates, at most so many octets. */
static struct slice any_text(void *ctx, uint32_t *seed, size_t most)
{
	static const uint16_t units[] = { 0x6d4b, 0x8bd5, 0x9884, 0x8b66, 0xff1a,
					  0x66b4, 0x96e8, 0x7ea2, 0x3002 };
	size_t size = 2 * any(seed, (uint32_t)most / 2 + 1);
	uint8_t *octets = talloc_size(ctx, size + 1);

	for (size_t i = 0; i < size / 2; i++) {
		uint16_t unit = units[any(seed, sizeof(units) / sizeof(units[0]))];

		octets[2 * i] = (uint8_t)(unit >> 8);
		octets[2 * i + 1] = (uint8_t)unit;
	}
	return (struct slice){ (char *)octets, size };
}

static struct slice any_time(void *ctx, uint32_t *seed)
{
	char *text = talloc_zero_size(ctx, SMPP_TIME_OCTETS);
	struct utc at = { ((int64_t)1764000000 + any(seed, 1000000)) * 1000000 };
	struct span in = SPAN_SECONDS(any(seed, 2000000));
	enum err err = ERR_OK;

	if (any(seed, 3) == 0)
		return (struct slice){ text, 0 };
	if (any(seed, 2) == 0)
		err = smpp_time_absolute(text, at, (int)any(seed, 97) * 15 - 720, NULL);
	else
		err = smpp_time_relative(text, in, NULL);
	if (err != ERR_OK)
		abort();
	return slice_of(text);
}

static struct smpp_address any_address(void *ctx, uint32_t *seed)
{
	return (struct smpp_address){ .ton = (uint8_t)any(seed, 7),
				      .npi = (uint8_t)any(seed, 2),
				      .text = any_octets(ctx, seed, 1,
							 SMPP_TABLE_ADDRESS_MAX - 1) };
}

static void fill_lists(struct smpp_pdu *pdu, void *ctx, uint32_t *seed)
{
	pdu->destination_count = any(seed, 8) ? 1 + any(seed, 6) : SMPP_DESTINATIONS_MAX;
	for (size_t i = 0; i < pdu->destination_count; i++) {
		bool is_list = any(seed, 4) == 0;

		pdu->destinations[i] = (struct smpp_destination){ is_list, any_address(ctx, seed) };
		if (is_list)
			pdu->destinations[i].address.ton = pdu->destinations[i].address.npi = 0;
	}
	pdu->unsuccess_count = any(seed, 8) ? any(seed, 6) : SMPP_UNSUCCESSES_MAX;
	for (size_t i = 0; i < pdu->unsuccess_count; i++)
		pdu->unsuccesses[i] = (struct smpp_unsuccess){ any_address(ctx, seed),
							       any(seed, 0x113) };
}

static void fill_field(struct smpp_pdu *pdu, void *ctx, const struct smpp_table_field *field,
		       uint32_t *seed)
{
	void *at = (char *)pdu + field->at;

	switch (field->shape) {
	case SMPP_SHAPE_U8:
		*(uint8_t *)at = (uint8_t)any(seed, 256);
		break;
	case SMPP_SHAPE_STRING:
		*(struct slice *)at = any_string(ctx, seed, field->max - 1);
		break;
	case SMPP_SHAPE_TIME:
		*(struct slice *)at = any_time(ctx, seed);
		break;
	case SMPP_SHAPE_MESSAGE:
		*(struct slice *)at = any_text(ctx, seed, field->max);
		break;
	default: /* lists are filled for all */
		break;
	}
}

static void add_tlv(struct smpp_pdu *pdu, void *ctx, const struct smpp_tlv_row *row, uint32_t *seed)
{
	struct smpp_tlv tlv = { .tag = row->tag };
	size_t most = row->max < 300 ? row->max : 300;

	if (row->shape == SMPP_TLV_NUMBER)
		tlv.number = any(seed, row->width > 2 ? 0x00ffffff : 1u << 8 * row->width);
	else if (row->tag == SMPP_TLV_BROADCAST_END_TIME)
		tlv.octets = any_time(ctx, seed);
	else if (row->shape == SMPP_TLV_STRING)
		do
			tlv.octets = any_string(ctx, seed, most - 1);
		while (tlv.octets.size + 1 < row->min);
	else if (row->tag == SMPP_TLV_MESSAGE_PAYLOAD)
		tlv.octets = any_text(ctx, seed, most);
	else if (row->shape == SMPP_TLV_OCTETS)
		tlv.octets = any_octets(ctx, seed, row->min, most);
	else
		tlv.octets = any_octets(ctx, seed, 1, 40);
	if (smpp_add(pdu, tlv, NULL) != ERR_OK)
		abort();
}

/* What may not stand beside something else. */
static bool is_kept_out(const struct smpp_pdu *pdu, enum smpp_tlv_tag tag)
{
	return (tag == SMPP_TLV_MESSAGE_PAYLOAD && pdu->short_message.size > 0) ||
	       (tag == SMPP_TLV_USER_MESSAGE_REFERENCE && pdu->message_id.size > 0 &&
		pdu->command_id == SMPP_BROADCAST_SM);
}

static void fill_tlvs(struct smpp_pdu *pdu, void *ctx, const struct smpp_table_layout *layout,
		      uint32_t *seed)
{
	const struct smpp_tlv_row *row;

	for (size_t i = 0; (row = smpp_tlv_row_at(i)); i++) {
		size_t count = row->repeats ? any(seed, 4) : any(seed, 2);

		if (!(row->may & layout->tlvs) || is_kept_out(pdu, row->tag))
			continue;
		if (smpp_table_must(layout, row, pdu) && count == 0)
			count = 1;
		while (count-- > 0)
			add_tlv(pdu, ctx, row, seed);
	}
}

/* Of those that have a row: Wireshark takes no PDU of another. */
static uint32_t any_status(uint32_t *seed)
{
	size_t count = 0;

	while (smpp_status_at(count))
		count++;
	return smpp_status_at(1 + any(seed, (uint32_t)count - 1))->command_status;
}

void smpp_any(struct smpp_pdu *pdu, void *ctx, const struct smpp_table_layout *layout,
	      uint32_t *seed)
{
	const struct smpp_table_field *field;

	*pdu = (struct smpp_pdu){ .command_id = layout->command_id,
				  .sequence_number = 1 + any(seed, 0x00ffffff) };
	if (layout->command_id & SMPP_RESPONSE && any(seed, 3) == 0)
		pdu->command_status = any_status(seed);
	pdu->without_body = smpp_table_may_lack_body(layout, pdu->command_status) &&
			    any(seed, 2) == 0;
	if (pdu->without_body)
		return;
	for (size_t i = 0; (field = smpp_table_field(layout, i)); i++) {
		fill_field(pdu, ctx, field, seed);
		if (field->shape == SMPP_SHAPE_DESTINATIONS ||
		    field->shape == SMPP_SHAPE_UNSUCCESSES)
			fill_lists(pdu, ctx, seed);
	}
	fill_tlvs(pdu, ctx, layout, seed);
}
