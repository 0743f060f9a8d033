/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "base/octets.h"
#include "wire/smpp_table.h"

/* What is left of a PDU, and what was met in it so far. */
struct reader {
	struct smpp_pdu *out;
	const struct smpp_table_layout *layout;
	const uint8_t *octets;
	size_t size, at;
	uint64_t seen; /* bit n: the nth row of smpp_tlv.c */
};

static size_t left_of(const struct reader *from)
{
	return from->size - from->at;
}

static enum err ends_early(const struct reader *from, const char *name, size_t needed,
			   struct fault *why)
{
	return err_set(why, ERR_INPUT, from->layout->clause,
		       "the PDU ends here: %s takes %zu octets, %zu are left", name, needed,
		       left_of(from));
}

/* ---- fields -------------------------------------------------------------------------- */

static enum err read_number(uint32_t *out, struct reader *from, unsigned int width,
			    const char *name, struct fault *why)
{
	if (left_of(from) < width)
		return ends_early(from, name, width, why);
	*out = (uint32_t)octets_get(from->octets + from->at, width);
	from->at += width;
	return ERR_OK;
}

static enum err read_u8(uint8_t *out, struct reader *from, const char *name, struct fault *why)
{
	uint32_t number = 0;
	enum err err = read_number(&number, from, 1, name, why);

	if (err == ERR_OK)
		*out = (uint8_t)number;
	return err;
}

static enum err read_string(struct slice *out, struct reader *from,
			    const struct smpp_table_field *field, struct fault *why)
{
	const uint8_t *begun = from->octets + from->at;
	size_t most = left_of(from) < field->max ? left_of(from) : field->max;
	const uint8_t *end = most > 0 ? memchr(begun, '\0', most) : NULL;

	if (!end && most < field->max)
		return err_set(why, ERR_INPUT, from->layout->clause,
			       "the PDU ends here: %s needs its NUL, %zu octets are left",
			       field->name, most);
	if (!end)
		return err_set(why, ERR_INPUT, from->layout->clause,
			       "%s has no NUL in %zu octets, so many it may take", field->name,
			       field->max);
	*out = (struct slice){ (const char *)begun, (size_t)(end - begun) };
	from->at += out->size + 1;
	return ERR_OK;
}

/* 5.0 allows 255 octets, which is as many as the length can say. */
static enum err read_message(struct slice *out, struct reader *from,
			     const struct smpp_table_field *field, struct fault *why)
{
	uint32_t size = 0;
	enum err err = read_number(&size, from, 1, "sm_length", why);

	if (err != ERR_OK)
		return err;
	if (left_of(from) < size)
		return ends_early(from, field->name, size, why);
	*out = (struct slice){ (const char *)from->octets + from->at, size };
	from->at += size;
	return ERR_OK;
}

static enum err read_address(struct smpp_address *out, struct reader *from, struct fault *why)
{
	enum err err = read_u8(&out->ton, from, "its type of number", why);

	if (err == ERR_OK)
		err = read_u8(&out->npi, from, "its numbering plan", why);
	return err == ERR_OK ? read_string(&out->text, from, &smpp_table_address, why) : err;
}

static enum err read_destination(struct smpp_destination *out, struct reader *from,
				 struct fault *why)
{
	uint8_t flag;
	enum err err = read_u8(&flag, from, "dest_flag", why);

	if (err != ERR_OK)
		return err;
	if (flag != SMPP_TABLE_DEST_ADDRESS && flag != SMPP_TABLE_DEST_LIST)
		return err_set(why, ERR_INPUT, "SMPP 3.4 5.2.25",
			       "dest_flag %u is neither 1 (address) nor 2 (distribution list)",
			       flag);
	*out = (struct smpp_destination){ 0 };
	out->is_list = flag == SMPP_TABLE_DEST_LIST;
	return out->is_list ? read_string(&out->address.text, from, &smpp_table_dl_name, why)
			    : read_address(&out->address, from, why);
}

static enum err read_destinations(struct reader *from, struct fault *why)
{
	uint8_t count;
	enum err err = read_u8(&count, from, "number_of_dests", why);

	if (err != ERR_OK)
		return err;
	if (count < 1 || count > SMPP_DESTINATIONS_MAX)
		return err_set(why, ERR_LIMIT, "SMPP 3.4 5.2.24",
			       "number_of_dests %u, it has 1 to %d", count, SMPP_DESTINATIONS_MAX);
	for (size_t i = 0; err == ERR_OK && i < count; i++) {
		err = read_destination(&from->out->destinations[i], from, why);
		if (err != ERR_OK)
			err_prefix(why, err, "destination %zu of %u", i + 1, count);
	}
	from->out->destination_count = count;
	return err;
}

static enum err read_unsuccesses(struct reader *from, struct fault *why)
{
	uint8_t count;
	enum err err = read_u8(&count, from, "no_unsuccess", why);

	for (size_t i = 0; err == ERR_OK && i < count; i++) {
		struct smpp_unsuccess *out = &from->out->unsuccesses[i];

		err = read_address(&out->address, from, why);
		if (err == ERR_OK)
			err = read_number(&out->error_status_code, from, 4, "error_status_code",
					  why);
		if (err != ERR_OK)
			err_prefix(why, err, "unsuccess %zu of %u", i + 1, count);
	}
	if (err == ERR_OK)
		from->out->unsuccess_count = count;
	return err;
}

static enum err read_field(struct reader *from, const struct smpp_table_field *field,
			   struct fault *why)
{
	void *at = (char *)from->out + field->at;

	switch (field->shape) {
	case SMPP_SHAPE_U8:
		return read_u8(at, from, field->name, why);
	case SMPP_SHAPE_STRING:
	case SMPP_SHAPE_TIME: /* what a peer says is judged by who needs it */
		return read_string(at, from, field, why);
	case SMPP_SHAPE_MESSAGE:
		return read_message(at, from, field, why);
	case SMPP_SHAPE_DESTINATIONS:
		return read_destinations(from, why);
	default:
		return read_unsuccesses(from, why);
	}
}

/* ---- optional parameters ------------------------------------------------------------- */

/* Takes the next one off; its octets are all there then. */
static enum err take_tlv(struct reader *from, uint32_t *tag, struct slice *value, struct fault *why)
{
	const struct smpp_tlv_row *row;
	uint32_t size = 0;

	if (left_of(from) < 4)
		return err_set(why, ERR_INPUT, "SMPP 3.4 3.2.4.1",
			       "%zu octets are left over, an optional parameter takes 4 and more",
			       left_of(from));
	*tag = (uint32_t)octets_get(from->octets + from->at, 2);
	size = (uint32_t)octets_get(from->octets + from->at + 2, 2);
	row = smpp_tlv_row(*tag);
	if (left_of(from) - 4 < size)
		return err_set(why, ERR_INPUT, "SMPP 3.4 3.2.4.1",
			       "%s (0x%04x) says %u octets, %zu are left",
			       row ? row->name : "an unknown parameter", *tag, size,
			       left_of(from) - 4);
	*value = (struct slice){ (const char *)from->octets + from->at + 4, size };
	from->at += 4 + size;
	return ERR_OK;
}

/* A string's NUL is left out by some message centres. */
static struct smpp_tlv tlv_of(const struct smpp_tlv_row *row, struct slice value)
{
	struct smpp_tlv tlv = { .tag = row->tag, .octets = value };
	const char *end;

	if (row->shape == SMPP_TLV_NUMBER) {
		tlv.number = (uint32_t)octets_get((const uint8_t *)value.at,
						  (unsigned int)value.size);
		tlv.octets = (struct slice){ NULL, 0 };
	} else if (row->shape == SMPP_TLV_FORMATTED) {
		tlv.number = (uint8_t)value.at[0];
		tlv.octets = (struct slice){ value.at + 1, value.size - 1 };
	} else if (row->shape == SMPP_TLV_STRING && (end = memchr(value.at, '\0', value.size))) {
		tlv.octets.size = (size_t)(end - value.at);
	}
	return tlv;
}

/* One that says the same again is no harm; which of two that differ is meant nobody knows. */
static enum err read_again(struct reader *from, const struct smpp_tlv_row *row,
			   const struct smpp_tlv *tlv, struct fault *why)
{
	const struct smpp_tlv *first = smpp_tlv_of(from->out, row->tag, 0);

	if (first->number != tlv->number || !slice_equal(first->octets, tlv->octets))
		return err_set(why, ERR_INPUT, from->layout->clause,
			       "a second %s that differs from the first, one may be there",
			       row->name);
	from->out->repeated_count++;
	return ERR_OK;
}

static enum err read_tlv(struct reader *from, struct fault *why)
{
	const struct smpp_tlv_row *row;
	struct smpp_tlv tlv;
	struct slice value;
	uint32_t tag = 0;
	enum err err = take_tlv(from, &tag, &value, why);

	if (err != ERR_OK)
		return err;
	row = smpp_tlv_row(tag);
	if (!row || !(row->may & from->layout->tlvs)) {
		from->out->unknown_count++;
		return ERR_OK;
	}
	if (value.size < row->min || value.size > row->max)
		return err_set(why, ERR_INPUT, "SMPP 5.0 4.8.4",
			       "%s of %zu octets, it has %u to %u", row->name, value.size, row->min,
			       row->max);
	tlv = tlv_of(row, value);
	if (from->seen & UINT64_C(1) << smpp_tlv_bit(row) && !row->repeats)
		return read_again(from, row, &tlv, why);
	from->seen |= UINT64_C(1) << smpp_tlv_bit(row);
	return smpp_add(from->out, tlv, why);
}

static enum err check_missing(const struct reader *from, struct fault *why)
{
	const struct smpp_tlv_row *row;

	for (size_t i = 0; (row = smpp_tlv_row_at(i)); i++)
		if (smpp_table_must(from->layout, row, from->out) &&
		    !(from->seen & UINT64_C(1) << i))
			return err_set(why, ERR_INPUT, from->layout->clause,
				       "it ends without its %s (0x%04x)", row->name, row->tag);
	return ERR_OK;
}

/* ---- the PDU as a whole -------------------------------------------------------------- */

static enum err read_body(struct reader *from, struct fault *why)
{
	const struct smpp_table_field *field;
	size_t begun = from->at;
	enum err err = ERR_OK;

	for (size_t i = 0; err == ERR_OK && (field = smpp_table_field(from->layout, i)); i++) {
		begun = from->at;
		err = read_field(from, field, why);
	}
	while (err == ERR_OK && from->at < from->size) {
		begun = from->at;
		err = read_tlv(from, why);
	}
	if (err == ERR_OK) {
		begun = from->at;
		err = check_missing(from, why);
	}
	return err == ERR_OK ? ERR_OK
			     : err_prefix(why, err, "%s, octet %zu", from->layout->name, begun);
}

static enum err check_frame(struct smpp_header *header, const uint8_t *octets, size_t size,
			    struct fault *why)
{
	size_t total = 0;
	enum err err = smpp_need(octets, size, &total, why);

	if (err == ERR_OK)
		err = smpp_header_read(header, octets, size, why);
	if (err == ERR_OK && total != size)
		return err_set(why, ERR_INPUT, "SMPP 3.4 3.2",
			       "%zu octets are not one PDU, whose command_length is %zu", size,
			       total);
	return err;
}

/* Of the lists only what is in them. */
static void copy(struct smpp_pdu *out, const struct smpp_pdu *pdu)
{
	memcpy(out, pdu, offsetof(struct smpp_pdu, destinations));
	memcpy(out->destinations, pdu->destinations,
	       pdu->destination_count * sizeof(*pdu->destinations));
	memcpy(out->unsuccesses, pdu->unsuccesses,
	       pdu->unsuccess_count * sizeof(*pdu->unsuccesses));
	memcpy(out->tlvs, pdu->tlvs, pdu->tlv_count * sizeof(*pdu->tlvs));
	out->unknown_count = pdu->unknown_count;
	out->repeated_count = pdu->repeated_count;
}

enum err smpp_unpack(struct smpp_pdu *out, const uint8_t *octets, size_t size, struct fault *why)
{
	struct smpp_pdu pdu;
	struct reader from = { .out = &pdu, .octets = octets, .size = size };
	struct smpp_header header;
	enum err err = check_frame(&header, octets, size, why);

	if (err != ERR_OK)
		return err;
	smpp_clear(&pdu);
	from.layout = smpp_table_layout(header.command_id);
	if (!from.layout)
		return err_set(why, ERR_ABSENT, "SMPP 3.4 5.1.2.1",
			       "octet 4: no command_id 0x%08x, generic_nack is the answer",
			       header.command_id);
	pdu.command_id = header.command_id;
	pdu.command_status = header.command_status;
	pdu.sequence_number = header.sequence_number;
	from.at = SMPP_HEADER_OCTETS;
	pdu.without_body = size == SMPP_HEADER_OCTETS &&
			   smpp_table_may_lack_body(from.layout, header.command_status);
	if (!pdu.without_body)
		err = read_body(&from, why);
	if (err == ERR_OK)
		copy(out, &pdu);
	return err;
}
