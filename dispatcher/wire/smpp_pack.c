/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "base/octets.h"
#include "wire/smpp_table.h"

/* Counts on past its end, so that one check at the end is enough. */
struct writer {
	const struct smpp_table_layout *layout;
	uint8_t *octets;
	size_t size, room;
};

static void put_number(struct writer *to, unsigned int width, uint32_t value)
{
	if (to->size + width <= to->room)
		octets_put(to->octets + to->size, width, value);
	to->size += width;
}

static void put_octets(struct writer *to, struct slice octets)
{
	if (octets.size > 0 && to->size + octets.size <= to->room)
		memcpy(to->octets + to->size, octets.at, octets.size);
	to->size += octets.size;
}

/* ---- fields -------------------------------------------------------------------------- */

static enum err put_string(struct writer *to, const struct smpp_table_field *field,
			   struct slice text, struct fault *why)
{
	if (text.size >= field->max)
		return err_set(why, ERR_LIMIT, to->layout->clause,
			       "%s of %zu octets, at most %zu go before its NUL", field->name,
			       text.size, field->max - 1);
	if (text.size > 0 && memchr(text.at, '\0', text.size))
		return err_set(why, ERR_INPUT, to->layout->clause,
			       "%s holds a NUL, which would end it", field->name);
	put_octets(to, text);
	put_number(to, 1, 0);
	return ERR_OK;
}

static enum err put_time(struct writer *to, const struct smpp_table_field *field, struct slice text,
			 struct fault *why)
{
	if (text.size != 0 && text.size != field->max - 1)
		return err_set(why, ERR_INPUT, "SMPP 3.4 7.1.1",
			       "%s of %zu characters, it takes %zu or none", field->name, text.size,
			       field->max - 1);
	return put_string(to, field, text, why);
}

static enum err put_message(struct writer *to, const struct smpp_table_field *field,
			    struct slice text, struct fault *why)
{
	if (text.size > field->max)
		return err_set(why, ERR_LIMIT, to->layout->clause,
			       "%s of %zu octets, at most %zu go; more goes in message_payload",
			       field->name, text.size, field->max);
	put_number(to, 1, (uint32_t)text.size);
	put_octets(to, text);
	return ERR_OK;
}

static enum err put_address(struct writer *to, const struct smpp_address *address,
			    struct fault *why)
{
	put_number(to, 1, address->ton);
	put_number(to, 1, address->npi);
	return put_string(to, &smpp_table_address, address->text, why);
}

static enum err put_destination(struct writer *to, const struct smpp_destination *destination,
				struct fault *why)
{
	put_number(to, 1, destination->is_list ? SMPP_TABLE_DEST_LIST : SMPP_TABLE_DEST_ADDRESS);
	return destination->is_list
		       ? put_string(to, &smpp_table_dl_name, destination->address.text, why)
		       : put_address(to, &destination->address, why);
}

static enum err put_destinations(struct writer *to, const struct smpp_pdu *pdu, struct fault *why)
{
	enum err err = ERR_OK;

	if (pdu->destination_count < 1 || pdu->destination_count > SMPP_DESTINATIONS_MAX)
		return err_set(why, ERR_LIMIT, "SMPP 3.4 5.2.24",
			       "number_of_dests %zu, 1 to %d can go", pdu->destination_count,
			       SMPP_DESTINATIONS_MAX);
	put_number(to, 1, (uint32_t)pdu->destination_count);
	for (size_t i = 0; err == ERR_OK && i < pdu->destination_count; i++) {
		err = put_destination(to, &pdu->destinations[i], why);
		if (err != ERR_OK)
			err_prefix(why, err, "destination %zu", i + 1);
	}
	return err;
}

static enum err put_unsuccesses(struct writer *to, const struct smpp_pdu *pdu, struct fault *why)
{
	enum err err = ERR_OK;

	if (pdu->unsuccess_count > SMPP_UNSUCCESSES_MAX)
		return err_set(why, ERR_LIMIT, "SMPP 3.4 5.2.26", "no_unsuccess %zu, at most %d go",
			       pdu->unsuccess_count, SMPP_UNSUCCESSES_MAX);
	put_number(to, 1, (uint32_t)pdu->unsuccess_count);
	for (size_t i = 0; err == ERR_OK && i < pdu->unsuccess_count; i++) {
		err = put_address(to, &pdu->unsuccesses[i].address, why);
		if (err != ERR_OK)
			err_prefix(why, err, "unsuccess %zu", i + 1);
		put_number(to, 4, pdu->unsuccesses[i].error_status_code);
	}
	return err;
}

static enum err put_field(struct writer *to, const struct smpp_table_field *field,
			  const struct smpp_pdu *pdu, struct fault *why)
{
	const void *at = (const char *)pdu + field->at;

	switch (field->shape) {
	case SMPP_SHAPE_U8:
		put_number(to, 1, *(const uint8_t *)at);
		return ERR_OK;
	case SMPP_SHAPE_STRING:
		return put_string(to, field, *(const struct slice *)at, why);
	case SMPP_SHAPE_TIME:
		return put_time(to, field, *(const struct slice *)at, why);
	case SMPP_SHAPE_MESSAGE:
		return put_message(to, field, *(const struct slice *)at, why);
	case SMPP_SHAPE_DESTINATIONS:
		return put_destinations(to, pdu, why);
	default:
		return put_unsuccesses(to, pdu, why);
	}
}

/* ---- optional parameters ------------------------------------------------------------- */

static size_t size_of(const struct smpp_tlv_row *row, const struct smpp_tlv *tlv)
{
	if (row->shape == SMPP_TLV_NUMBER)
		return row->width;
	/* Behind a string its NUL, before a formatted one its format. */
	return tlv->octets.size + (row->shape == SMPP_TLV_OCTETS ? 0 : 1);
}

static enum err check_number(const struct smpp_tlv_row *row, uint32_t number, struct fault *why)
{
	unsigned int width = row->shape == SMPP_TLV_FORMATTED ? 1 : row->width;

	if (width < 4 && number >> 8 * width > 0)
		return err_set(why, ERR_LIMIT, "SMPP 5.0 4.8.4", "%s %u does not go in %u octets",
			       row->name, number, width);
	return ERR_OK;
}

static enum err check_value(const struct smpp_tlv_row *row, const struct smpp_tlv *tlv,
			    struct fault *why)
{
	size_t size = size_of(row, tlv);

	if (size < row->min || size > row->max)
		return err_set(why, ERR_LIMIT, "SMPP 5.0 4.8.4",
			       "%s takes %zu octets, it has %u to %u", row->name, size, row->min,
			       row->max);
	if (row->shape == SMPP_TLV_STRING && size > 1 &&
	    memchr(tlv->octets.at, '\0', tlv->octets.size))
		return err_set(why, ERR_INPUT, "SMPP 5.0 4.8.4",
			       "%s holds a NUL, which would end it", row->name);
	if (row->shape == SMPP_TLV_NUMBER || row->shape == SMPP_TLV_FORMATTED)
		return check_number(row, tlv->number, why);
	return ERR_OK;
}

static enum err put_tlv(struct writer *to, const struct smpp_tlv_row *row,
			const struct smpp_tlv *tlv, struct fault *why)
{
	enum err err = check_value(row, tlv, why);

	if (err != ERR_OK)
		return err;
	put_number(to, 2, row->tag);
	put_number(to, 2, (uint32_t)size_of(row, tlv));
	if (row->shape == SMPP_TLV_NUMBER) {
		put_number(to, row->width, tlv->number);
		return ERR_OK;
	}
	if (row->shape == SMPP_TLV_FORMATTED)
		put_number(to, 1, tlv->number);
	put_octets(to, tlv->octets);
	if (row->shape == SMPP_TLV_STRING)
		put_number(to, 1, 0);
	return ERR_OK;
}

static enum err check_tlv(uint64_t *seen, const struct smpp_table_layout *layout,
			  enum smpp_tlv_tag tag, struct fault *why)
{
	const struct smpp_tlv_row *row = smpp_tlv_row(tag);
	uint64_t bit;

	if (!row || !(row->may & layout->tlvs))
		return err_set(why, ERR_INPUT, layout->clause, "%s (0x%04x) does not belong here",
			       row ? row->name : "an unknown parameter", tag);
	bit = UINT64_C(1) << smpp_tlv_bit(row);
	if (*seen & bit && !row->repeats)
		return err_set(why, ERR_INPUT, layout->clause, "a second %s, one may go",
			       row->name);
	*seen |= bit;
	return ERR_OK;
}

static enum err check_missing(uint64_t seen, const struct smpp_table_layout *layout,
			      const struct smpp_pdu *pdu, struct fault *why)
{
	const struct smpp_tlv_row *row;

	for (size_t i = 0; (row = smpp_tlv_row_at(i)); i++)
		if (smpp_table_must(layout, row, pdu) && !(seen & UINT64_C(1) << i))
			return err_set(why, ERR_INPUT, layout->clause, "it needs its %s",
				       row->name);
	return ERR_OK;
}

static enum err check_tlvs(const struct smpp_table_layout *layout, const struct smpp_pdu *pdu,
			   struct fault *why)
{
	uint64_t seen = 0;
	enum err err = ERR_OK;

	if (pdu->tlv_count > SMPP_TLVS_MAX)
		return err_set(why, ERR_LIMIT, "", "%zu optional parameters, at most %d go",
			       pdu->tlv_count, SMPP_TLVS_MAX);
	for (size_t i = 0; err == ERR_OK && i < pdu->tlv_count; i++)
		err = check_tlv(&seen, layout, pdu->tlvs[i].tag, why);
	return err == ERR_OK ? check_missing(seen, layout, pdu, why) : err;
}

/* In the order given, but broadcast_rep_num last: Wireshark 4.0 takes one octet of its two. */
static enum err put_tlvs(struct writer *to, const struct smpp_pdu *pdu, struct fault *why)
{
	enum err err = check_tlvs(to->layout, pdu, why);

	for (int last = 0; last < 2; last++)
		for (size_t i = 0; err == ERR_OK && i < pdu->tlv_count; i++)
			if ((pdu->tlvs[i].tag == SMPP_TLV_BROADCAST_REP_NUM) == last)
				err = put_tlv(to, smpp_tlv_row(pdu->tlvs[i].tag), &pdu->tlvs[i],
					      why);
	return err;
}

/* ---- the PDU as a whole -------------------------------------------------------------- */

/* SMPP 5.0 4.4.1: one key or the other says which broadcast is replaced. */
static enum err check_keys(const struct smpp_pdu *pdu, struct fault *why)
{
	if (pdu->command_id == SMPP_BROADCAST_SM && pdu->message_id.size > 0 &&
	    smpp_tlv_of(pdu, SMPP_TLV_USER_MESSAGE_REFERENCE, 0))
		return err_set(why, ERR_INPUT, "SMPP 5.0 4.4.1",
			       "message_id and user_message_reference, one of them may go");
	if (pdu->short_message.size > 0 && smpp_tlv_of(pdu, SMPP_TLV_MESSAGE_PAYLOAD, 0))
		return err_set(why, ERR_INPUT, "SMPP 3.4 4.4.1",
			       "short_message and message_payload, one of them may go");
	return ERR_OK;
}

static enum err check_header(const struct smpp_table_layout *layout, const struct smpp_pdu *pdu,
			     struct fault *why)
{
	uint32_t least = pdu->command_id == SMPP_GENERIC_NACK ? 0 : 1;

	if (pdu->sequence_number < least || pdu->sequence_number > SMPP_SEQUENCE_MAX)
		return err_set(why, ERR_LIMIT, "SMPP 3.4 5.1.4",
			       "sequence_number 0x%08x, %u to 0x7fffffff can go",
			       pdu->sequence_number, least);
	if (!(pdu->command_id & SMPP_RESPONSE) && pdu->command_status != 0)
		return err_set(why, ERR_INPUT, "SMPP 3.4 5.1.3",
			       "command_status 0x%08x, a request has 0", pdu->command_status);
	if (pdu->without_body && !smpp_table_may_lack_body(layout, pdu->command_status))
		return err_set(why, ERR_INPUT, layout->clause, "it cannot go without its body");
	return check_keys(pdu, why);
}

static enum err put_body(struct writer *to, const struct smpp_pdu *pdu, struct fault *why)
{
	const struct smpp_table_field *field;
	enum err err = ERR_OK;

	for (size_t i = 0; err == ERR_OK && (field = smpp_table_field(to->layout, i)); i++)
		err = put_field(to, field, pdu, why);
	return err == ERR_OK ? put_tlvs(to, pdu, why) : err;
}

static enum err put_pdu(struct writer *to, const struct smpp_pdu *pdu, struct fault *why)
{
	enum err err = check_header(to->layout, pdu, why);

	if (err != ERR_OK)
		return err;
	put_number(to, 4, 0);
	put_number(to, 4, pdu->command_id);
	put_number(to, 4, pdu->command_status);
	put_number(to, 4, pdu->sequence_number);
	if (!pdu->without_body)
		err = put_body(to, pdu, why);
	if (err != ERR_OK)
		return err;
	if (to->size > to->room || to->size > SMPP_OCTETS_MAX)
		return err_set(why, ERR_LIMIT, "", "it takes %zu octets, %zu are there", to->size,
			       to->room < SMPP_OCTETS_MAX ? to->room : (size_t)SMPP_OCTETS_MAX);
	octets_put(to->octets, 4, to->size);
	return ERR_OK;
}

enum err smpp_pack(uint8_t *octets, size_t room, size_t *size, const struct smpp_pdu *pdu,
		   struct fault *why)
{
	struct writer to = { smpp_table_layout(pdu->command_id), octets, 0, room };
	enum err err;

	if (!to.layout)
		return err_set(why, ERR_ABSENT, "SMPP 3.4 5.1.2.1", "no command_id 0x%08x",
			       pdu->command_id);
	err = put_pdu(&to, pdu, why);
	if (err != ERR_OK)
		return err_prefix(why, err, "%s", to.layout->name);
	*size = to.size;
	return ERR_OK;
}
