/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* A suspension as it is stored, shown and ordered. */
#ifndef WIRE_SUSPENSION_JSON_H
#define WIRE_SUSPENSION_JSON_H

#include "notice/suspension.h"
#include "wire/fields.h"

/* All of it: the store's row, the event's body, GET /v1/suspensions. */
extern const struct fields suspension_json;
/* What the authority says: POST /v1/suspensions. */
extern const struct fields suspension_json_order;

#endif
