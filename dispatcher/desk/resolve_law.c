/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "desk/resolve_law.h"

#include <talloc.h>

#include "desk/registry.h"
#include "judge/country.h"
#include "notice/eligibility.h"
#include "notice/jurisdiction.h"
#include "notice/lead_time.h"

/* Enrolled groups are not the public (art. 18); whoever stands under a cell is. */
static bool is_only_enrolled(const struct resolution *r)
{
	if (r->application.group_count == 0)
		return false;
	for (size_t i = 0; i < r->channel_count; i++)
		if (slice_is(r->channels[i], "cell-broadcast"))
			return false;
	return true;
}

static void judge_applicant(struct resolution *r)
{
	eligibility_judge(&r->findings, &(struct eligibility_case){
						.registry = desk_registry(r->desk),
						.divisions = &r->desk->country->divisions,
						.applicant = r->applicant,
						.field = "applicant",
						.lane = r->judged.lane,
						.only_enrolled = is_only_enrolled(r),
						.basis = r->desk->config->basis,
					});
}

static const struct slice *adcodes_of(const struct resolution *r)
{
	const struct area *area = &r->application.area;
	struct slice *adcodes = talloc_zero_array(r->findings.ctx, struct slice,
						  (unsigned int)area->code_count + 1);

	for (size_t i = 0; adcodes && i < area->code_count; i++)
		adcodes[i] = area->codes[i].value;
	return adcodes;
}

static void judge_jurisdiction(struct resolution *r)
{
	struct jurisdiction_case question = {
		.registry = desk_registry(r->desk),
		.divisions = &r->desk->country->divisions,
		.body = r->applicant,
		.authority = r->authority,
		.adcodes = adcodes_of(r),
		.adcode_count = r->application.area.code_count,
		.lane = r->judged.lane,
		.only_enrolled = is_only_enrolled(r),
		.basis = r->desk->config->basis,
	};

	if (!question.adcodes)
		return;
	jurisdiction_judge_authority(&r->findings, &question);
	jurisdiction_judge_area(&r->findings, &question);
}

/* Without a begin the `written` rule has said what is missing. */
static void judge_lead_time(struct resolution *r)
{
	const struct slice exemption = r->application.exemption;

	if (!utc_is_set(r->application.send_from))
		return;
	lead_time_judge(
		&r->findings,
		&(struct lead_time_case){
			.calendar = desk_calendar(r->desk),
			.filed = calendar_day_of(r->filed),
			.wanted = r->application.send_from,
			.field = "send_from",
			.lane = r->judged.lane,
			.only_enrolled = is_only_enrolled(r),
			.exemption = exemption.size
					     ? registry_exemption(desk_registry(r->desk), exemption)
					     : NULL,
			.basis = r->desk->config->basis,
		});
}

void resolve_law_judge(struct resolution *r)
{
	if (r->applicant)
		judge_applicant(r);
	if (r->applicant && r->authority)
		judge_jurisdiction(r);
	judge_lead_time(r);
}
