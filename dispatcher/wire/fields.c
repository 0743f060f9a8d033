/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "wire/fields.h"

#include "notice/cell_id.h"

static const void *at(const void *value, size_t offset)
{
	return (const char *)value + offset;
}

static uint64_t number_at(const void *value, const struct field *field)
{
	const void *p = at(value, field->offset);

	switch (field->type) {
	case FIELD_U8:
		return *(const uint8_t *)p;
	case FIELD_U16:
		return *(const uint16_t *)p;
	case FIELD_U32:
	case FIELD_BITS:
		return *(const uint32_t *)p;
	case FIELD_ENUM:
		return *(const unsigned int *)p;
	case FIELD_BOOL:
		return *(const bool *)p;
	default:
		return *(const uint64_t *)p;
	}
}

static bool is_zero(const void *octets, size_t size)
{
	const uint8_t *p = octets;

	for (size_t i = 0; i < size; i++)
		if (p[i])
			return false;
	return true;
}

static bool is_left_out(const void *value, const struct field *field)
{
	const void *p = at(value, field->offset);

	switch (field->type) {
	case FIELD_TEXT:
	case FIELD_OCTETS:
		return ((const struct slice *)p)->size == 0;
	case FIELD_DIGEST:
		return is_zero(p, DIGEST_OCTETS);
	case FIELD_ID128:
		return is_zero(p, sizeof(struct id128));
	case FIELD_LIST:
	case FIELD_TEXT_LIST:
	case FIELD_U32_LIST:
		return *(const size_t *)at(value, field->count_offset) == 0;
	case FIELD_STRUCT:
	case FIELD_PLMN:
		return false;
	case FIELD_I32:
		return *(const int32_t *)p == 0;
	default:
		return number_at(value, field) == 0;
	}
}

static void write_hex(struct text *text, struct slice octets)
{
	char hex[2 * 64 + 1];

	text_put(text, "\"", 1);
	for (size_t i = 0; i < octets.size; i += 64) {
		size_t size = octets.size - i > 64 ? 64 : octets.size - i;

		text_put(text, digest_hex(hex, octets.at + i, size), 2 * size);
	}
	text_put(text, "\"", 1);
}

static void write_bits(struct text *text, const struct field *field, uint32_t bits)
{
	const char *comma = "";

	text_put(text, "[", 1);
	for (unsigned int i = 0; i < field->values; i++) {
		if (!(bits & 1u << i))
			continue;
		text_puts(text, comma);
		text_put_json(text, slice_of(field->names(i)));
		comma = ",";
	}
	text_put(text, "]", 1);
}

static void write_value(struct text *text, const struct field *field, const void *value);

static void write_list(struct text *text, const struct field *field, const void *value)
{
	const char *items = *(const char *const *)at(value, field->offset);
	size_t count = *(const size_t *)at(value, field->count_offset);

	text_put(text, "[", 1);
	for (size_t i = 0; i < count; i++) {
		if (i > 0)
			text_put(text, ",", 1);
		if (field->type == FIELD_LIST)
			fields_write(text, field->sub, items + i * field->sub->size);
		else if (field->type == FIELD_TEXT_LIST)
			text_put_json(text, ((const struct slice *)items)[i]);
		else
			text_put_u64(text, ((const uint32_t *)items)[i]);
	}
	text_put(text, "]", 1);
}

static void write_value(struct text *text, const struct field *field, const void *value)
{
	const void *p = at(value, field->offset);
	char buf[DIGEST_HEX_OCTETS];

	switch (field->type) {
	case FIELD_TEXT:
		text_put_json(text, *(const struct slice *)p);
		break;
	case FIELD_OCTETS:
		write_hex(text, *(const struct slice *)p);
		break;
	case FIELD_DIGEST:
		write_hex(text, digest_slice(p));
		break;
	case FIELD_ID128:
		write_hex(text, (struct slice){ p, sizeof(struct id128) });
		break;
	case FIELD_BOOL:
		text_puts(text, *(const bool *)p ? "true" : "false");
		break;
	case FIELD_ENUM:
		text_put_json(text, slice_of(field->names((unsigned int)number_at(value, field))));
		break;
	case FIELD_BITS:
		write_bits(text, field, *(const uint32_t *)p);
		break;
	case FIELD_PLMN:
		text_put_json(text, slice_of(cell_id_plmn_format(buf, *(const struct plmn *)p)));
		break;
	case FIELD_UTC_TEXT:
		text_put_json(text, slice_of(utc_format(buf, *(const struct utc *)p,
							UTC_CHINA_OFFSET_MINUTES)));
		break;
	case FIELD_STRUCT:
		fields_write(text, field->sub, p);
		break;
	case FIELD_LIST:
	case FIELD_TEXT_LIST:
	case FIELD_U32_LIST:
		write_list(text, field, value);
		break;
	case FIELD_I64:
	case FIELD_UTC_US:
		text_put_i64(text, *(const int64_t *)p);
		break;
	case FIELD_I32:
		text_put_i64(text, *(const int32_t *)p);
		break;
	default:
		text_put_u64(text, number_at(value, field));
	}
}

static void write_members(struct text *text, const struct fields *fields, const void *value,
			  const char *comma)
{
	for (size_t i = 0; i < fields->count; i++) {
		const struct field *field = &fields->rows[i];

		if (!field->required && is_left_out(value, field))
			continue;
		text_puts(text, comma);
		text_put_json(text, slice_of(field->name));
		text_put(text, ":", 1);
		write_value(text, field, value);
		comma = ",";
	}
}

void fields_write_members(struct text *text, const struct fields *fields, const void *value)
{
	write_members(text, fields, value, ",");
}

void fields_write(struct text *text, const struct fields *fields, const void *value)
{
	text_put(text, "{", 1);
	write_members(text, fields, value, "");
	text_put(text, "}", 1);
}
