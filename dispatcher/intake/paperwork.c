/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "intake/paperwork.h"

#include "intake/notices.h"
#include "intake/query.h"
#include "ledger/query.h"
#include "notice/paperwork.h"
#include "wire/fields.h"
#include "wire/words.h"

void paperwork_list(struct intake_call *call)
{
	static const struct query_words states = { words_paperwork, PAPERWORK_STATE_COUNT };
	struct ledger_notice_filter filter = { .paperwork = "" };
	struct fault why;
	enum err err = query_word(call, "state", &states, &filter.paperwork, &why);

	if (err == ERR_OK)
		err = notices_query(call, &filter, &why);
	if (err != ERR_OK)
		intake_answer_fault(call, &why);
}

void paperwork_draft(struct intake_call *call)
{
	const struct intake_desk *desk = &call->http->desk;

	desk->paperwork_draft(desk->data, call, call->notice);
}

void paperwork_file(struct intake_call *call)
{
	const struct intake_desk *desk = &call->http->desk;

	desk->paperwork_file(desk->data, call, call->notice, call->body);
}

struct settle_body {
	struct slice outcome, reason, digest;
};

static const struct field settle_rows[] = {
	{ .name = "outcome",
	  .type = FIELD_TEXT,
	  .required = true,
	  .offset = offsetof(struct settle_body, outcome) },
	{ .name = "reason", .type = FIELD_TEXT, .offset = offsetof(struct settle_body, reason) },
	{ .name = "digest", .type = FIELD_TEXT, .offset = offsetof(struct settle_body, digest) },
};
static const struct fields settle_fields = FIELDS_OF_FORM(settle_rows, struct settle_body);

void paperwork_settle(struct intake_call *call)
{
	const struct intake_desk *desk = &call->http->desk;
	struct settle_body body;

	if (!call_read_body(call, &body, &settle_fields, NULL))
		return;
	desk->paperwork_settle(desk->data, call,
			       &(struct intake_paperwork_decision){ call->notice, body.outcome,
								    body.reason, body.digest });
}
