/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "intake/report.h"

#include <talloc.h>

#include "intake/query.h"
#include "ledger/query.h"

enum { ROWS_MAX = 1000000 };

static const char *format_name(unsigned int value)
{
	static const char *const names[] = { "", "json", "csv", "geojson" };

	return names[value];
}

static const char *cells_name(unsigned int value)
{
	static const char *const names[] = { "", "all", "problems", "none" };

	return names[value];
}

/* RFC 9110 12.5.1, as far as three formats need it: where JSON is not named beside them. */
static enum intake_report_format accepted(const struct intake_call *call)
{
	struct slice accept = http_request_header(call->request, "Accept");

	if (!accept.at || memmem(accept.at, accept.size, "application/json", 16))
		return INTAKE_REPORT_JSON;
	if (memmem(accept.at, accept.size, "text/csv", 8))
		return INTAKE_REPORT_CSV;
	return memmem(accept.at, accept.size, "application/geo+json", 20) ? INTAKE_REPORT_GEOJSON
									  : INTAKE_REPORT_JSON;
}

/* Which of the words it is, from 0; `usual` where it is absent. */
static enum err read_word(const struct intake_call *call, const char *name,
			  const struct query_words *words, unsigned int *out, struct fault *why)
{
	const char *found = NULL;
	enum err err = query_word(call, name, words, &found, why);

	for (unsigned int i = 1; err == ERR_OK && found && i < words->count; i++)
		if (found == words->word(i))
			*out = i - 1;
	return err;
}

static enum err read_request(const struct intake_call *call, struct intake_report_request *out,
			     struct fault *why)
{
	static const struct query_words formats = { format_name, INTAKE_REPORT_FORMAT_COUNT + 1 };
	static const struct query_words wanted = { cells_name, INTAKE_REPORT_CELLS_COUNT + 1 };
	unsigned int format = accepted(call), cells = INTAKE_REPORT_CELLS_ALL;
	enum err err = read_word(call, "format", &formats, &format, why);

	*out = (struct intake_report_request){ .notice = call->notice, .limit = ROWS_MAX };
	if (err == ERR_OK)
		err = read_word(call, "cells", &wanted, &cells, why);
	if (err == ERR_OK)
		err = query_number(call, "cursor", INT64_MAX, &out->cursor, why);
	if (err == ERR_OK)
		err = query_number(call, "limit", ROWS_MAX, &out->limit, why);
	if (err == ERR_OK && out->limit == 0)
		err = err_set(why, ERR_INPUT, NULL, "\"limit\" is 1 to %d", ROWS_MAX);
	out->format = (enum intake_report_format)format;
	out->cells = (enum intake_report_cells)cells;
	return err;
}

static bool may_see(const struct intake_call *call, const struct ledger_notice *row,
		    const char *carriers)
{
	const struct intake_desk *desk = &call->http->desk;

	return desk->may_see(desk->data, &call->principal,
			     &(struct intake_subject){ .agency = row->agency,
						       .authority = row->authority,
						       .carriers = carriers });
}

static void have_owner(void *data, const struct ledger_answer *answer)
{
	struct intake_call *call = data;
	struct intake_report_request request;
	struct fault why = answer->why;
	enum err err = answer->err;

	if (!call->http) {
		intake_answer_fault(call, &why);
		return;
	}
	if (err == ERR_OK && (answer->count == 0 ||
			      !may_see(call, &answer->notices[0], answer->notices[0].carriers)))
		err = err_set(&why, ERR_ABSENT, NULL, "there is no such notice for this person");
	if (err == ERR_OK)
		err = read_request(call, &request, &why);
	if (err != ERR_OK) {
		intake_answer_fault(call, &why);
		return;
	}
	request.only_own = !may_see(call, &answer->notices[0], NULL);
	call->http->desk.report(call->http->desk.data, call, &request);
}

void intake_report_ask(struct intake_call *call)
{
	struct fault why;

	if (ledger_query_notice(call->http->ledger, call->notice, have_owner, call, &why) != ERR_OK)
		intake_answer_fault(call, &why);
}
