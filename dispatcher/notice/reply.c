/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "notice/reply.h"

#include <stdio.h>
#include <talloc.h>

#include "notice/calendar.h"
#include "notice/content.h"
#include "notice/rules.h"

/* ---- which one -------------------------------------------------------------------------- */

static const char *const kind_names[REPLY_KIND_COUNT] = {
	[REPLY_NONE] = "none",
	[REPLY_AGREE] = "agree",
	[REPLY_AGREE_ADJUSTED] = "agree-adjusted",
	[REPLY_UNSUITABLE] = "unsuitable",
	[REPLY_OUT_OF_SCOPE] = "out-of-scope",
	[REPLY_RETURN] = "return",
	[REPLY_REFUSAL] = "refusal",
	[REPLY_LAPSE] = "lapse",
	[REPLY_PAPERWORK_ACCEPTED] = "paperwork-accepted",
	[REPLY_PAPERWORK_RETURNED] = "paperwork-returned",
	[REPLY_PAPERWORK_NOT_RECOGNISED] = "paperwork-not-recognised",
	[REPLY_COORDINATION_ORDER] = "coordination-order",
};

const char *reply_kind_name(enum reply_kind kind)
{
	return (unsigned int)kind < REPLY_KIND_COUNT ? kind_names[kind] : "invalid";
}

static enum reply_kind of_paperwork(enum paperwork_state state)
{
	switch (state) {
	case PAPERWORK_ACCEPTED:
		return REPLY_PAPERWORK_ACCEPTED;
	case PAPERWORK_RETURNED:
		return REPLY_PAPERWORK_RETURNED;
	case PAPERWORK_NOT_RECOGNISED:
		return REPLY_PAPERWORK_NOT_RECOGNISED;
	default:
		return REPLY_NONE;
	}
}

static bool was_agreed(const struct flow *flow)
{
	return !flow->waits_for_second_person && (flow->decision == EVENT_DECISION_AGREE ||
						  flow->decision == EVENT_DECISION_AGREE_ADJUSTED);
}

enum reply_kind reply_kind_of(const struct flow *flow)
{
	if (flow->paperwork.state != PAPERWORK_NONE)
		return of_paperwork(flow->paperwork.state);
	switch (flow->state) {
	case NOTICE_REFUSED:
		return REPLY_REFUSAL;
	case NOTICE_UNSUITABLE:
		return REPLY_UNSUITABLE;
	case NOTICE_OUT_OF_SCOPE:
		return REPLY_OUT_OF_SCOPE;
	case NOTICE_RETURNED:
		return REPLY_RETURN;
	case NOTICE_LAPSED:
		return REPLY_LAPSE;
	default:
		break;
	}
	if (!was_agreed(flow) || flow->state == NOTICE_HELD)
		return REPLY_NONE;
	return flow->decision == EVENT_DECISION_AGREE ? REPLY_AGREE : REPLY_AGREE_ADJUSTED;
}

bool reply_may_order(const struct flow *flow)
{
	const unsigned int agreed = NOTICE_IN(NOTICE_AGREED) | NOTICE_IN(NOTICE_SCHEDULED) |
				    NOTICE_IN(NOTICE_SENDING) | NOTICE_IN(NOTICE_BROADCASTING) |
				    NOTICE_IN(NOTICE_DONE);

	return NOTICE_IN(flow->state) & agreed;
}

const char *reply_acceptance_number(char number[REPLY_NUMBER_OCTETS], const struct flow *flow)
{
	snprintf(number, REPLY_NUMBER_OCTETS, "受理〔%u〕%.*s%s%06llu号",
		 calendar_year_of(calendar_day_of(flow->accepted_at)),
		 (int)(flow->judged.authority.size < 40 ? flow->judged.authority.size : 40),
		 flow->judged.authority.at ? flow->judged.authority.at : "",
		 flow->judged.authority.size ? "-" : "", (unsigned long long)flow->notice);
	return number;
}

/* ---- words ------------------------------------------------------------------------------ */

static char *put(char *out, struct slice text)
{
	return text.size ? talloc_strndup_append_buffer(out, text.at, text.size) : out;
}

/* "2026年3月30日9时00分" */
static char *moment(void *ctx, struct utc at)
{
	struct civil c;

	utc_to_civil(&c, at, UTC_CHINA_OFFSET_MINUTES);
	return talloc_asprintf(ctx, "%d年%d月%d日%d时%02d分", c.year, c.month, c.day, c.hour,
			       c.minute);
}

static char *day(void *ctx, struct utc at)
{
	struct civil c;

	utc_to_civil(&c, at, UTC_CHINA_OFFSET_MINUTES);
	return talloc_asprintf(ctx, "%d年%d月%d日", c.year, c.month, c.day);
}

static char *window_zh(void *ctx, const struct event_judged *judged)
{
	if (!utc_is_set(judged->begins))
		return talloc_asprintf(ctx, "即时起至%s", moment(ctx, judged->expires));
	return talloc_asprintf(ctx, "%s至%s", moment(ctx, judged->begins),
			       moment(ctx, judged->expires));
}

static char *window_en(void *ctx, const struct event_judged *judged)
{
	char from[UTC_TEXT_OCTETS], to[UTC_TEXT_OCTETS];

	return talloc_asprintf(ctx, "%s to %s",
			       utc_is_set(judged->begins)
				       ? utc_format(from, judged->begins, UTC_CHINA_OFFSET_MINUTES)
				       : "at once",
			       utc_format(to, judged->expires, UTC_CHINA_OFFSET_MINUTES));
}

/* ---- the sentence that decides ---------------------------------------------------------- */

/* {carriers}, {window}, {area}, {situation} and {reason} are filled in. */
/* clang-format off */
static const struct {
	const char *title, *zh, *en;
	bool shows_texts;
} letters[REPLY_KIND_COUNT] = {
	[REPLY_AGREE] = {
		"关于同意发送公益性短信息的复函",
		"经研究，同意协调{carriers}于{window}向{area}发送，内容以附件为准。",
		"Agreed: {carriers} will be coordinated to send it, {window}, to {area}; the "
		"content is that of the annex.",
		true,
	},
	[REPLY_AGREE_ADJUSTED] = {
		"关于调整后同意发送公益性短信息的复函",
		"经研究，同意按调整后的内容协调{carriers}于{window}向{area}发送，内容以附件为准"
		"，经你单位确认后办理。有关情况：{situation}。理由：{reason}。",
		"Agreed as adjusted, once you confirm it: {carriers} will be coordinated to "
		"send it, {window}, to {area}; the content is that of the annex. Situation: "
		"{situation}. Reasons: {reason}.",
		true,
	},
	[REPLY_UNSUITABLE] = {
		"关于不宜发送公益性短信息的复函",
		"经综合考虑短信息内容、发送范围、频次、总量和用户接收意愿，该信息不宜以公益性短"
		"信息形式发送。有关情况：{situation}。理由：{reason}。",
		"Having weighed content, area, frequency, total volume and willingness: not "
		"suitable to be sent as a public-interest message. Situation: {situation}. "
		"Reasons: {reason}.",
		true,
	},
	[REPLY_OUT_OF_SCOPE] = {
		"关于不纳入协调发送范围的复函",
		"本信息属工作宣传类短信息，不纳入协调发送范围。有关情况：{situation}。理由："
		"{reason}。国家另有规定的，请提供文件名称、文号和条款。",
		"Publicity of work is outside coordination. Situation: {situation}. Reasons: "
		"{reason}. If an instrument provides otherwise, cite its title, number and "
		"clause.",
		true,
	},
	[REPLY_RETURN] = {
		"关于补正发送申请的通知",
		"该申请需要补正。有关情况：{situation}。补正要求：{reason}。发送内容、范围、时"
		"间和发送机构未变更的，仍以首次提出申请之日计算期限。",
		"The application is returned for amendment. Situation: {situation}. To be "
		"amended: {reason}. The first filing date stands unless content, area, time or "
		"sending body change.",
		false,
	},
	[REPLY_REFUSAL] = {
		"关于不予受理发送申请的通知",
		"该申请不符合下列要求，不予受理。请按下列意见修改后重新提出：",
		"The application does not meet the following requirements and is refused. "
		"Amend it accordingly and file again:",
		false,
	},
	[REPLY_LAPSE] = {
		"关于发送申请失效的通知",
		"该申请拟发送时段（{window}）已过而未作出同意发送的决定，申请自动失效，未予发送"
		"。仍需发送的，请重新提出申请。",
		"Its window ({window}) passed without a decision to send: the application has "
		"lapsed and nothing was sent. File again if it is still needed.",
		false,
	},
	[REPLY_PAPERWORK_ACCEPTED] = {
		"关于补办手续的复函",
		"该应急短信息的补办手续材料齐全，予以认可，手续办结。",
		"The formalities made up after this emergency message are complete and "
		"accepted.",
		false,
	},
	[REPLY_PAPERWORK_RETURNED] = {
		"关于补正补办手续材料的通知",
		"该应急短信息的补办手续材料需要补正。补正要求：{reason}。",
		"The paperwork of this emergency message is returned. To be amended: {reason}.",
		false,
	},
	[REPLY_PAPERWORK_NOT_RECOGNISED] = {
		"关于补办手续不予认可的复函",
		"经核查，该信息的发送不属于突发事件情况紧急的情形，补办手续不予认可。理由："
		"{reason}。",
		"This was not an urgent emergency (art. 26): the paperwork is not recognised. "
		"Reasons: {reason}.",
		false,
	},
	[REPLY_COORDINATION_ORDER] = {
		"公益性短信息发送协调单",
		"请{carriers}于{window}向{area}发送下列公益性短信息。发送内容不得增删改动，发送"
		"情况请按时反馈。",
		"{carriers}: send the following public-interest message, {window}, to {area}. "
		"Its content is not to be changed; report what was sent.",
		true,
	},
};
/* clang-format on */

struct words {
	struct slice carriers, window, area, situation, reason;
};

static bool is_paperwork(enum reply_kind kind)
{
	return kind >= REPLY_PAPERWORK_ACCEPTED && kind <= REPLY_PAPERWORK_NOT_RECOGNISED;
}

static struct slice or_dash(struct slice text)
{
	return text.size ? text : SLICE_LITERAL("—");
}

/* Without its full stop: the sentence brings its own. */
static struct slice without_stop(struct slice text)
{
	static const char stop[] = "。";
	size_t size = sizeof(stop) - 1;

	text = slice_trim(text);
	if (text.size >= size && memcmp(text.at + text.size - size, stop, size) == 0)
		text.size -= size;
	else if (text.size > 0 && text.at[text.size - 1] == '.')
		text.size--;
	return or_dash(text);
}

static struct words words_of(void *ctx, const struct reply_case *about, bool is_chinese)
{
	const struct flow *flow = about->flow;
	const struct event_judged *judged = &flow->judged;

	return (struct words){
		.carriers = about->carriers.size ? about->carriers
			    : is_chinese	 ? SLICE_LITERAL("相关企业")
						 : SLICE_LITERAL("the carriers"),
		.window = slice_of(is_chinese ? window_zh(ctx, judged) : window_en(ctx, judged)),
		.area = or_dash(reply_area(ctx, about->canonical, about->divisions,
					   is_chinese ? "zh" : "en")),
		.situation = without_stop(flow->situation),
		.reason = without_stop(is_paperwork(about->kind) ? flow->paperwork.reason
								 : flow->reason),
	};
}

/* The template with its words in place. */
static char *fill(char *out, const char *template, const struct words *words)
{
	const struct {
		const char *name;
		struct slice value;
	} names[] = {
		{ "{carriers}", words->carriers },   { "{window}", words->window },
		{ "{area}", words->area },	     { "{reason}", words->reason },
		{ "{situation}", words->situation },
	};

	while (*template) {
		const char *brace = strchr(template, '{');
		size_t plain = brace ? (size_t)(brace - template) : strlen(template);

		out = put(out, (struct slice){ template, plain });
		template += plain;
		for (size_t i = 0; brace && i < sizeof(names) / sizeof(names[0]); i++) {
			size_t size = strlen(names[i].name);

			if (strncmp(template, names[i].name, size) != 0)
				continue;
			out = put(out, names[i].value);
			template += size;
			brace = NULL;
		}
		if (brace)
			out = put(out, (struct slice){ template ++, 1 });
	}
	return out;
}

/* ---- its parts -------------------------------------------------------------------------- */

static char *put_head(char *out, const struct reply_case *about)
{
	char number[REPLY_NUMBER_OCTETS];

	if (about->is_drill)
		out = talloc_strdup_append_buffer(out, "【演练，非正式公文 / EXERCISE】\n");
	out = talloc_asprintf_append_buffer(out, "%.*s\n%s\n\n", SLICE_PRINT(about->authority),
					    letters[about->kind].title);
	out = talloc_strdup_append_buffer(
		out, "文号（由发文人填写）：________________________________\n");
	return talloc_asprintf_append_buffer(out, "受理号：%s\n\n",
					     reply_acceptance_number(number, about->flow));
}

static char *put_opening(char *out, const struct reply_case *about)
{
	const struct flow *flow = about->flow;
	void *scratch = talloc_new(NULL);

	if (about->kind == REPLY_COORDINATION_ORDER) {
		out = talloc_asprintf_append_buffer(
			out, "%.*s：\n\n    ",
			SLICE_PRINT(about->carriers.size ? about->carriers
							 : SLICE_LITERAL("相关企业")));
	} else {
		out = talloc_asprintf_append_buffer(
			out, "%.*s：\n\n    你单位%s%s“%.*s”", SLICE_PRINT(about->applicant),
			day(scratch, flow->received_at),
			is_paperwork(about->kind) ? "先行发送的应急短信息" : "提出的发送申请",
			SLICE_PRINT(flow->judged.title));
		if (about->document_number.size)
			out = talloc_asprintf_append_buffer(out, "（%.*s）",
							    SLICE_PRINT(about->document_number));
		out = talloc_strdup_append_buffer(out, "收悉。");
	}
	talloc_free(scratch);
	return talloc_strdup_append_buffer(out, about->basis ? about->basis : RULES_BASIS_DEFAULT);
}

static char *put_findings(char *out, const struct reply_case *about, bool is_chinese)
{
	if (about->kind != REPLY_REFUSAL)
		return out;
	for (size_t i = 0; i < about->finding_count; i++) {
		const struct reply_finding *finding = &about->findings[i];

		out = talloc_asprintf_append_buffer(
			out, "\n    %zu. %.*s", i + 1,
			SLICE_PRINT(is_chinese ? finding->zh : finding->en));
	}
	return out;
}

/* The rest of the canonical bytes, a channel a line. */
static char *put_channels(char *out, struct slice canonical)
{
	struct content_text text;
	struct slice line;
	const char *between = "";

	while (content_text_next(&text, &canonical))
		continue;
	while (slice_word(&canonical, "\n", &line)) {
		if (!slice_starts(line, "channel "))
			continue;
		out = talloc_asprintf_append_buffer(out, "%s%.*s", between, (int)line.size - 8,
						    line.at + 8);
		between = ", ";
	}
	return *between ? out : talloc_strdup_append_buffer(out, "cell-broadcast");
}

static char *put_annex(char *out, const struct reply_case *about)
{
	struct slice rest = about->canonical;
	struct content_text text;
	char hex[DIGEST_HEX_OCTETS];

	if (!letters[about->kind].shows_texts)
		return out;
	out = talloc_strdup_append_buffer(out, "\n附件 / Annex：\n");
	if (!about->canonical.at)
		return talloc_strdup_append_buffer(out, "（内容已按规定清除 / purged）\n");
	for (size_t i = 1; content_text_next(&text, &rest); i++)
		out = talloc_asprintf_append_buffer(out, "%zu.（%.*s）%.*s\n", i,
						    SLICE_PRINT(text.language),
						    SLICE_PRINT(text.text));
	out = put_channels(talloc_strdup_append_buffer(out, "发送渠道 / channels："),
			   about->canonical);
	out = talloc_asprintf_append_buffer(out, "\n发送机构 / sending body：%.*s\n",
					    SLICE_PRINT(about->sending_body));
	out = talloc_asprintf_append_buffer(out, "发送码号 / sender code：%.*s\n",
					    SLICE_PRINT(or_dash(about->sender_code)));
	return talloc_asprintf_append_buffer(
		out, "内容摘要 / content digest (SHA-256)：\n%s\n",
		digest_hex(hex, about->flow->judged.content.octets, DIGEST_OCTETS));
}

/* The day of the letter: that of what it tells. */
static struct utc date_of(const struct reply_case *about)
{
	const struct flow *flow = about->flow;

	if (is_paperwork(about->kind))
		return flow->paperwork.settled_at;
	return utc_is_set(flow->decided_at) && about->kind != REPLY_LAPSE ? flow->decided_at
									  : flow->changed;
}

static char *put_english(void *ctx, char *out, const struct reply_case *about)
{
	struct words words = words_of(ctx, about, false);
	char number[REPLY_NUMBER_OCTETS];

	out = talloc_asprintf_append_buffer(out, "\n----\nAcceptance number: %s\n\"%.*s\"",
					    reply_acceptance_number(number, about->flow),
					    SLICE_PRINT(about->flow->judged.title));
	if (about->document_number.size)
		out = talloc_asprintf_append_buffer(out, " (%.*s)",
						    SLICE_PRINT(about->document_number));
	out = talloc_strdup_append_buffer(out, "\n");
	out = fill(out, letters[about->kind].en, &words);
	return talloc_strdup_append_buffer(put_findings(out, about, false), "\n");
}

struct slice reply_write(void *ctx, const struct reply_case *about)
{
	void *scratch = talloc_new(ctx);
	struct words words = words_of(scratch, about, true);
	char *out = put_opening(put_head(talloc_strdup(ctx, ""), about), about);

	out = fill(out, letters[about->kind].zh, &words);
	out = talloc_strdup_append_buffer(put_findings(out, about, true), "\n");
	out = put_annex(out, about);
	out = talloc_asprintf_append_buffer(out, "\n%*s%.*s（盖章）\n%*s%s\n", 24, "",
					    SLICE_PRINT(about->authority), 24, "",
					    day(scratch, date_of(about)));
	out = put_english(scratch, out, about);
	talloc_free(scratch);
	return slice_of(out);
}
