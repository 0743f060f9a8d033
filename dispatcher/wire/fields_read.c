/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include <talloc.h>

#include "notice/cell_id.h"
#include "wire/fields.h"

struct reading {
	void *ctx;
	struct fault *why;
	unsigned int depth;
	size_t octets_max; /* of a text; 0: no bound */
};

static enum err wrong(const struct reading *reading, const struct field *field, const char *wanted)
{
	return err_set(reading->why, ERR_INPUT, NULL, "%s: must be %s", field->name, wanted);
}

static enum err read_text(const struct reading *reading, const struct field *field,
			  const json_t *json, struct slice *out)
{
	if (!json_is_string(json))
		return wrong(reading, field, "a string");
	if (reading->octets_max && json_string_length(json) > reading->octets_max)
		return err_set(reading->why, ERR_INPUT, NULL, "%s: %zu octets, at most %zu",
			       field->name, json_string_length(json), reading->octets_max);
	*out = slice_copy(reading->ctx,
			  (struct slice){ json_string_value(json), json_string_length(json) });
	return ERR_OK;
}

static enum err read_octets(const struct reading *reading, const struct field *field,
			    const json_t *json, struct slice *out)
{
	struct slice hex = { json_string_value(json), json_string_length(json) };
	char *octets = talloc_size(reading->ctx, hex.size / 2 + 1);

	if (!json_is_string(json) || !octets || hex.size % 2 ||
	    !digest_from_hex(octets, hex.size / 2, hex))
		return wrong(reading, field, "hexadecimal digits");
	*out = (struct slice){ octets, hex.size / 2 };
	return ERR_OK;
}

static enum err read_fixed_octets(const struct reading *reading, const struct field *field,
				  const json_t *json, struct slice out)
{
	struct slice hex = { json_string_value(json), json_string_length(json) };
	void *octets = (void *)(uintptr_t)out.at;

	if (!json_is_string(json) || !digest_from_hex(octets, out.size, hex))
		return wrong(reading, field,
			     out.size == 16 ? "32 hexadecimal digits" : "64 hexadecimal digits");
	return ERR_OK;
}

static enum err read_integer(const struct reading *reading, const struct field *field,
			     const json_t *json, void *out)
{
	static const struct {
		int64_t min, max;
		const char *wanted;
	} ranges[] = {
		[FIELD_U8] = { 0, UINT8_MAX, "an integer from 0 to 255" },
		[FIELD_U16] = { 0, UINT16_MAX, "an integer from 0 to 65535" },
		[FIELD_U32] = { 0, UINT32_MAX, "an integer from 0 to 4294967295" },
		[FIELD_U64] = { 0, INT64_MAX, "an integer from 0 to 9223372036854775807" },
		[FIELD_I64] = { INT64_MIN, INT64_MAX, "an integer" },
		[FIELD_I32] = { INT32_MIN, INT32_MAX, "an integer of 32 bits" },
		[FIELD_UTC_US] = { INT64_MIN, INT64_MAX, "microseconds since 1970" },
	};
	int64_t value = json_integer_value(json);

	if (!json_is_integer(json) || value < ranges[field->type].min ||
	    value > ranges[field->type].max)
		return wrong(reading, field, ranges[field->type].wanted);
	switch (field->type) {
	case FIELD_U8:
		*(uint8_t *)out = (uint8_t)value;
		break;
	case FIELD_U16:
		*(uint16_t *)out = (uint16_t)value;
		break;
	case FIELD_U32:
		*(uint32_t *)out = (uint32_t)value;
		break;
	case FIELD_I32:
		*(int32_t *)out = (int32_t)value;
		break;
	default:
		*(int64_t *)out = value;
	}
	return ERR_OK;
}

static enum err read_word(const struct reading *reading, const struct field *field,
			  const json_t *json, unsigned int *out)
{
	struct slice word = { json_string_value(json), json_string_length(json) };

	if (!json_is_string(json))
		return wrong(reading, field, "a word");
	for (unsigned int i = 0; i < field->values; i++) {
		if (!slice_is(word, field->names(i)))
			continue;
		*out = i;
		return ERR_OK;
	}
	return err_set(reading->why, ERR_INPUT, NULL, "%s: no such value \"%.*s\"", field->name,
		       (int)(word.size > 60 ? 60 : word.size), word.at);
}

static enum err read_bits(const struct reading *reading, const struct field *field,
			  const json_t *json, uint32_t *out)
{
	uint32_t bits = 0;

	if (!json_is_array(json))
		return wrong(reading, field, "a list of words");
	for (size_t i = 0; i < json_array_size(json); i++) {
		unsigned int bit = 0;
		enum err err = read_word(reading, field, json_array_get(json, i), &bit);

		if (err != ERR_OK)
			return err;
		bits |= 1u << bit;
	}
	*out = bits;
	return ERR_OK;
}

static enum err read_utc_text(const struct reading *reading, const struct field *field,
			      const json_t *json, struct utc *out)
{
	struct slice text = { json_string_value(json), json_string_length(json) };

	if (!json_is_string(json) || utc_parse(out, NULL, text, NULL) != ERR_OK)
		return wrong(reading, field, "a time like 2026-03-02T09:00:00+08:00");
	return ERR_OK;
}

static enum err read_plmn(const struct reading *reading, const struct field *field,
			  const json_t *json, struct plmn *out)
{
	struct slice text = { json_string_value(json), json_string_length(json) };

	if (!json_is_string(json) || text.size < 5 || !cell_id_plmn_parse(out, text))
		return wrong(reading, field, "a PLMN like 460-00");
	return ERR_OK;
}

static enum err read_object(const struct reading *outer, void *out, const struct fields *fields,
			    const json_t *object, const char *const *head);

static size_t item_size(const struct field *field)
{
	if (field->type == FIELD_LIST)
		return field->sub->size;
	return field->type == FIELD_TEXT_LIST ? sizeof(struct slice) : sizeof(uint32_t);
}

static enum err read_item(const struct reading *reading, const struct field *field,
			  const json_t *json, void *out)
{
	static const struct field number = { .name = "item", .type = FIELD_U32 };

	if (field->type == FIELD_LIST && field->or_text && json_is_string(json))
		return read_text(reading, &field->sub->rows[0], json,
				 (void *)((char *)out + field->sub->rows[0].offset));
	if (field->type == FIELD_LIST)
		return read_object(reading, out, field->sub, json, NULL);
	if (field->type == FIELD_TEXT_LIST)
		return read_text(reading, field, json, out);
	return read_integer(reading, &number, json, out);
}

static enum err read_list(const struct reading *reading, const struct field *field,
			  const json_t *json, void *out)
{
	size_t count = json_array_size(json), size = item_size(field);
	char *items;

	if (!json_is_array(json) || count > FIELDS_LIST_MAX)
		return wrong(reading, field, "a list");
	items = talloc_zero_size(reading->ctx, count ? count * size : 1);
	if (!items)
		return err_set(reading->why, ERR_MEMORY, NULL, "no memory");
	for (size_t i = 0; i < count; i++) {
		enum err err = read_item(reading, field, json_array_get(json, i), items + i * size);

		if (err != ERR_OK)
			return err_prefix(reading->why, err, "%s[%zu]", field->name, i);
	}
	*(char **)((char *)out + field->offset) = items;
	*(size_t *)((char *)out + field->count_offset) = count;
	return ERR_OK;
}

static enum err read_value(const struct reading *reading, const struct field *field,
			   const json_t *json, void *out)
{
	void *p = (char *)out + field->offset;
	enum err err;

	switch (field->type) {
	case FIELD_TEXT:
		return read_text(reading, field, json, p);
	case FIELD_OCTETS:
		return read_octets(reading, field, json, p);
	case FIELD_DIGEST:
		return read_fixed_octets(reading, field, json, (struct slice){ p, DIGEST_OCTETS });
	case FIELD_ID128:
		return read_fixed_octets(reading, field, json, (struct slice){ p, 16 });
	case FIELD_BOOL:
		*(bool *)p = json_is_true(json);
		return json_is_boolean(json) ? ERR_OK : wrong(reading, field, "true or false");
	case FIELD_ENUM:
		return read_word(reading, field, json, p);
	case FIELD_BITS:
		return read_bits(reading, field, json, p);
	case FIELD_PLMN:
		return read_plmn(reading, field, json, p);
	case FIELD_UTC_TEXT:
		return read_utc_text(reading, field, json, p);
	case FIELD_STRUCT:
		err = read_object(reading, p, field->sub, json, NULL);
		return err == ERR_OK ? err : err_prefix(reading->why, err, "%s", field->name);
	case FIELD_LIST:
	case FIELD_TEXT_LIST:
	case FIELD_U32_LIST:
		return read_list(reading, field, json, out);
	default:
		return read_integer(reading, field, json, p);
	}
}

static const struct field *find(const struct fields *fields, const char *name)
{
	for (size_t i = 0; i < fields->count; i++)
		if (strcmp(fields->rows[i].name, name) == 0)
			return &fields->rows[i];
	return NULL;
}

static bool is_in(const char *const *head, const char *name)
{
	for (; head && *head; head++)
		if (strcmp(*head, name) == 0)
			return true;
	return false;
}

static enum err nothing_is_missing(const struct reading *reading, const struct fields *fields,
				   const json_t *object)
{
	for (size_t i = 0; i < fields->count; i++)
		if (fields->rows[i].required && !json_object_get(object, fields->rows[i].name))
			return err_set(reading->why, ERR_INPUT, NULL, "%s: is missing",
				       fields->rows[i].name);
	return ERR_OK;
}

static enum err read_object(const struct reading *outer, void *out, const struct fields *fields,
			    const json_t *object, const char *const *head)
{
	struct reading reading = { outer->ctx, outer->why, outer->depth + 1,
				   fields->text_octets_max };
	const char *name;
	json_t *member;

	if (!json_is_object(object) || reading.depth > FIELDS_DEPTH_MAX)
		return err_set(reading.why, ERR_INPUT, NULL, "must be an object");
	json_object_foreach((json_t *)(uintptr_t)object, name, member)
	{
		const struct field *field = find(fields, name);
		enum err err;

		if (!field && is_in(head, name))
			continue;
		if (!field)
			return err_set(reading.why, ERR_INPUT, NULL, "%.60s: unknown member", name);
		err = read_value(&reading, field, member, out);
		if (err != ERR_OK)
			return err;
	}
	return nothing_is_missing(&reading, fields, object);
}

enum err fields_read(void *ctx, void *out, const struct fields *fields, const json_t *object,
		     const char *const *head, struct fault *why)
{
	struct reading reading = { ctx, why, 0, 0 };

	memset(out, 0, fields->size);
	return read_object(&reading, out, fields, object, head);
}

enum err fields_parse(json_t **out, struct slice text, struct fault *why)
{
	json_error_t error;
	json_t *json = json_loadb(text.at ? text.at : "", text.size, JSON_REJECT_DUPLICATES,
				  &error);

	if (!json)
		return err_set(why, ERR_INPUT, "RFC 8259", "line %d, column %d: %s", error.line,
			       error.column, error.text);
	*out = json;
	return ERR_OK;
}

enum err fields_read_text(void *ctx, void *out, const struct fields *fields, struct slice text,
			  struct fault *why)
{
	json_t *json;
	enum err err = fields_parse(&json, text, why);

	if (err != ERR_OK)
		return err;
	err = fields_read(ctx, out, fields, json, NULL, why);
	json_decref(json);
	return err;
}
