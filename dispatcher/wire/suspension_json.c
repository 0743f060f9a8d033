/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "wire/suspension_json.h"

#define ROW(name, type, member)                                                                    \
	{                                                                                          \
		name, type, .offset = offsetof(struct suspension, member)                          \
	}

/* The order's members are also the record's: named once. */
#define ORDER_ROWS                                                                                 \
	ROW("agency", FIELD_TEXT, agency), ROW("situation", FIELD_TEXT, situation),                \
		ROW("reason", FIELD_TEXT, reason),                                                 \
		ROW("letter_number", FIELD_TEXT, letter_number),                                   \
		ROW("appeal", FIELD_TEXT, appeal), ROW("told_at", FIELD_UTC_TEXT, told_at),        \
		ROW("from", FIELD_UTC_TEXT, from), ROW("until", FIELD_UTC_TEXT, until)

static const struct field order_rows[] = { ORDER_ROWS };
const struct fields suspension_json_order = FIELDS_OF_FORM(order_rows, struct suspension);

static const struct field rows[] = {
	ROW("suspension", FIELD_U64, number),	     ROW("authority", FIELD_TEXT, authority),
	ROW("ordered_by", FIELD_TEXT, ordered_by),   ORDER_ROWS,
	ROW("lifted_at", FIELD_UTC_TEXT, lifted_at), ROW("lifted_by", FIELD_TEXT, lifted_by),
	ROW("lift_reason", FIELD_TEXT, lift_reason),
};
const struct fields suspension_json = FIELDS_OF(rows, struct suspension);
