/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "intake/suspensions.h"

#include "wire/suspension_json.h"

void suspensions_list(struct intake_call *call)
{
	const struct intake_desk *desk = &call->http->desk;

	desk->suspensions(desk->data, call);
}

void suspensions_post(struct intake_call *call)
{
	const struct intake_desk *desk = &call->http->desk;
	struct suspension order;

	if (call_read_body(call, &order, &suspension_json_order, NULL))
		desk->suspend(desk->data, call, &order);
}

struct lift_body {
	struct slice reason;
};

static const struct field lift_rows[] = {
	{ .name = "reason",
	  .type = FIELD_TEXT,
	  .required = true,
	  .offset = offsetof(struct lift_body, reason) },
};
static const struct fields lift_fields = FIELDS_OF_FORM(lift_rows, struct lift_body);

void suspensions_post_lift(struct intake_call *call)
{
	const struct intake_desk *desk = &call->http->desk;
	struct lift_body body;

	if (call_read_body(call, &body, &lift_fields, NULL))
		desk->suspension_lift(desk->data, call, call->notice, body.reason);
}
