/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "desk/resolve_law.h"

#include <talloc.h>

#include "desk/registry.h"
#include "desk/resolve_judge.h"
#include "judge/country.h"
#include "notice/eligibility.h"
#include "notice/jurisdiction.h"
#include "notice/lead_time.h"

static void judge_applicant(struct resolution *r)
{
	eligibility_judge(&r->findings,
			  &(struct eligibility_case){
				  .registry = desk_registry(r->desk),
				  .divisions = &r->desk->country->divisions,
				  .applicant = r->applicant,
				  .field = "applicant",
				  .lane = r->judged.lane,
				  .only_enrolled = application_is_for_groups_only(&r->application),
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
		.only_enrolled = application_is_for_groups_only(&r->application),
		.basis = r->desk->config->basis,
	};

	if (!question.adcodes)
		return;
	jurisdiction_judge_authority(&r->findings, &question);
	jurisdiction_judge_area(&r->findings, &question);
}

/* NULL where none is claimed, or none that holds: then it is judged without. */
static const struct registry_exemption *exemption_of(struct resolution *r)
{
	struct slice claimed = r->application.exemption;
	const struct registry_exemption *exemption;
	char *name;

	if (claimed.size == 0)
		return NULL;
	exemption = registry_exemption(desk_registry(r->desk), claimed);
	if (exemption && registry_exemption_holds(exemption, r->received))
		return exemption;
	name = slice_string(r->findings.ctx, claimed);
	resolve_judge_breached(r, RULE_EXEMPTION, "exemption",
			       (struct rule_word[]){ { "exemption", name }, { NULL, NULL } });
	return NULL;
}

/* The first moment of the safe day, for whoever asks when it could be sent. */
static void find_earliest(struct resolution *r)
{
	struct lead_time_earliest earliest;

	if (r->judged.lane == LANE_PLANNED && !application_is_for_groups_only(&r->application) &&
	    lead_time_earliest(&earliest, desk_calendar(r->desk), calendar_day_of(r->filed),
			       LEAD_TIME_DAYS, NULL) == ERR_OK)
		r->earliest = utc_add(calendar_end_of(earliest.safe - 1), (struct span){ 1 });
}

/* Nothing planned begins in quiet hours, an operator's setting; see notice/quiet.h. */
static void judge_quiet_hours(struct resolution *r)
{
	const struct quiet *quiet = &desk_registry(r->desk)->settings.quiet;
	struct utc at = quiet_over(quiet, r->application.send_from);
	char begins[UTC_TEXT_OCTETS];
	const struct rule_word words[] = {
		{ "from", slice_string(r->findings.ctx, quiet->from) },
		{ "until", slice_string(r->findings.ctx, quiet->until) },
		{ "begins", utc_format(begins, at, UTC_CHINA_OFFSET_MINUTES) },
		{ NULL, NULL },
	};

	if (at.us == r->application.send_from.us)
		return;
	resolve_judge_breached(
		r, utc_before(at, r->application.send_until) ? RULE_QUIET_LATER : RULE_QUIET,
		"send_from", words);
}

static bool waits_for_calendar(const struct resolution *r,
			       const struct registry_exemption *exemption)
{
	struct utc wanted = r->application.send_from;

	if (r->judged.lane != LANE_PLANNED || application_is_for_groups_only(&r->application) ||
	    (exemption && registry_exemption_lifts_lead_time(exemption, wanted)))
		return false;
	return lead_time_weigh(desk_calendar(r->desk), calendar_day_of(r->filed),
			       calendar_day_of(wanted))
		       .answer == LEAD_TIME_NOT_KNOWN;
}

/* Without a begin the `written` rule has said what is missing. */
static void judge_lead_time(struct resolution *r, const struct registry_exemption *exemption)
{
	find_earliest(r);
	if (!utc_is_set(r->application.send_from))
		return;
	if (r->judged.lane == LANE_PLANNED)
		judge_quiet_hours(r);
	r->judged.waits_for_calendar = waits_for_calendar(r, exemption);
	lead_time_judge(&r->findings,
			&(struct lead_time_case){
				.calendar = desk_calendar(r->desk),
				.filed = calendar_day_of(r->filed),
				.wanted = r->application.send_from,
				.field = "send_from",
				.lane = r->judged.lane,
				.only_enrolled = application_is_for_groups_only(&r->application),
				.exemption = exemption,
				.basis = r->desk->config->basis,
			});
}

/* 国家另有规定的除外 belongs to what art. 27 asks of the content, and to 工作宣传. */
static const char *const exempt_rules[] = { "length", "sender-name", "sender-phone", "no-link",
					    "publicity" };

static char *weaken_content_rules(struct resolution *r)
{
	char *weakened = talloc_strdup(r->findings.ctx, "");

	for (size_t i = 0; i < sizeof(exempt_rules) / sizeof(exempt_rules[0]); i++) {
		const struct finding *finding = findings_find(&r->findings, exempt_rules[i]);

		if (!finding)
			continue;
		findings_judge_as(&r->findings, exempt_rules[i], EFFECT_WARN);
		weakened = talloc_asprintf_append(weakened, "%s%s", *weakened ? ", " : "",
						  exempt_rules[i]);
	}
	return weakened;
}

static void apply_exemption(struct resolution *r, const struct registry_exemption *exemption)
{
	void *ctx = r->findings.ctx;
	char *weakened = weaken_content_rules(r);

	if (!*weakened)
		return;
	resolve_judge_breached(
		r, RULE_EXEMPTION_APPLIED, "exemption",
		(struct rule_word[]){ { "instrument", slice_string(ctx, exemption->instrument) },
				      { "number", slice_string(ctx, exemption->number) },
				      { "clause", slice_string(ctx, exemption->clause) },
				      { "officer", slice_string(ctx, exemption->confirmed_by) },
				      { "rules", weakened },
				      { NULL, NULL } });
}

void resolve_law_judge(struct resolution *r)
{
	const struct registry_exemption *exemption = exemption_of(r);

	if (r->applicant)
		judge_applicant(r);
	if (r->applicant && r->authority)
		judge_jurisdiction(r);
	judge_lead_time(r, exemption);
	if (exemption)
		apply_exemption(r, exemption);
}
