/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "desk/calendar.h"

#include "desk/registry.h"
#include "wire/lead_time_json.h"

void calendar_lead_time(void *data, struct intake_call *call, const int64_t *received)
{
	const struct desk *desk = data;
	struct text json;

	text_init(&json, intake_call_ctx(call));
	lead_time_json_write_earliest(&json, desk_calendar(desk),
				      received ? *received : calendar_day_of(desk_now()),
				      LEAD_TIME_DAYS);
	intake_answer_json(call, 200, text_slice(&json));
}
