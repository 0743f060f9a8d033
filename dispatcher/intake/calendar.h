/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* GET /v1/calendar/lead-time: reads `received`, a day or a moment; the desk has the calendar. */
#ifndef INTAKE_CALENDAR_H
#define INTAKE_CALENDAR_H

#include "intake/call.h"

void calendar_ask_lead_time(struct intake_call *call);

#endif
