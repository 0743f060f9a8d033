/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * The form of `POST /v1/notices/{id}/paperwork` (补办手续): flat members, all texts; and what was
 * filed with it, as it stands in the store: {"notice",..,"draft":{..},"form":{..}}.
 */
#ifndef WIRE_PAPERWORK_JSON_H
#define WIRE_PAPERWORK_JSON_H

#include "notice/paperwork.h"
#include "wire/fields.h"

extern const struct fields paperwork_json_form;

/*
 * Of a stored document, as members of an object that is begun: "form" and "draft" as they were
 * filed, and "differs": where the form says other than that draft, whatever words it uses for the
 * same. ERR_INPUT, and nothing put, if it is no such document.
 */
enum err MUST_USE paperwork_json_put_filed(struct text *out, struct slice document,
					   struct fault *why);

#endif
