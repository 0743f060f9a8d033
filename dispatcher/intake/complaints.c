/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "intake/complaints.h"

#include "wire/complaint_json.h"

void complaints_list(struct intake_call *call)
{
	const struct intake_desk *desk = &call->http->desk;

	desk->complaints(desk->data, call);
}

void complaints_post(struct intake_call *call)
{
	const struct intake_desk *desk = &call->http->desk;
	struct complaint said;

	if (call_read_body(call, &said, &complaint_json_record, NULL))
		desk->complaint_record(desk->data, call, &said);
}

struct strike_body {
	struct slice reason;
};

static const struct field strike_rows[] = {
	{ .name = "reason",
	  .type = FIELD_TEXT,
	  .required = true,
	  .offset = offsetof(struct strike_body, reason) },
};
static const struct fields strike_fields = FIELDS_OF_FORM(strike_rows, struct strike_body);

void complaints_post_strike(struct intake_call *call)
{
	const struct intake_desk *desk = &call->http->desk;
	struct strike_body body;

	if (call_read_body(call, &body, &strike_fields, NULL))
		desk->complaint_strike(desk->data, call, call->notice, body.reason);
}
