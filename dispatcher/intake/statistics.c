/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "intake/statistics.h"

#include <talloc.h>

#include "intake/query.h"
#include "net/clock.h"

static enum err read_period(struct intake_call *call, struct intake_statistics_request *out,
			    struct fault *why)
{
	struct slice text = http_request_query(call->request, "period");
	char *month = talloc_zero_size(intake_call_ctx(call), PERIOD_TEXT_OCTETS);

	out->period_text = text.at ? text.at : month;
	if (text.at)
		return period_read(&out->period, text, why);
	out->period = period_month_of(month, clock_now());
	return ERR_OK;
}

static const char *format_name(unsigned int value)
{
	static const char *const names[] = { "", "json", "csv" };

	return names[value];
}

/* RFC 9110 12.5.1, as far as two formats need it: CSV is sent only where JSON is not named. */
static bool accepts_csv(const struct intake_call *call)
{
	struct slice accept = http_request_header(call->request, "Accept");

	return accept.at && memmem(accept.at, accept.size, "text/csv", 8) &&
	       !memmem(accept.at, accept.size, "application/json", 16);
}

static enum err read_format(const struct intake_call *call, bool *as_csv, struct fault *why)
{
	static const struct query_words words = { format_name, 3 };
	const char *format = NULL;
	enum err err = query_word(call, "format", &words, &format, why);

	if (err == ERR_OK)
		*as_csv = format ? format == format_name(2) : accepts_csv(call);
	return err;
}

void statistics_ask(struct intake_call *call)
{
	struct intake_statistics_request request = { .period_text = NULL };
	struct fault why;
	enum err err = read_period(call, &request, &why);

	if (err == ERR_OK)
		err = read_format(call, &request.as_csv, &why);
	if (err == ERR_OK)
		call->http->desk.statistics(call->http->desk.data, call, &request);
	else
		intake_answer_fault(call, &why);
}
