/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "notice/report_words.h"

#include <talloc.h>

#include "notice/report_fill.h"

/* ---- single words ----------------------------------------------------------------------- */

static const char *const outcome_words[REPORT_OUTCOME_COUNT][REPORT_WORDS_LANGUAGES] = {
	[REPORT_UNKNOWN] = { "未知（没有答复）", "unknown (nobody said)" },
	[REPORT_ACCEPTED] = { "节点已接受", "accepted by the node" },
	[REPORT_ON_AIR] = { "节点报告已播出", "on air, says the node" },
	[REPORT_REFUSED] = { "节点拒绝", "refused by the node" },
	[REPORT_NO_ROOM] = { "节点容量不足", "no room at the node" },
	[REPORT_DOWN] = { "小区未播出", "cell does not broadcast" },
	[REPORT_FAILED] = { "未能投递", "could not be delivered" },
	[REPORT_UNSENT] = { "从未交付", "never handed over" },
	[REPORT_NOT_SERVED] = { "没有节点服务", "served by no node" },
	[REPORT_NOT_ORDERED] = { "未安排发送", "not sent to" },
};

struct slice report_words_of_outcome(enum report_outcome outcome,
				     enum report_words_language language)
{
	return slice_of(outcome_words[outcome][language]);
}

/* ---- sentences -------------------------------------------------------------------------- */

/* clang-format off */
static const char *const sentences[REPORT_STOP_COUNT][REPORT_WORDS_LANGUAGES] = {
	[REPORT_STOP_RECEIVED] = {
		"收到{body}的{what}{by}。",
		"Received from {body}: {what}{by}." },
	[REPORT_STOP_JUDGED] = {
		"判定：{what}，发现{total}项；范围内{cells}个小区、{nodes}个节点{people}{outside}。",
		"Judged: {what}, {findings}; in its area {cells} at {nodes}{people}{outside}." },
	[REPORT_STOP_PAGED] = {
		"呼叫值班人员{who}{times}。",
		"The duty officer was paged: {who}{times}." },
	[REPORT_STOP_AUTHORISED] = {
		"依据应急预案{plan}立即发送，不经审批{why}。",
		"Sent at once under the contingency plan {plan}, without approval{why}." },
	[REPORT_STOP_DECIDED] = {
		"{who}决定：{what}{why}。",
		"{who} decided: {what}{why}." },
	[REPORT_STOP_SECONDED] = {
		"{who}复核同意。",
		"{who} agreed as the second person." },
	[REPORT_STOP_CONFIRMED] = {
		"{who}确认调整后的内容。",
		"{who} confirmed the adjusted version." },
	[REPORT_STOP_AMENDED] = {
		"第{total}版提交{by}。",
		"Version {total} was submitted{by}." },
	[REPORT_STOP_SCHEDULED] = {
		"定于{due}发送。",
		"Scheduled for {due}." },
	[REPORT_STOP_ROUTED] = {
		"生成发送指令：{nodes}个节点、{deliveries}条投递、{cells}个小区{people}{unserved}。",
		"Orders were made: {nodes}, {deliveries}, {cells}{people}{unserved}." },
	[REPORT_STOP_FIRST_HANDED_OVER] = {
		"首个节点{what}已交付。",
		"Handed over to the first node, {what}." },
	[REPORT_STOP_LAST_HANDED_OVER] = {
		"最后一个节点{what}已交付，共{total}条中的{done}条。",
		"Handed over to the last node, {what}: {done} of {total} deliveries." },
	[REPORT_STOP_RECEIPTS] = {
		"{nodes}个节点有回执{handed}{answers}。",
		"Heard of {nodes}{handed}{answers}." },
	[REPORT_STOP_FIRST_ACCEPTED] = {
		"首个节点{what}已接受。",
		"The first node, {what}, accepted it." },
	[REPORT_STOP_LAST_ACCEPTED] = {
		"最后一个接受的节点是{what}，共{total}条中的{done}条已被接受。",
		"The last node to accept it was {what}: {done} of {total} deliveries were accepted." },
	[REPORT_STOP_FIRST_ON_AIR] = {
		"节点{what}首先报告已播出。",
		"{what} was the first node to say that it has broadcast." },
	[REPORT_STOP_RESTARTED] = {
		"{nodes}个节点重新连接或重新启动，须重新核对。",
		"{nodes} came back or restarted: asked again." },
	[REPORT_STOP_SUPERSEDED] = {
		"第{other}号取代本信息，令{deliveries}条投递停播。",
		"Notice {other} took its place: {deliveries} ordered off." },
	[REPORT_STOP_PREEMPTED] = {
		"为第{other}号让出容量，{deliveries}条投递暂停播出，有容量时恢复。",
		"It gave its room to notice {other}: {deliveries} off until there is room again." },
	[REPORT_STOP_OUTDONE] = {
		"{deliveries}条投递的首次告警让位于第{other}号更新的首次告警，不再播出。",
		"Its primary notification gave its place to that of notice {other}, which is newer: {deliveries} off." },
	[REPORT_STOP_CANCEL_ASKED] = {
		"要求取消{by}{by_notice}{why}。",
		"A cancel was asked for{by}{by_notice}{why}." },
	[REPORT_STOP_EXPIRED] = {
		"有效期至{due}，已到期，令全部停播。",
		"Its time, until {due}, was over: everything was ordered off." },
	[REPORT_STOP_LAPSED] = {
		"时段已过而未作决定，申请失效，未发送。",
		"Its window passed undecided: it lapsed and was not sent." },
	[REPORT_STOP_CLOSED] = {
		"等待期满，{deliveries}条投递始终未确认停播，记为未知。",
		"The time to wait was over: {deliveries} never confirmed the stop and stay unknown." },
	[REPORT_STOP_ENDED] = {
		"结束（{what}）：{total}条投递中{done}条确认停播，{rest}条未确认。",
		"Ended ({what}): of {total} deliveries {done} confirmed their stop, {rest} did not." },
	[REPORT_STOP_PAPERWORK_OWED] = {
		"{body}须于{due}前补办手续。",
		"{body} owes the paperwork by {due}." },
	[REPORT_STOP_PAPERWORK_REMINDED] = {
		"催办补办手续，通知{who}{times}。",
		"Reminded of the paperwork: {who}{times}." },
	[REPORT_STOP_PAPERWORK_FILED] = {
		"补办手续已提交{by}。",
		"The paperwork was filed{by}." },
	[REPORT_STOP_PAPERWORK_SETTLED] = {
		"补办手续：{what}{by}{why}。",
		"The paperwork: {what}{by}{why}." },
	[REPORT_STOP_WITHHELD] = {
		"{who}暂停发送{why}。",
		"{who} kept it back{why}." },
	[REPORT_STOP_CONTENT_STOPPED] = {
		"{who}因禁止性内容“{what}”令立即停播{why}。",
		"{who} stopped it for prohibited content, \"{what}\"{why}." },
	[REPORT_STOP_CONTENT_REPORTED] = {
		"禁止性内容已报告{what}，编号{because}{by}。",
		"The prohibited content was reported to {what}, number {because}{by}." },
	[REPORT_STOP_CONTENT_REMINDED] = {
		"催办禁止性内容报告，通知{who}{times}。",
		"Reminded of the report on its content: {who}{times}." },
	[REPORT_STOP_ALARMED] = {
		"尚未决定，等待{what}，应于{due}前决定{times}。",
		"Still undecided, waiting for {what}, to be decided by {due}{times}." },
};

/* What another sentence fits better. */
static const struct {
	enum report_stop stop;
	const char *said[REPORT_WORDS_LANGUAGES];
} others[] = {
	{ REPORT_STOP_JUDGED, { "判定：不予发送，依据规则{because}。", "Judged and refused, by the rules {because}." } },
	{ REPORT_STOP_PAGED, { "就辖区外部分呼叫值班人员{who}{times}。",
			       "The duty officer was paged for the part outside the jurisdiction: {who}{times}." } },
	{ REPORT_STOP_AUTHORISED, { "随第{other}号公益性短信息，按其授权立即发送。",
				    "Sent at once by the authority of notice {other}, which it follows." } },
	{ REPORT_STOP_AMENDED, { "第{total}版由电信管理机构调整{by}。", "Version {total}, adjusted by the authority{by}." } },
	{ REPORT_STOP_ROUTED, { "再次播发：{nodes}个节点、{deliveries}条投递、{cells}个小区{unserved}。",
				"Shown again: {nodes}, {deliveries}, {cells}{unserved}." } },
	{ REPORT_STOP_RESTARTED, { "本程序重新启动，全部投递须重新核对。",
				   "This program restarted: everything is asked again." } },
};
/* clang-format on */

static bool is_other(const struct report_line *line)
{
	if (line->stop == REPORT_STOP_AUTHORISED)
		return line->what.size == 0;
	if (line->stop == REPORT_STOP_RESTARTED)
		return line->nodes == 0;
	return line->is_second;
}

static const char *sentence_of(const struct report_line *line, enum report_words_language language)
{
	for (size_t i = 0; i < sizeof(others) / sizeof(others[0]); i++)
		if (others[i].stop == line->stop && is_other(line))
			return others[i].said[language];
	return sentences[line->stop][language];
}

struct slice report_words_of_line(void *ctx, const struct report_line *line,
				  const struct registry *registry,
				  enum report_words_language language)
{
	struct report_fill fill = { talloc_new(ctx), line, registry, language == REPORT_WORDS_ZH };
	const char *at = sentence_of(line, language), *mark;
	char *out = talloc_strdup(ctx, "");

	while ((mark = strchr(at, '{'))) {
		const char *end = strchr(mark, '}');

		out = talloc_strndup_append_buffer(out, at, (size_t)(mark - at));
		out = talloc_strdup_append_buffer(
			out,
			report_fill(&fill, (struct slice){ mark + 1, (size_t)(end - mark) - 1 }));
		at = end + 1;
	}
	out = talloc_strdup_append_buffer(out, at);
	talloc_free(fill.ctx);
	return slice_of(out);
}
