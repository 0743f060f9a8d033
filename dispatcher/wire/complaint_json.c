/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "wire/complaint_json.h"

#include "wire/words.h"

#define ROW(name, type, member)                                                                    \
	{                                                                                          \
		name, type, .offset = offsetof(struct complaint, member)                           \
	}

/* "kind" is the event's own word. */
#define MATTER                                                                                     \
	{                                                                                          \
		"matter", FIELD_ENUM, .offset = offsetof(struct complaint, kind),                  \
				      .names = words_complaint, .values = COMPLAINT_KIND_COUNT     \
	}

/* The members of what is recorded are also the record's: named once. */
#define RECORD_ROWS                                                                                \
	MATTER, ROW("agency", FIELD_TEXT, agency), ROW("notice", FIELD_TEXT, notice),              \
		ROW("count", FIELD_U64, count), ROW("source", FIELD_TEXT, source),                 \
		ROW("reference", FIELD_TEXT, reference), ROW("at", FIELD_UTC_TEXT, at)

static const struct field record_rows[] = { RECORD_ROWS };
const struct fields complaint_json_record = FIELDS_OF_FORM(record_rows, struct complaint);

static const struct field rows[] = {
	ROW("complaint", FIELD_U64, number),
	ROW("authority", FIELD_TEXT, authority),
	ROW("recorded_by", FIELD_TEXT, recorded_by),
	ROW("recorded_at", FIELD_UTC_TEXT, recorded_at),
	RECORD_ROWS,
	ROW("struck_at", FIELD_UTC_TEXT, struck_at),
	ROW("struck_by", FIELD_TEXT, struck_by),
	ROW("strike_reason", FIELD_TEXT, strike_reason),
};
const struct fields complaint_json = FIELDS_OF(rows, struct complaint);
