/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "notice/eligibility.h"

#include <talloc.h>

#define DEPARTMENT_ABOVE "省级以上人民政府有关部门"

/* ---- may it? ---------------------------------------------------------------------------- */

static struct eligibility by_setting(const struct eligibility_case *question,
				     enum settings_kind setting)
{
	return (struct eligibility){ settings_answer_for(&question->registry->settings, setting),
				     setting };
}

static struct eligibility certain(enum settings_answer answer)
{
	return (struct eligibility){ answer, SETTINGS_NONE };
}

static struct eligibility by_table(const struct eligibility_case *question,
				   const struct division *division, enum division_may may)
{
	if (may == DIVISION_MAY_BY_SETTING)
		return by_setting(question, division_setting(division));
	return certain(may == DIVISION_MAY ? SETTINGS_YES : SETTINGS_NO);
}

static const struct division *place_of(const struct eligibility_case *question,
				       const struct registry_agency *body)
{
	return division_of_code(question->divisions, body->adcode);
}

/* Without a place in the table only the level is left to go by. */
static struct eligibility by_level(enum registry_level level, enum registry_level lowest)
{
	if (level == REGISTRY_LEVEL_NONE || level == REGISTRY_LEVEL_OTHER)
		return certain(SETTINGS_REVIEWER);
	return certain(level <= lowest ? SETTINGS_YES : SETTINGS_NO);
}

static struct eligibility of_government(const struct eligibility_case *question,
					const struct registry_agency *body)
{
	const struct division *place = place_of(question, body);

	if (place && body->level != REGISTRY_LEVEL_STATE)
		return by_table(question, place, place->government);
	return by_level(body->level, REGISTRY_LEVEL_CITY);
}

static struct eligibility of_department(const struct eligibility_case *question,
					const struct registry_agency *body)
{
	const struct division *place = place_of(question, body);

	if (place && body->level != REGISTRY_LEVEL_STATE)
		return by_table(question, place, place->department);
	return by_level(body->level, REGISTRY_LEVEL_PROVINCE);
}

/* Led from above, they stand beside the departments of their level; below a province as little. */
static struct eligibility of_vertical(const struct eligibility_case *question,
				      const struct registry_agency *body,
				      enum settings_kind setting)
{
	struct eligibility as_department = of_department(question, body);

	if (as_department.answer != SETTINGS_YES)
		return as_department;
	return by_setting(question, setting);
}

static struct eligibility answer_for(const struct eligibility_case *question,
				     const struct registry_agency *body)
{
	switch (body->kind) {
	case REGISTRY_KIND_GOVERNMENT:
		return of_government(question, body);
	case REGISTRY_KIND_DEPARTMENT:
		return of_department(question, body);
	case REGISTRY_KIND_VERTICAL_BUREAU:
		return of_vertical(question, body, SETTINGS_VERTICAL_BUREAU);
	case REGISTRY_KIND_VERTICAL_OTHER:
		return of_vertical(question, body, SETTINGS_VERTICAL_OTHER);
	case REGISTRY_KIND_PUBLIC_INSTITUTION:
		return by_setting(question, SETTINGS_PUBLIC_INSTITUTION);
	case REGISTRY_KIND_HEADQUARTERS:
		return by_setting(question, SETTINGS_HEADQUARTERS);
	case REGISTRY_KIND_NEW_AREA:
		return by_setting(question, SETTINGS_NEW_AREA);
	case REGISTRY_KIND_CORPS_DIVISION:
		return by_setting(question, SETTINGS_CORPS_DIVISION);
	case REGISTRY_KIND_PARTY_COURT_ARMY:
		return by_setting(question, SETTINGS_PARTY_COURT_ARMY);
	default:
		return certain(SETTINGS_REVIEWER);
	}
}

struct eligibility eligibility_of(const struct eligibility_case *question)
{
	return answer_for(question, question->applicant);
}

/* ---- who else? -------------------------------------------------------------------------- */

static const struct registry_agency *above_that_may(const struct eligibility_case *question)
{
	const struct registry *registry = question->registry;
	const struct registry_agency *body = question->applicant;

	/* registry_check() refuses rings; the bound is for registries never checked. */
	for (size_t steps = 0; steps < registry->agency_count; steps++) {
		body = registry_agency(registry, body->parent);
		if (!body || answer_for(question, body).answer == SETTINGS_YES)
			return body;
	}
	return NULL;
}

static const struct registry_agency *government_at(const struct eligibility_case *question,
						   const struct division *place)
{
	const struct registry *registry = question->registry;

	for (size_t i = 0; i < registry->agency_count; i++)
		if (registry->agencies[i].kind == REGISTRY_KIND_GOVERNMENT &&
		    place_of(question, &registry->agencies[i]) == place)
			return &registry->agencies[i];
	return NULL;
}

static char *government_around(void *ctx, const struct eligibility_case *question)
{
	const struct division *place = place_of(question, question->applicant);

	for (; place; place = division_parent(question->divisions, place)) {
		const struct registry_agency *known = government_at(question, place);

		if (by_table(question, place, place->government).answer != SETTINGS_YES)
			continue;
		if (known)
			return slice_string(ctx, known->name);
		return talloc_asprintf(ctx, "%.*s人民政府", SLICE_PRINT(place->name));
	}
	return talloc_strdup(ctx, DEPARTMENT_ABOVE);
}

char *eligibility_suggest(void *ctx, const struct eligibility_case *question)
{
	const struct registry_agency *above = above_that_may(question);

	if (above)
		return slice_string(ctx, above->name);
	return government_around(ctx, question);
}

/* ---- the finding ------------------------------------------------------------------------ */

static bool rule_for(enum settings_answer answer, enum rule *out)
{
	if (answer == SETTINGS_NO)
		*out = RULE_APPLICANT;
	else if (answer == SETTINGS_REVIEWER)
		*out = RULE_APPLICANT_REVIEWER;
	else if (answer == SETTINGS_ADVICE)
		*out = RULE_APPLICANT_ADVICE;
	else
		return false;
	return true;
}

void eligibility_judge(struct findings *findings, const struct eligibility_case *question)
{
	char *body, *suggested;
	enum rule rule;

	if (question->only_enrolled || !rule_for(eligibility_of(question).answer, &rule))
		return;
	body = slice_string(findings->ctx, question->applicant->name);
	suggested = eligibility_suggest(findings->ctx, question);
	rules_breached(findings, &(struct rule_breach){
					 .rule = rule,
					 .lane = question->lane,
					 .basis = question->basis,
					 .where = { .field = question->field },
					 .words = (struct rule_word[]){ { "body", body },
									{ "suggested", suggested },
									{ NULL, NULL } },
					 .suggestion = suggested,
				 });
}
