/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "notice/sender_code.h"

#include <talloc.h>

#include "notice/cells.h"

#define FIELD "sender_code"

/* Why a code cannot be used; each a row of the sentences. */
enum fault_of_code {
	CODE_FITS = 0,
	CODE_NOT_REGISTERED,
	CODE_NOT_VALID_NOW,
	CODE_WARNINGS_ONLY,
	CODE_ONE_PROVINCE,
	CODE_ANOTHER_AREA,
	CODE_FAULT_COUNT
};

static const struct {
	const char *zh, *en;
} reasons[CODE_FAULT_COUNT] = {
	[CODE_NOT_REGISTERED] = { "未登记为该发送机构的码号", "not assigned to the sending body" },
	[CODE_NOT_VALID_NOW] = { "不在有效期内", "not valid at that time" },
	[CODE_WARNINGS_ONLY] = { "仅用于预警信息发布", "for warnings only" },
	[CODE_ONE_PROVINCE] = { "仅限省内公益性短信息使用，发送范围跨省或在省外",
				"for one province; the area lies in another, or in several" },
	[CODE_ANOTHER_AREA] = { "发送范围超出该码号的使用范围", "the area is outside its scope" },
};

/* ---- scope ------------------------------------------------------------------------------ */

static bool is_for_warnings(const struct registry_sender_code *row)
{
	if (row->use != REGISTRY_CODE_USE_NONE)
		return row->use == REGISTRY_CODE_USE_WARNING;
	return slice_is(row->code, "12379");
}

static uint32_t number_of(struct slice adcode)
{
	uint32_t number;

	return cells_adcode_read(&number, adcode) ? number : 0;
}

/* A provincial code reaches the province of the body it was assigned to. */
static bool is_in_province(const struct sender_code_case *question)
{
	uint32_t home = number_of(question->agency->adcode) / 10000;

	if (home == 0 && question->adcode_count > 0)
		home = question->adcodes[0] / 10000;
	for (size_t i = 0; i < question->adcode_count; i++)
		if (question->adcodes[i] / 10000 != home)
			return false;
	return true;
}

static bool is_covered(const struct registry_sender_code *row, uint32_t adcode)
{
	const struct cell there = { .adcode = adcode };

	return cells_in_jurisdiction(&there, row->areas, row->area_count);
}

static bool is_in_scope(const struct registry_sender_code *row,
			const struct sender_code_case *question)
{
	for (size_t i = 0; i < question->adcode_count; i++)
		if (!is_covered(row, question->adcodes[i]))
			return false;
	return true;
}

static enum fault_of_code fault_of(const struct registry_sender_code *row,
				   const struct sender_code_case *question)
{
	if (utc_before(question->at, row->valid_from) ||
	    (utc_is_set(row->valid_until) && !utc_before(question->at, row->valid_until)))
		return CODE_NOT_VALID_NOW;
	if (is_for_warnings(row) && question->lane == LANE_PLANNED)
		return CODE_WARNINGS_ONLY;
	if (row->area_count > 0)
		return is_in_scope(row, question) ? CODE_FITS : CODE_ANOTHER_AREA;
	if (slice_starts(row->code, "10639") && !is_in_province(question))
		return CODE_ONE_PROVINCE;
	return CODE_FITS;
}

static const struct registry_sender_code *row_of(const struct sender_code_case *question)
{
	for (size_t i = 0; i < question->agency->sender_code_count; i++)
		if (slice_equal(question->agency->sender_codes[i].code, question->code))
			return &question->agency->sender_codes[i];
	return NULL;
}

/* ---- what is said ----------------------------------------------------------------------- */

struct alternative {
	char *zh, *en;
};

/* The body's other codes that would do; without any, where to get one. */
static struct alternative alternative_of(void *ctx, const struct sender_code_case *question)
{
	const struct registry_agency *agency = question->agency;
	char *list = talloc_strdup(ctx, "");

	for (size_t i = 0; list && i < agency->sender_code_count; i++)
		if (fault_of(&agency->sender_codes[i], question) == CODE_FITS)
			list = talloc_asprintf_append(list, "%s%.*s", *list ? "、" : "",
						      SLICE_PRINT(agency->sender_codes[i].code));
	if (list && *list)
		return (struct alternative){ list, list };
	return (struct alternative){ talloc_strdup(ctx, "经电信管理机构分配并登记的码号"),
				     talloc_strdup(ctx, "one assigned and registered") };
}

static void breached(struct findings *findings, const struct sender_code_case *question,
		     enum rule rule, const struct rule_word *words)
{
	rules_breached(findings, &(struct rule_breach){
					 .rule = rule,
					 .lane = question->lane,
					 .basis = question->basis,
					 .where = { .field = FIELD },
					 .words = words,
				 });
}

static void judge_given(struct findings *findings, const struct sender_code_case *question)
{
	const struct registry_sender_code *row = row_of(question);
	enum fault_of_code fault = row ? fault_of(row, question) : CODE_NOT_REGISTERED;
	struct alternative other;

	if (fault == CODE_FITS)
		return;
	other = alternative_of(findings->ctx, question);
	breached(findings, question, RULE_SENDER_CODE,
		 (struct rule_word[]){ { "code", slice_string(findings->ctx, question->code) },
				       { "why_zh", reasons[fault].zh },
				       { "why", reasons[fault].en },
				       { "alt_zh", other.zh },
				       { "alt", other.en },
				       { NULL, NULL } });
}

static void judge_missing(struct findings *findings, const struct sender_code_case *question)
{
	struct alternative other = alternative_of(findings->ctx, question);

	breached(findings, question, RULE_SENDER_CODE_MISSING,
		 (struct rule_word[]){
			 { "alt_zh", other.zh }, { "alt", other.en }, { NULL, NULL } });
}

static struct slice use_emergency_code(struct findings *findings,
				       const struct sender_code_case *question)
{
	struct slice code = question->authority ? question->authority->emergency_code
						: (struct slice){ NULL, 0 };

	if (code.size == 0)
		return question->code;
	if (question->code.size > 0 && !slice_equal(code, question->code))
		breached(findings, question, RULE_SENDER_CODE_EMERGENCY,
			 (struct rule_word[]){
				 { "code", slice_string(findings->ctx, code) },
				 { "given", slice_string(findings->ctx, question->code) },
				 { NULL, NULL } });
	return code;
}

struct slice sender_code_judge(struct findings *findings, const struct sender_code_case *question)
{
	if (question->lane == LANE_URGENT)
		return use_emergency_code(findings, question);
	if (question->code.size > 0)
		judge_given(findings, question);
	else if (question->needs_one)
		judge_missing(findings, question);
	return question->code;
}
