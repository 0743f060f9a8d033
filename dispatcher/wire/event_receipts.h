/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* The bytes of EVENT_RECEIPTS, which is the one event with rows inside rows. */
#ifndef WIRE_EVENT_RECEIPTS_H
#define WIRE_EVENT_RECEIPTS_H

#include "wire/fields.h"

extern const struct fields event_receipts_fields; /* of struct event_receipts */

#endif
