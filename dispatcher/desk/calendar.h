/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* What the calendar in force (desk/registry.h) answers over HTTP. */
#ifndef DESK_CALENDAR_H
#define DESK_CALENDAR_H

#include "desk/desk.h"

/* GET /v1/calendar/lead-time; received NULL: today. */
void calendar_lead_time(void *data, struct intake_call *call, const int64_t *received);

#endif
