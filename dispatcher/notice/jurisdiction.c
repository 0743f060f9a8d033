/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "notice/jurisdiction.h"

#include <talloc.h>

#include "notice/cells.h"

#define MINISTRY "工业和信息化部"

static bool covers(const struct slice *jurisdiction, size_t count, uint32_t adcode)
{
	const struct cell there = { .adcode = adcode };

	return cells_in_jurisdiction(&there, jurisdiction, count);
}

static bool authority_covers(const struct registry_authority *authority, uint32_t adcode)
{
	return authority->level == REGISTRY_LEVEL_STATE ||
	       covers(authority->jurisdiction, authority->jurisdiction_count, adcode);
}

/* 0 where it is no adcode. */
static uint32_t number_of(struct slice adcode)
{
	uint64_t number = 0;

	return adcode.size == 6 && slice_to_u64(adcode, 999999, &number) ? (uint32_t)number : 0;
}

static uint32_t province_of(struct slice adcode)
{
	return number_of(adcode) / 10000 * 10000;
}

/* ---- which authority -------------------------------------------------------------------- */

static const struct registry_authority *find_ministry(const struct registry *registry)
{
	for (size_t i = 0; i < registry->authority_count; i++)
		if (registry->authorities[i].level == REGISTRY_LEVEL_STATE)
			return &registry->authorities[i];
	return NULL;
}

static const struct registry_authority *find_provincial(const struct registry *registry,
							uint32_t province)
{
	for (size_t i = 0; i < registry->authority_count; i++)
		if (registry->authorities[i].level != REGISTRY_LEVEL_STATE &&
		    authority_covers(&registry->authorities[i], province))
			return &registry->authorities[i];
	return NULL;
}

static bool is_across_provinces(const struct jurisdiction_case *question)
{
	for (size_t i = 1; i < question->adcode_count; i++)
		if (province_of(question->adcodes[i]) != province_of(question->adcodes[0]))
			return true;
	return false;
}

struct jurisdiction_authority jurisdiction_authority_for(const struct jurisdiction_case *question)
{
	struct jurisdiction_authority right = { NULL, false, 0 };

	right.is_ministry = question->body->level == REGISTRY_LEVEL_STATE ||
			    is_across_provinces(question);
	if (right.is_ministry) {
		right.authority = find_ministry(question->registry);
		return right;
	}
	right.province = province_of(question->body->adcode);
	if (right.province == 0 && question->adcode_count > 0)
		right.province = province_of(question->adcodes[0]);
	if (right.province != 0)
		right.authority = find_provincial(question->registry, right.province);
	return right;
}

static bool is_right(const struct registry_authority *authority,
		     const struct jurisdiction_authority *right)
{
	if (right->is_ministry)
		return authority->level == REGISTRY_LEVEL_STATE;
	return right->province == 0 || (authority->level != REGISTRY_LEVEL_STATE &&
					authority_covers(authority, right->province));
}

static char *name_of(void *ctx, const struct jurisdiction_case *question,
		     const struct jurisdiction_authority *right)
{
	const struct division *province;

	if (right->authority)
		return slice_string(ctx, right->authority->name);
	if (right->is_ministry)
		return talloc_strdup(ctx, MINISTRY);
	province = division_find(question->divisions, right->province);
	return talloc_asprintf(ctx, "%.*s通信管理局",
			       SLICE_PRINT(province ? province->name
						    : SLICE_LITERAL("所在地"
								    "省级")));
}

void jurisdiction_judge_authority(struct findings *findings,
				  const struct jurisdiction_case *question)
{
	struct jurisdiction_authority right = jurisdiction_authority_for(question);
	char *name;

	if (question->only_enrolled || is_right(question->authority, &right))
		return;
	name = name_of(findings->ctx, question, &right);
	rules_breached(
		findings,
		&(struct rule_breach){
			.rule = RULE_AUTHORITY,
			.lane = question->lane,
			.basis = question->basis,
			.where = { .field = "authority" },
			.words = (struct rule_word[]){ { "authority", name },
						       { "this",
							 slice_string(findings->ctx,
								      question->authority->name) },
						       { NULL, NULL } },
			.suggestion = name,
		});
}

/* ---- the area --------------------------------------------------------------------------- */

struct outside {
	enum rule rule;
	const char *field;
	char *part, *body, *superior;
};

static void add(struct findings *findings, const struct jurisdiction_case *question,
		const struct outside *outside)
{
	rules_breached(findings,
		       &(struct rule_breach){
			       .rule = outside->rule,
			       .lane = question->lane,
			       .basis = question->basis,
			       .where = { .field = outside->field },
			       .words = (struct rule_word[]){ { "part", outside->part },
							      { "body", outside->body },
							      { "superior", outside->superior },
							      { NULL, NULL } },
		       });
}

/* Somebody whose word reaches there: the body above it, or a department of that province. */
static char *superior_for(void *ctx, const struct jurisdiction_case *question,
			  const struct division *there)
{
	const struct registry_agency *above = registry_agency(
		question->registry,
		question->body->superior.size ? question->body->superior : question->body->parent);
	const struct division *province = division_province(question->divisions, there);

	if (above && covers(above->jurisdiction, above->jurisdiction_count, there->adcode))
		return slice_string(ctx, above->name);
	return talloc_asprintf(ctx, "%.*s人民政府有关部门",
			       SLICE_PRINT(province ? province->name : there->name));
}

static void judge_division(struct findings *findings, const struct jurisdiction_case *question,
			   const struct division *there, struct outside *outside)
{
	void *ctx = findings->ctx;

	if (!covers(question->body->jurisdiction, question->body->jurisdiction_count,
		    there->adcode)) {
		outside->body = slice_string(ctx, question->body->name);
		outside->superior = superior_for(ctx, question, there);
		add(findings, question, outside);
	}
	/* art. 3: an authority speaks for its own province, the ministry for all. */
	if (!authority_covers(question->authority, there->adcode)) {
		const struct registry_authority *ministry = find_ministry(question->registry);

		outside->body = slice_string(ctx, question->authority->name);
		outside->superior = ministry ? slice_string(ctx, ministry->name)
					     : talloc_strdup(ctx, MINISTRY);
		add(findings, question, outside);
	}
}

static void judge_code(struct findings *findings, const struct jurisdiction_case *question,
		       struct slice adcode, const char *field)
{
	const struct division *there = division_of_code(question->divisions, adcode);
	struct outside outside = { RULE_AREA, field, NULL, NULL, NULL };

	if (there && there->government != DIVISION_OUT_OF_SCOPE) {
		outside.part = slice_string(findings->ctx, there->name);
		judge_division(findings, question, there, &outside);
		return;
	}
	/* A county that the table does not have may be younger than the table. */
	outside.rule = !there && division_find(question->divisions, province_of(adcode))
			       ? RULE_AREA_CODE_NEW
			       : RULE_AREA_CODE;
	outside.part = there ? slice_string(findings->ctx, there->name)
			     : slice_string(findings->ctx, adcode);
	add(findings, question, &outside);
}

void jurisdiction_judge_area(struct findings *findings, const struct jurisdiction_case *question)
{
	for (size_t i = 0; i < question->adcode_count; i++) {
		char *field = talloc_asprintf(findings->ctx, "areas[%zu].adcode", i);

		judge_code(findings, question, question->adcodes[i], field);
	}
}
