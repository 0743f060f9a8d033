/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* The form of `POST /v1/notices/{id}/paperwork` (补办手续): flat members, all texts. */
#ifndef WIRE_PAPERWORK_JSON_H
#define WIRE_PAPERWORK_JSON_H

#include "notice/paperwork.h"
#include "wire/fields.h"

extern const struct fields paperwork_json_form;

#endif
