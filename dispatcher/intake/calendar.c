/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "intake/calendar.h"

#include "intake/query.h"
#include "notice/calendar.h"

enum { DAY_CHARACTERS = 10 };

static enum err read_received(const struct intake_call *call, int64_t *day, bool *is_given,
			      struct fault *why)
{
	struct slice value = http_request_query(call->request, "received");
	struct utc moment = { 0 };
	enum err err;

	*is_given = value.size > 0;
	if (value.size == 0)
		return ERR_OK;
	if (value.size == DAY_CHARACTERS)
		return calendar_day_read(day, value, why);
	err = query_time(call, "received", &moment, why);
	if (err == ERR_OK)
		*day = calendar_day_of(moment);
	return err;
}

void calendar_ask_lead_time(struct intake_call *call)
{
	struct fault why;
	bool is_given;
	int64_t day;

	if (read_received(call, &day, &is_given, &why) != ERR_OK) {
		intake_answer_fault(call, &why);
		return;
	}
	call->http->desk.lead_time(call->http->desk.data, call, is_given ? &day : NULL);
}
