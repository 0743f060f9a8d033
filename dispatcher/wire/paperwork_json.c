/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "wire/paperwork_json.h"

#define TEXT(name, member)                                                                         \
	{                                                                                          \
		name, FIELD_TEXT, .offset = offsetof(struct paperwork_form, member)                \
	}

static const struct field form_rows[] = {
	TEXT("letter_number", letter_number),
	TEXT("signer", signer),
	TEXT("seal", seal),
	TEXT("class", event_class),
	TEXT("level", level),
	TEXT("grounds", grounds),
	TEXT("basis", basis),
	TEXT("effect", effect),
	TEXT("internal_sign_off", internal_sign_off),
	TEXT("authorisation", authorisation),
	TEXT("remarks", remarks),
	{ "lifted_at", FIELD_UTC_TEXT, .offset = offsetof(struct paperwork_form, lifted_at) },
};

const struct fields paperwork_json_form = FIELDS_OF_FORM(form_rows, struct paperwork_form);
