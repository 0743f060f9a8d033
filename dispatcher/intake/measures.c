/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "intake/measures.h"

#include "wire/fields.h"

#define ROW(type, member, is_required)                                                             \
	{                                                                                          \
#member, FIELD_TEXT, is_required, .offset = offsetof(struct type, member)          \
	}

struct withhold_body {
	struct slice reason;
};

static const struct field withhold_rows[] = { ROW(withhold_body, reason, true) };
static const struct fields withhold_fields = FIELDS_OF_FORM(withhold_rows, struct withhold_body);

void measures_post_withhold(struct intake_call *call)
{
	const struct intake_desk *desk = &call->http->desk;
	struct withhold_body body;

	if (call_read_body(call, &body, &withhold_fields, NULL))
		desk->withhold(desk->data, call, call->notice, body.reason);
}

static const struct field stop_rows[] = {
	ROW(intake_content_stop, hit, true),
	ROW(intake_content_stop, reason, true),
};
static const struct fields stop_fields = FIELDS_OF_FORM(stop_rows, struct intake_content_stop);

void measures_post_content_stop(struct intake_call *call)
{
	const struct intake_desk *desk = &call->http->desk;
	struct intake_content_stop body;

	if (!call_read_body(call, &body, &stop_fields, NULL))
		return;
	body.notice = call->notice;
	desk->stop_content(desk->data, call, &body);
}

static const struct field report_rows[] = {
	ROW(intake_content_report, reported_to, true),
	ROW(intake_content_report, reference, true),
	ROW(intake_content_report, result, false),
};
static const struct fields report_fields = FIELDS_OF_FORM(report_rows,
							  struct intake_content_report);

void measures_post_content_report(struct intake_call *call)
{
	const struct intake_desk *desk = &call->http->desk;
	struct intake_content_report body;

	if (!call_read_body(call, &body, &report_fields, NULL))
		return;
	body.notice = call->notice;
	desk->report_content(desk->data, call, &body);
}
