/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Fields: a struct described once as a table, from which it is written as canonical JSON and
 * read back. Canonical means: members in the table's order, no blanks, members with a zero or
 * absent value left out unless required, so equal values have equal bytes.
 *
 * Reading is strict: unknown, repeated or missing members, wrong types and values out of range
 * are faults that name the path ("persons[2].roles").
 */
#ifndef WIRE_FIELDS_H
#define WIRE_FIELDS_H

#include <jansson.h>

#include "base/digest.h"
#include "base/utc.h"
#include "wire/text.h"

enum field_type {
	FIELD_NONE = 0,
	FIELD_TEXT,   /* struct slice, UTF-8 */
	FIELD_OCTETS, /* struct slice, written as hexadecimal */
	FIELD_BOOL,   /* bool */
	FIELD_U8,
	FIELD_U16,
	FIELD_U32,
	FIELD_U64, /* up to 2^63 - 1: JSON integers are signed here */
	FIELD_I64,
	FIELD_I32,
	FIELD_UTC_US,	 /* struct utc as microseconds */
	FIELD_UTC_TEXT,	 /* struct utc as RFC 3339 */
	FIELD_DIGEST,	 /* struct digest */
	FIELD_ID128,	 /* struct id128 */
	FIELD_ENUM,	 /* unsigned int, by name */
	FIELD_BITS,	 /* uint32_t, list of names; bit n is names(n) */
	FIELD_PLMN,	 /* struct plmn, "460-00" */
	FIELD_STRUCT,	 /* embedded struct described by `sub` */
	FIELD_LIST,	 /* pointer at offset, size_t count at count_offset, items of `sub` */
	FIELD_TEXT_LIST, /* pointer to struct slice at offset, size_t count at count_offset */
	FIELD_U32_LIST,	 /* pointer to uint32_t, size_t count */
};

struct fields {
	const struct field *rows;
	size_t count;
	size_t size;		/* of the struct */
	size_t text_octets_max; /* of each of its own texts that is read; 0: no bound */
};

struct field {
	const char *name;
	enum field_type type;
	bool required;
	size_t offset, count_offset;
	const struct fields *sub;
	bool or_text; /* FIELD_LIST: an item may be a text alone, the first member of `sub` */
	/* FIELD_ENUM, FIELD_BITS: the word for a value, NULL or "" past the last. */
	const char *(*names)(unsigned int value);
	uint32_t values; /* how many words there are */
};

enum {
	FIELDS_LIST_MAX = 1000000,
	FIELDS_DEPTH_MAX = 8,
};

/* Appends {"..":..} to the text. */
void fields_write(struct text *text, const struct fields *fields, const void *value);
/* The members only, each behind a comma: for records that begin with a common head. */
void fields_write_members(struct text *text, const struct fields *fields, const void *value);

/*
 * Fills *out (of fields->size octets, zeroed first); texts and lists hang on ctx. Members
 * named in `head` (NULL-terminated, may be NULL) belong to somebody else and are passed over.
 */
enum err MUST_USE fields_read(void *ctx, void *out, const struct fields *fields,
			      const json_t *object, const char *const *head, struct fault *why);

/* Strict JSON text to an object: no duplicates, no NUL, depth bounded. json_decref() it. */
enum err MUST_USE fields_parse(json_t **out, struct slice text, struct fault *why);

/* fields_parse() and fields_read() in one. */
enum err MUST_USE fields_read_text(void *ctx, void *out, const struct fields *fields,
				   struct slice text, struct fault *why);

/* What people fill in: long enough for a reason, too short to fill every list that shows it. */
enum { FIELDS_FORM_OCTETS_MAX = 8192 };

#define FIELDS_OF_FORM(table, type)                                                                \
	{                                                                                          \
		(table), sizeof(table) / sizeof((table)[0]), sizeof(type), FIELDS_FORM_OCTETS_MAX  \
	}

#define FIELDS_OF(table, type)                                                                     \
	{                                                                                          \
		(table), sizeof(table) / sizeof((table)[0]), sizeof(type), 0                       \
	}

#endif
