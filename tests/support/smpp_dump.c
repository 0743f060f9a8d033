/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "support/smpp_dump.h"

#include "wire/smpp_table.h"
#include "wire/text.h"

static void put_string(struct text *text, struct slice value)
{
	for (size_t i = 0; i < value.size; i++) {
		if (value.at[i] > ' ' && value.at[i] < 0x7f && value.at[i] != '%')
			text_put(text, value.at + i, 1);
		else
			text_printf(text, "%%%02x", (uint8_t)value.at[i]);
	}
}

static void put_hex(struct text *text, struct slice value)
{
	for (size_t i = 0; i < value.size; i++)
		text_printf(text, "%02x", (uint8_t)value.at[i]);
}

static void put_address(struct text *text, const struct smpp_address *address)
{
	text_printf(text, "%u:%u:", address->ton, address->npi);
	put_string(text, address->text);
}

static void put_destinations(struct text *text, const struct smpp_pdu *pdu)
{
	for (size_t i = 0; i < pdu->destination_count; i++) {
		const struct smpp_destination *destination = &pdu->destinations[i];

		text_puts(text, " dest=");
		if (!destination->is_list) {
			put_address(text, &destination->address);
			continue;
		}
		text_puts(text, "list:");
		put_string(text, destination->address.text);
	}
}

static void put_unsuccesses(struct text *text, const struct smpp_pdu *pdu)
{
	for (size_t i = 0; i < pdu->unsuccess_count; i++) {
		text_puts(text, " unsuccess=");
		put_address(text, &pdu->unsuccesses[i].address);
		text_printf(text, ":%u", pdu->unsuccesses[i].error_status_code);
	}
}

static void put_field(struct text *text, const struct smpp_table_field *field,
		      const struct smpp_pdu *pdu)
{
	const void *at = (const char *)pdu + field->at;

	if (field->shape == SMPP_SHAPE_DESTINATIONS) {
		put_destinations(text, pdu);
		return;
	}
	if (field->shape == SMPP_SHAPE_UNSUCCESSES) {
		put_unsuccesses(text, pdu);
		return;
	}
	text_printf(text, " %s=", field->name);
	if (field->shape == SMPP_SHAPE_U8)
		text_printf(text, "%u", *(const uint8_t *)at);
	else if (field->shape == SMPP_SHAPE_MESSAGE)
		put_hex(text, *(const struct slice *)at);
	else
		put_string(text, *(const struct slice *)at);
}

static void put_tlv(struct text *text, const struct smpp_tlv *tlv)
{
	const struct smpp_tlv_row *row = smpp_tlv_row(tlv->tag);

	text_printf(text, " %s=", row->name);
	if (row->shape == SMPP_TLV_NUMBER)
		text_printf(text, "%u", tlv->number);
	if (row->shape == SMPP_TLV_FORMATTED)
		text_printf(text, "%u:", tlv->number);
	if (row->shape == SMPP_TLV_STRING)
		put_string(text, tlv->octets);
	else
		put_hex(text, tlv->octets);
}

char *smpp_dump(void *ctx, const struct smpp_pdu *pdu)
{
	const struct smpp_table_layout *layout = smpp_table_layout(pdu->command_id);
	const struct smpp_table_field *field;
	struct text text;

	text_init(&text, ctx);
	text_printf(&text, "%s status=%u seq=%u", layout->name, pdu->command_status,
		    pdu->sequence_number);
	for (size_t i = 0; !pdu->without_body && (field = smpp_table_field(layout, i)); i++)
		put_field(&text, field, pdu);
	for (size_t i = 0; i < pdu->tlv_count; i++)
		put_tlv(&text, &pdu->tlvs[i]);
	if (pdu->unknown_count > 0)
		text_printf(&text, " unknown=%zu", pdu->unknown_count);
	if (pdu->repeated_count > 0)
		text_printf(&text, " repeated=%zu", pdu->repeated_count);
	return text.at;
}
