/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "notice/report_fill.h"

#include <talloc.h>

#include "notice/report_words.h"

/* ---- single words ----------------------------------------------------------------------- */

/* The program's words as a sentence has them; what is not here stays as it is. */
static const struct {
	const char *word, *zh, *en;
} words[] = {
	{ "cap", "CAP预警消息", "a CAP alert" },
	{ "cn", "国家突发事件预警信息", "a Chinese national message" },
	{ "application", "发送申请", "an application" },
	{ "correction", "更正", "a correction" },
	{ "none", "无通道", "no lane" },
	{ "planned", "计划通道", "planned lane" },
	{ "expedited", "加急通道", "expedited lane" },
	{ "urgent", "紧急通道", "urgent lane" },
	{ "agree", "同意", NULL },
	{ "agree-adjusted", "调整后同意", NULL },
	{ "unsuitable", "不宜发送", NULL },
	{ "out-of-scope", "不纳入协调范围", NULL },
	{ "return", "退回补正", NULL },
	{ "order-urgent", "命令紧急发送", NULL },
	{ "accepted", "认可", NULL },
	{ "returned", "退回补正", NULL },
	{ "not-recognised", "不予认可", NULL },
	{ "review", "审核", "a reviewer" },
	{ "duty-officer", "值班人员", "the duty officer" },
	{ "duty-officer-outside", "值班人员（辖区外部分）",
	  "the duty officer (the part outside the jurisdiction)" },
	{ "second-person", "第二人复核", "a second person" },
	{ "confirmation", "申请单位确认", "the applicant's confirmation" },
	{ "amendment", "申请单位补正", "the applicant's amendment" },
	{ "done", "正常结束", NULL },
	{ "expired", "过期", NULL },
	{ "cancelled", "取消", NULL },
	{ "superseded", "被取代", NULL },
};

static struct slice word_of(struct slice word, enum report_words_language language)
{
	for (size_t i = 0; i < sizeof(words) / sizeof(words[0]); i++) {
		const char *said = language == REPORT_WORDS_ZH ? words[i].zh : words[i].en;

		if (said && slice_is(word, words[i].word))
			return slice_of(said);
	}
	return word;
}

/* ---- names ------------------------------------------------------------------------------ */

static char *named(const struct report_fill *telling, struct slice name, struct slice identifier)
{
	if (name.size == 0 || slice_equal(name, identifier))
		return talloc_asprintf(telling->ctx, "%.*s", SLICE_PRINT(identifier));
	return talloc_asprintf(telling->ctx, telling->is_zh ? "%.*s（%.*s）" : "%.*s (%.*s)",
			       SLICE_PRINT(name), SLICE_PRINT(identifier));
}

static char *person_name(const struct report_fill *telling, struct slice identifier)
{
	const struct person *person = telling->registry
					      ? registry_person(telling->registry, identifier)
					      : NULL;

	return named(telling, person ? person->name : (struct slice){ NULL, 0 }, identifier);
}

static char *body_name(const struct report_fill *telling, struct slice identifier)
{
	const struct registry_agency *agency = telling->registry
						       ? registry_agency(telling->registry,
									 identifier)
						       : NULL;

	return named(telling, agency ? agency->name : (struct slice){ NULL, 0 }, identifier);
}

static char *plan_name(const struct report_fill *telling, struct slice identifier)
{
	const struct registry_plan *plan = telling->registry
						   ? registry_plan(telling->registry, identifier)
						   : NULL;

	return named(telling, plan ? plan->name : (struct slice){ NULL, 0 }, identifier);
}

/* "wang li": each by name. */
static char *persons(const struct report_fill *telling, struct slice identifiers)
{
	char *out = talloc_strdup(telling->ctx, "");
	struct slice one;

	while (slice_word(&identifiers, " ", &one))
		out = talloc_asprintf_append_buffer(out, "%s%s",
						    *out ? (telling->is_zh ? "、" : ", ") : "",
						    person_name(telling, one));
	return out;
}

/* ---- what the marks in a sentence stand for --------------------------------------------- */

typedef char *put_fn(const struct report_fill *telling);

static char *number(const struct report_fill *telling, uint64_t value)
{
	return talloc_asprintf(telling->ctx, "%llu", (unsigned long long)value);
}

static char *put_who(const struct report_fill *telling)
{
	if (telling->line->who.size > 0)
		return persons(telling, telling->line->who);
	return talloc_strdup(telling->ctx, telling->is_zh ? "（未登记）" : "nobody registered");
}

/* ", by Wang": nothing where a program did it, or nobody is told. */
static char *put_by(const struct report_fill *telling)
{
	struct slice who = telling->line->person.size > 0 ? telling->line->person
							  : telling->line->who;

	if (who.size == 0 ||
	    (telling->line->stop == REPORT_STOP_RECEIVED && telling->line->person.size == 0))
		return talloc_strdup(telling->ctx, "");
	return talloc_asprintf(telling->ctx, telling->is_zh ? "，经办：%s" : ", by %s",
			       persons(telling, who));
}

/* Without its own full stop: the sentence brings one. */
static char *put_why(const struct report_fill *telling)
{
	static const char full[] = "。";
	struct slice why = slice_trim(telling->line->because);

	if (slice_says_nothing(why))
		return talloc_strdup(telling->ctx, "");
	if (why.size >= 3 && memcmp(why.at + why.size - 3, full, 3) == 0)
		why.size -= 3;
	else if (why.at[why.size - 1] == '.')
		why.size--;
	return talloc_asprintf(telling->ctx, telling->is_zh ? "，理由：%.*s" : ": %.*s",
			       SLICE_PRINT(why));
}

static char *put_because(const struct report_fill *telling)
{
	return talloc_asprintf(telling->ctx, "%.*s", SLICE_PRINT(telling->line->because));
}

static char *put_what(const struct report_fill *telling)
{
	struct slice word = word_of(telling->line->what,
				    telling->is_zh ? REPORT_WORDS_ZH : REPORT_WORDS_EN);

	return talloc_asprintf(telling->ctx, "%.*s", SLICE_PRINT(word));
}

static char *put_body(const struct report_fill *telling)
{
	return body_name(telling, telling->line->stop == REPORT_STOP_RECEIVED
					  ? telling->line->who
					  : telling->line->what);
}

static char *put_plan(const struct report_fill *telling)
{
	return plan_name(telling, telling->line->what);
}

static char *put_due(const struct report_fill *telling)
{
	char buf[UTC_TEXT_OCTETS];

	if (!utc_is_set(telling->line->due))
		return talloc_strdup(telling->ctx, telling->is_zh ? "（未定）" : "(not set)");
	return talloc_strdup(telling->ctx,
			     utc_format(buf, telling->line->due, UTC_CHINA_OFFSET_MINUTES));
}

/* "，共3次，末次…": where it was said more than once. */
static char *put_times(const struct report_fill *telling)
{
	char buf[UTC_TEXT_OCTETS];

	if (telling->line->times < 2)
		return talloc_strdup(telling->ctx, "");
	return talloc_asprintf(telling->ctx,
			       telling->is_zh ? "，共%u次，末次%s" : ", %u times, the last at %s",
			       telling->line->times,
			       utc_format(buf, telling->line->until, UTC_CHINA_OFFSET_MINUTES));
}

static char *put_other(const struct report_fill *telling)
{
	return number(telling, telling->line->other);
}

/* "，来自第5号Cancel" */
static char *put_by_notice(const struct report_fill *telling)
{
	if (telling->line->other == 0)
		return talloc_strdup(telling->ctx, "");
	return talloc_asprintf(telling->ctx,
			       telling->is_zh ? "，来自第%llu号公益性短信息" : ", by notice %llu",
			       (unsigned long long)telling->line->other);
}

/* With its noun in English. */
static char *count_of(const struct report_fill *telling, uint64_t count, const char *one,
		      const char *many)
{
	if (telling->is_zh)
		return number(telling, count);
	return talloc_asprintf(telling->ctx, "%llu %s", (unsigned long long)count,
			       count == 1 ? one : many);
}

static char *put_nodes(const struct report_fill *telling)
{
	return count_of(telling, telling->line->nodes, "node", "nodes");
}

static char *put_deliveries(const struct report_fill *telling)
{
	return count_of(telling, telling->line->deliveries, "delivery", "deliveries");
}

static char *put_findings(const struct report_fill *telling)
{
	return count_of(telling, telling->line->total, "finding", "findings");
}

static char *put_done(const struct report_fill *telling)
{
	return number(telling, telling->line->deliveries);
}

static char *put_total(const struct report_fill *telling)
{
	return number(telling, telling->line->total);
}

static char *put_rest(const struct report_fill *telling)
{
	return number(telling, telling->line->total - telling->line->deliveries);
}

static char *put_cells(const struct report_fill *telling)
{
	return count_of(telling, telling->line->all_cells, "cell", "cells");
}

static char *put_people(const struct report_fill *telling)
{
	if (telling->line->people == 0)
		return talloc_strdup(telling->ctx, "");
	return talloc_asprintf(telling->ctx,
			       telling->is_zh ? "、平时约%llu人" : ", usually about %llu people",
			       (unsigned long long)telling->line->people);
}

static char *cells_beside(const struct report_fill *telling, enum report_outcome outcome,
			  const char *zh, const char *after_zh, const char *en)
{
	uint64_t cells = telling->line->cells[outcome];

	if (cells == 0)
		return talloc_strdup(telling->ctx, "");
	return talloc_asprintf(telling->ctx, "%s%llu%s", telling->is_zh ? zh : en,
			       (unsigned long long)cells,
			       telling->is_zh ? after_zh
			       : cells == 1   ? " cell"
					      : " cells");
}

static char *put_outside(const struct report_fill *telling)
{
	return cells_beside(telling, REPORT_NOT_ORDERED, "；其中辖区外", "个小区",
			    "; outside the jurisdiction: ");
}

static char *put_unserved(const struct report_fill *telling)
{
	return cells_beside(telling, REPORT_NOT_SERVED, "；另有", "个小区没有节点服务",
			    "; served by no node: ");
}

/* ---- receipts --------------------------------------------------------------------------- */

static char *add_part(const struct report_fill *telling, char *out, uint64_t count, const char *zh,
		      const char *en)
{
	if (count == 0)
		return out;
	if (telling->is_zh)
		return talloc_asprintf_append_buffer(out, "%s%s%llu", *out ? "、" : "", zh,
						     (unsigned long long)count);
	return talloc_asprintf_append_buffer(out, "%s%llu %s", *out ? ", " : "",
					     (unsigned long long)count, en);
}

static const struct answer_part {
	enum report_outcome outcome;
	const char *zh, *en;
} answer_parts[] = {
	{ REPORT_ACCEPTED, "接受", "accepted" }, { REPORT_ON_AIR, "播出", "on air" },
	{ REPORT_REFUSED, "拒绝", "refused" },	 { REPORT_NO_ROOM, "容量不足", "no room" },
	{ REPORT_DOWN, "未播出", "down" },	 { REPORT_FAILED, "失败", "failed" },
	{ REPORT_UNKNOWN, "未知", "unknown" },	 { REPORT_UNSENT, "从未交付", "unsent" },
};
enum { ANSWER_PARTS = sizeof(answer_parts) / sizeof(answer_parts[0]) };

static char *put_answers(const struct report_fill *telling)
{
	const struct report_line *line = telling->line;
	char *cells = talloc_strdup(telling->ctx, ""), *others = talloc_strdup(telling->ctx, "");

	for (size_t i = 0; i < ANSWER_PARTS; i++) {
		const struct answer_part *part = &answer_parts[i];

		cells = add_part(telling, cells, line->cells[part->outcome], part->zh, part->en);
		others = add_part(telling, others, line->others[part->outcome], part->zh, part->en);
	}
	cells = add_part(telling, cells, line->stopped, "已停播", "stopped");
	if (*cells)
		cells = talloc_asprintf(telling->ctx, telling->is_zh ? "；小区：%s" : "; cells: %s",
					cells);
	if (*others)
		cells = talloc_asprintf_append_buffer(
			cells, telling->is_zh ? "；无小区的投递：%s" : "; without cells: %s",
			others);
	return cells;
}

static char *put_handed(const struct report_fill *telling)
{
	if (telling->line->handed_over == 0)
		return talloc_strdup(telling->ctx, "");
	return talloc_asprintf(telling->ctx, telling->is_zh ? "；交付%u条" : "; %u handed over",
			       telling->line->handed_over);
}

static const struct {
	const char *mark;
	put_fn *put;
} marks[] = {
	{ "who", put_who },
	{ "by", put_by },
	{ "why", put_why },
	{ "because", put_because },
	{ "what", put_what },
	{ "body", put_body },
	{ "plan", put_plan },
	{ "due", put_due },
	{ "times", put_times },
	{ "other", put_other },
	{ "by_notice", put_by_notice },
	{ "nodes", put_nodes },
	{ "deliveries", put_deliveries },
	{ "total", put_total },
	{ "rest", put_rest },
	{ "findings", put_findings },
	{ "done", put_done },
	{ "cells", put_cells },
	{ "people", put_people },
	{ "outside", put_outside },
	{ "unserved", put_unserved },
	{ "answers", put_answers },
	{ "handed", put_handed },
};

char *report_fill(const struct report_fill *telling, struct slice mark)
{
	for (size_t i = 0; i < sizeof(marks) / sizeof(marks[0]); i++)
		if (slice_is(mark, marks[i].mark))
			return marks[i].put(telling);
	return talloc_strdup(telling->ctx, "");
}
