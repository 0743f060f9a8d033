/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* A complaint or opt-out as it is stored, shown and recorded. */
#ifndef WIRE_COMPLAINT_JSON_H
#define WIRE_COMPLAINT_JSON_H

#include "notice/complaint.h"
#include "wire/fields.h"

/* All of it: the store's row, the event's body, GET /v1/complaints. */
extern const struct fields complaint_json;
/* What the authority says: POST /v1/complaints. */
extern const struct fields complaint_json_record;

#endif
