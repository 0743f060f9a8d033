/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "wire/correction_json.h"

static const struct field rows[] = {
	{ "correction_of", FIELD_TEXT, true, .offset = offsetof(struct correction, correction_of) },
	{ "text", FIELD_TEXT, true, .offset = offsetof(struct correction, text) },
};
const struct fields correction_json = FIELDS_OF(rows, struct correction);
