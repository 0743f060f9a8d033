/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include <stdio.h>
#include <talloc.h>

#include "wire/cap_walk.h"

struct row {
	const char *rule, *clause;
	enum effect effect;
	const char *zh, *en, *suggestion;
};

/* {detail} and {wanted} are filled in; REFUSE where the document cannot be relied on. */
/* clang-format off: a table reads by its rows */
static const struct row rows[CAP_FAULT_COUNT] = {
	[CAP_FAULT_NO_ALERT] = { "cap-no-alert", "CAP 1.2 3.1", EFFECT_REFUSE,
				 "根元素为“{detail}”，不是CAP的alert消息。",
				 "The root element is {detail}: this is no CAP alert.",
				 "<alert xmlns=\"" CAP_NAMESPACE_1_2 "\">" },
	[CAP_FAULT_UNKNOWN_ELEMENT] = { "cap-element", "CAP 1.2 3.2", EFFECT_REFUSE,
					"元素“{detail}”不应出现在此处，此处应为：{wanted}。",
					"Element {detail} does not belong here; expected here: "
					"{wanted}.",
					NULL },
	[CAP_FAULT_ORDER] = { "cap-order", "CAP 1.2 3.2", EFFECT_REFUSE,
			      "元素“{detail}”的位置不对，它应在“{wanted}”之前。",
			      "Element {detail} is out of order; it belongs before {wanted}.",
			      NULL },
	[CAP_FAULT_TOO_MANY] = { "cap-repeated", "CAP 1.2 3.2", EFFECT_REFUSE,
				 "元素“{detail}”只能出现一次。",
				 "Element {detail} may stand only once.", NULL },
	[CAP_FAULT_MISSING] = { "cap-missing", "CAP 1.2 3.2", EFFECT_REFUSE,
				"“{wanted}”缺少元素“{detail}”。",
				"Element {detail} is missing in {wanted}.", NULL },
	[CAP_FAULT_EMPTY] = { "cap-empty", "CAP 1.2 3.2", EFFECT_WARN, "元素“{detail}”为空。",
			      "Element {detail} is empty.", NULL },
	[CAP_FAULT_WORD] = { "cap-value", "CAP 1.2 3.2", EFFECT_REFUSE,
			     "取值“{detail}”不在允许范围：{wanted}。",
			     "\"{detail}\" is not one of: {wanted}.", NULL },
	[CAP_FAULT_TIME] = { "cap-time", "CAP 1.2 3.3.2", EFFECT_REFUSE, "时间“{detail}”格式不对。",
			     "\"{detail}\" is no time of CAP.", "2026-03-02T09:00:00+08:00" },
	[CAP_FAULT_TIME_ZULU] = { "cap-time", "CAP 1.2 3.3.2", EFFECT_REFUSE,
				  "时间“{detail}”不得以Z表示世界时，也不得带小数秒。",
				  "\"{detail}\": CAP 1.2 writes UTC as -00:00, without Z or "
				  "fractions.",
				  "2026-03-02T01:00:00-00:00" },
	[CAP_FAULT_NAME_CHARACTERS] = { "cap-name", "CAP 1.2 3.2.1", EFFECT_REFUSE,
					"“{wanted}”的值“{detail}”含有空格、逗号、<或&。",
					"{wanted} \"{detail}\" has a blank, comma, < or &.", NULL },
	[CAP_FAULT_POLYGON_POINTS] = { "cap-polygon", "CAP 1.2 3.2.4", EFFECT_REFUSE,
				       "多边形中的“{detail}”不是“纬度,经度”。",
				       "\"{detail}\" in the polygon is no \"latitude,longitude\".",
				       "30.25,120.15" },
	[CAP_FAULT_POLYGON_FEW] = { "cap-polygon-few", "CAP 1.2 3.2.4", EFFECT_REFUSE,
				    "多边形只有{detail}个点，至少应有4个且首尾相同。",
				    "The polygon has {detail} points; at least 4, the last equal "
				    "to the first.",
				    NULL },
	[CAP_FAULT_POLYGON_OPEN] = { "cap-polygon-open", "CAP 1.2 3.2.4", EFFECT_REFUSE,
				     "多边形未闭合：最后一点应与第一点“{detail}”相同。",
				     "The polygon is not closed: its last point must be its first, "
				     "{detail}.",
				     NULL },
	[CAP_FAULT_POLYGON_SPACES] = { "cap-spaces", "CAP 1.2 3.2.4", EFFECT_WARN,
				       "“{detail}”中有换行或制表符，已按空格处理。",
				       "Line breaks or tabs in {detail} were read as blanks.",
				       NULL },
	[CAP_FAULT_POLYGON_CROSSED] = { "cap-polygon-crossed", "CAP 1.2 3.2.4", EFFECT_REFUSE,
					"多边形的边相互交叉，范围不明确。",
					"The polygon crosses itself: what lies inside is not "
					"clear.",
					NULL },
	[CAP_FAULT_POLYGON_EMPTY] = { "cap-polygon-empty", "CAP 1.2 3.2.4", EFFECT_WARN,
				      "“{detail}”为空，已忽略。",
				      "An empty {detail} was passed over.", NULL },
	[CAP_FAULT_RANGE] = { "cap-range", "CAP 1.2 3.2.4", EFFECT_REFUSE,
			      "坐标“{detail}”超出范围，经纬度可能颠倒（应为纬度在前）。",
			      "\"{detail}\" is out of range; latitude comes first, perhaps they "
			      "are swapped.",
			      NULL },
	[CAP_FAULT_CIRCLE] = { "cap-circle", "CAP 1.2 3.2.4", EFFECT_REFUSE,
			       "圆形区域“{detail}”应为“纬度,经度 半径（公里）”。",
			       "Circle \"{detail}\" must be \"latitude,longitude radius in km\".",
			       "30.25,120.15 5" },
	[CAP_FAULT_LIMIT] = { "cap-limit", NULL, EFFECT_REFUSE, "{detail}超过上限{wanted}。",
			      "More {detail} than the limit, {wanted}.", NULL },
	[CAP_FAULT_REFERENCES_FORM] = { "cap-references", "CAP 1.2 3.2.1", EFFECT_REFUSE,
					"引用“{detail}”应为“sender,identifier,sent”，以空格分隔。",
					"Reference \"{detail}\" must be sender,identifier,sent, "
					"with blanks between.",
					NULL },
	[CAP_FAULT_REFERENCES_MISSING] = { "cap-references", "CAP 1.2 3.2.1", EFFECT_REFUSE,
					   "{detail}消息必须以references说明所针对的消息。",
					   "A message of type {detail} must name in references "
					   "what it is about.",
					   NULL },
	[CAP_FAULT_REFERENCES_FUTURE] = { "cap-references", "CAP 1.2 3.2.1", EFFECT_REFUSE,
					  "引用“{detail}”的时间晚于本消息。",
					  "Reference \"{detail}\" is later than this message.",
					  NULL },
	[CAP_FAULT_REFERENCES_SELF] = { "cap-references", "CAP 1.2 3.2.1", EFFECT_REFUSE,
					"引用“{detail}”指向本消息自身。",
					"Reference \"{detail}\" is this message itself.", NULL },
	[CAP_FAULT_RESTRICTION] = { "cap-restriction", "CAP 1.2 3.2.1", EFFECT_REFUSE,
				    "scope为Restricted时须有restriction，其他情况不应有。",
				    "restriction is needed with scope Restricted, and only there.",
				    NULL },
	[CAP_FAULT_ADDRESSES] = { "cap-addresses", "CAP 1.2 3.2.1", EFFECT_REFUSE,
				  "scope为Private时须有addresses。",
				  "addresses is needed with scope Private.", NULL },
	[CAP_FAULT_NOTE] = { "cap-note", "CAP 1.2 3.2.1", EFFECT_WARN,
			     "{detail}消息应在note中说明原因或演练名称。",
			     "A message {detail} should say in note why, or which exercise.",
			     NULL },
	[CAP_FAULT_NO_INFO] = { "cap-info", "CAP 1.2 3.2.2", EFFECT_REFUSE,
				"{detail}消息没有info，无内容可发。",
				"A message of type {detail} without info has nothing to say.",
				NULL },
	[CAP_FAULT_NO_AREA] = { "cap-area", "CAP 1.2 3.2.4", EFFECT_REFUSE,
				"没有可用的area，发送范围不明。", "There is no usable area.",
				NULL },
	[CAP_FAULT_EXPIRES_ORDER] = { "cap-expires", "CAP 1.2 3.2.2", EFFECT_REFUSE,
				      "失效时间早于{detail}。", "expires is before {detail}.",
				      NULL },
	[CAP_FAULT_EXPIRES_ABSENT] = { "cap-expires", "CAP 1.2 3.2.2", EFFECT_WARN,
				       "未给出失效时间expires，将按预案或机构默认值处理。",
				       "No expires: the plan's or the authority's default will be "
				       "used.",
				       NULL },
	[CAP_FAULT_EXPIRED] = { "cap-expired", "CAP 1.2 3.2.2", EFFECT_REFUSE,
				"消息到达时已失效（{detail}）。",
				"It had expired when it came ({detail}).", NULL },
	[CAP_FAULT_LANGUAGE] = { "cap-language", "RFC 3066", EFFECT_WARN,
				 "语言代码“{detail}”不规范，按“{wanted}”处理。",
				 "Language \"{detail}\" is not well formed; read as {wanted}.",
				 NULL },
	[CAP_FAULT_LANGUAGE_ABSENT] = { "cap-language", "CAP 1.2 3.2.2", EFFECT_WARN,
					"未给出language，按标准视为en-US。",
					"No language: the standard reads it as en-US.",
					"<language>zh-CN</language>" },
	[CAP_FAULT_SAME_TEXT] = { "cap-same-text", "CAP 1.2 3.2.2", EFFECT_WARN,
				  "两种语言（{detail}）的内容完全相同。",
				  "The same text stands in two languages ({detail}).", NULL },
	[CAP_FAULT_MARKUP] = { "cap-markup", "CAP 1.2 3.3.4", EFFECT_WARN,
			       "“{detail}”中含有HTML标记，已去除。",
			       "HTML in {detail} was taken out.", NULL },
	[CAP_FAULT_URI] = { "cap-uri", "CAP 1.2 3.2.2", EFFECT_WARN,
			    "“{detail}”不是完整的绝对网址。", "\"{detail}\" is no absolute URI.",
			    NULL },
	[CAP_FAULT_CEILING] = { "cap-ceiling", "CAP 1.2 3.2.4", EFFECT_WARN,
				"ceiling须与altitude同时使用且不低于它。",
				"ceiling stands only with altitude, and not below it.", NULL },
	[CAP_FAULT_NUMBER] = { "cap-number", "CAP 1.2 3.2", EFFECT_REFUSE, "“{detail}”不是数字。",
			       "\"{detail}\" is no number.", NULL },
	[CAP_FAULT_DIGEST] = { "cap-digest", "CAP 1.2 3.2.3", EFFECT_WARN,
			       "digest“{detail}”不是SHA-1摘要。",
			       "digest \"{detail}\" is no SHA-1 of 40 digits.", NULL },
	[CAP_FAULT_SIGNATURE_PLACE] = { "cap-signature", "CAP 1.2 3.3.4.1", EFFECT_REFUSE,
					"签名必须位于alert的最后。",
					"The signature must be the last child of alert.", NULL },
	[CAP_FAULT_EVENT_CODES] = { "cap-event-code", "CAP 1.2 3.2.2", EFFECT_WARN,
				    "各语言的事件代码不一致（{detail}）。",
				    "The infos differ in their event code ({detail}).", NULL },
	[CAP_FAULT_SENT_FUTURE] = { "cap-sent", "CAP 1.2 3.2.1", EFFECT_WARN,
				    "发送时间{detail}在将来。",
				    "sent lies in the future ({detail}).", NULL },
};
/* clang-format on */

static unsigned int ordinal(const xmlNode *node)
{
	unsigned int n = 1;

	for (const xmlNode *before = node->prev; before; before = before->prev)
		n += before->type == XML_ELEMENT_NODE && xmlStrEqual(before->name, node->name);
	return n;
}

char *cap_fault_path(const struct cap_walk *walk, const xmlNode *node)
{
	char *parent;

	if (!node || node->type != XML_ELEMENT_NODE)
		return talloc_strdup(walk->ctx, "");
	if (!node->parent || node->parent->type != XML_ELEMENT_NODE)
		return talloc_asprintf(walk->ctx, "/%s", (const char *)node->name);
	parent = cap_fault_path(walk, node->parent);
	return talloc_asprintf_append(parent, "/%s[%u]", (const char *)node->name, ordinal(node));
}

/* Texts of others are quoted in sentences: at most this much of them. */
enum { QUOTED_OCTETS = 120 };

static char *fill(struct cap_walk *walk, const char *sentence, const char *detail,
		  const char *wanted)
{
	char *out = talloc_strdup(walk->findings->ctx, "");

	for (const char *at = sentence; *at;) {
		const char *value = NULL;

		if (strncmp(at, "{detail}", 8) == 0)
			value = detail;
		else if (strncmp(at, "{wanted}", 8) == 0)
			value = wanted;
		if (*at == '{') {
			out = talloc_strndup_append_buffer(out, value ? value : "", QUOTED_OCTETS);
			at += 8;
			continue;
		}
		out = talloc_strndup_append_buffer(out, at, strcspn(at, "{"));
		at += strcspn(at, "{");
	}
	return out;
}

void cap_fault_at(struct cap_walk *walk, enum cap_fault fault, const xmlNode *node,
		  const char *detail, const char *wanted)
{
	const struct row *row = &rows[fault];
	char *path = node ? cap_fault_path(walk, node) : NULL;
	char *zh = fill(walk, row->zh, detail, wanted), *en = fill(walk, row->en, detail, wanted);

	findings_add(walk->findings,
		     &(struct finding){
			     .rule = row->rule,
			     .article = row->clause,
			     .effect = row->effect,
			     .where = { .field = node ? (const char *)node->name : NULL,
					.path = path,
					.line = node ? (uint32_t)xmlGetLineNo(node) : 0 },
			     .zh = zh,
			     .en = en,
			     .suggestion = row->suggestion,
		     });
	talloc_free(path);
	talloc_free(zh);
	talloc_free(en);
}
