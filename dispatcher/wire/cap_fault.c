/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include <stdio.h>
#include <talloc.h>

#include "notice/rules.h"
#include "wire/cap_walk.h"
#include "wire/national.h"

/* clang-format off: a table reads by its rows */
static const struct cap_fault_row rows[CAP_FAULT_COUNT] = {
	[CAP_FAULT_NO_ALERT] = { "cap-no-alert", "CAP 1.2 3.1", EFFECT_REFUSE,
				 "根元素为“{detail}”，不是CAP的alert消息。",
				 "The root element is {detail}: this is no CAP alert.",
				 "<alert xmlns=\"" CAP_NAMESPACE_1_2 "\">" },
	[CAP_FAULT_XML_SIZE] = { "cap-size", NULL, EFFECT_REFUSE,
				 "文件过大，无法读取（{detail}）。",
				 "The document is too large: {detail}.", NULL },
	[CAP_FAULT_XML_ENCODING] = { "cap-encoding", "CAP 1.2 3.3.4.1", EFFECT_REFUSE,
				     "文件编码有误或未声明，只接受UTF-8、UTF-16和已声明的GB18030"
				     "（{detail}）。",
				     "The encoding is wrong or not declared; UTF-8, UTF-16 and "
				     "declared GB18030 are read ({detail}).",
				     "<?xml version=\"1.0\" encoding=\"UTF-8\"?>" },
	[CAP_FAULT_XML_DOCTYPE] = { "cap-doctype", "CAP 1.2 3.3.4", EFFECT_REFUSE,
				    "文件含有DOCTYPE声明，为安全起见不予读取（{detail}）。",
				    "The document has a DOCTYPE and was not read further "
				    "({detail}).",
				    NULL },
	[CAP_FAULT_XML_LIMIT] = { "cap-limit", NULL, EFFECT_REFUSE,
				  "文件的元素、层数或属性过多，不予读取（{detail}）。",
				  "The document has too many elements, levels or attributes "
				  "({detail}).",
				  NULL },
	[CAP_FAULT_XML_FORM] = { "cap-xml", "XML 1.0 2.1", EFFECT_REFUSE,
				 "文件不是格式正确的XML（{detail}）。",
				 "The document is not well-formed XML ({detail}).", NULL },
	[CAP_FAULT_UNKNOWN_ELEMENT] = { "cap-element", "CAP 1.2 3.2", EFFECT_REFUSE,
					"元素“{detail}”不应出现在此处，此处应为：{wanted}。",
					"Element {detail} does not belong here; expected here: "
					"{wanted}.",
					NULL },
	[CAP_FAULT_MISSPELT] = { "cap-element", "CAP 1.2 3.2", EFFECT_REFUSE,
				 "没有名为“{detail}”的元素，应为“{wanted}”。",
				 "There is no element {detail}; {wanted} is meant.", "{wanted}" },
	[CAP_FAULT_LEAF] = { "cap-content", "CAP 1.2 3.2", EFFECT_REFUSE,
			     "“{detail}”只能包含文字，不得包含元素“{wanted}”。",
			     "{detail} holds text only; it may not contain the element {wanted}.",
			     NULL },
	[CAP_FAULT_MIXED] = { "cap-content", "CAP 1.2 3.2", EFFECT_REFUSE,
			      "“{detail}”的子元素之间有多余文字。",
			      "There is stray text between the elements of {detail}.", NULL },
	[CAP_FAULT_ATTRIBUTE] = { "cap-attribute", "CAP 1.2 3.4", EFFECT_WARN,
				  "元素“{detail}”不应有属性“{wanted}”，已忽略。",
				  "Element {detail} has no attribute {wanted}; it was passed over.",
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
	[CAP_FAULT_NO_TEXT] = { "cap-missing", "CAP 1.2 3.2", EFFECT_REFUSE,
				"元素“{detail}”不得为空。", "Element {detail} may not be empty.",
				NULL },
	[CAP_FAULT_WORD_VERSION] = { "cap-value-version", "CAP 1.2 3.2", EFFECT_WARN,
				     "取值“{detail}”不属于本消息所用的CAP版本，已按其含义处理。",
				     "\"{detail}\" is no value of this version of CAP; it was "
				     "understood.",
				     NULL },
	[CAP_FAULT_WORD] = { "cap-value", "CAP 1.2 3.2", EFFECT_REFUSE,
			     "取值“{detail}”不在允许范围：{wanted}。",
			     "\"{detail}\" is not one of: {wanted}.", NULL },
	[CAP_FAULT_TIME] = { "cap-time", "CAP 1.2 3.3.2", EFFECT_REFUSE, "时间“{detail}”格式不对。",
			     "\"{detail}\" is no time of CAP.", "2026-03-02T09:00:00+08:00" },
	[CAP_FAULT_TIME_FORM] = { "cap-time-form", "CAP 1.2 3.3.2", EFFECT_REFUSE,
				  "时间“{detail}”应写成2026-03-02T09:00:00+08:00的形式，"
				  "不得以Z表示世界时，也不得带小数秒。",
				  "\"{detail}\": CAP 1.2 writes times as 2026-03-02T09:00:00+08:00, "
				  "UTC as -00:00, without Z or fractions.",
				  "{wanted}" },
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
				     "{detail}" },
	[CAP_FAULT_SPACES] = { "cap-spaces", "CAP 1.2 3.2.4", EFFECT_WARN,
			       "“{detail}”中有换行或制表符，已按空格处理。",
			       "Line breaks or tabs in {detail} were read as blanks.", NULL },
	[CAP_FAULT_POLYGON_CROSSED] = { "cap-polygon-crossed", "CAP 1.2 3.2.4", EFFECT_REFUSE,
					"多边形的边相互交叉或相接，范围不明确。", "The {detail}.",
					NULL },
	[CAP_FAULT_POLYGON_VOID] = { "cap-polygon-void", "CAP 1.2 3.2.4", EFFECT_REFUSE,
				     "多边形没有面积、环绕极点或过于复杂，范围不明确。",
				     "The polygon encloses nothing, goes round a pole or is too "
				     "tangled.",
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
	[CAP_FAULT_REFERENCES_SENT] = { "cap-references-sent", "CAP 1.2 3.2.1", EFFECT_WARN,
					"引用“{detail}”写的是本消息的发送时间，应为被引用消息的发送时间。",
					"Reference \"{detail}\" has this message's time; it must have "
					"the time of the message it names.",
					NULL },
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
				"没有可用的area，发送范围不明。",
				"There is no usable area: nobody can be reached.", NULL },
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
				 "Language \"{detail}\" is not as it should be; read as {wanted}.",
				 "{wanted}" },
	[CAP_FAULT_LANGUAGE_FORM] = { "cap-language", "RFC 3066", EFFECT_REFUSE,
				      "“{detail}”不是语言代码。",
				      "\"{detail}\" is no language code.", "zh-CN" },
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
	[CAP_FAULT_BASE64] = { "cap-deref-uri", "CAP 1.2 3.2.3", EFFECT_WARN,
			       "“{detail}”不是Base64编码。", "{detail} is not in Base64.", NULL },
	[CAP_FAULT_HEADLINE] = { "cap-headline", "CAP 1.2 3.2.2", EFFECT_NOTIFY,
				 "标题有{detail}个字符，建议不超过160个。",
				 "The headline has {detail} characters; 160 are advised at most.",
				 NULL },
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

/* Texts of others are quoted in sentences: at most this much of them, in whole characters. */
enum { QUOTED_OCTETS = 120 };

static size_t quoted_size(const char *value)
{
	size_t size = strnlen(value, QUOTED_OCTETS + 1);

	if (size <= QUOTED_OCTETS)
		return size;
	for (size = QUOTED_OCTETS; size > 0 && (value[size] & 0xc0) == 0x80;)
		size--;
	return size;
}

static const char *quoted(void *ctx, const char *value)
{
	return value ? talloc_strndup(ctx, value, quoted_size(value)) : "";
}

static void say(struct finding *finding, void *ctx, const struct cap_fault_row *row,
		const struct rule_word *words)
{
	finding->zh = rules_sentence(ctx, row->zh, words);
	finding->en = rules_sentence(ctx, row->en, words);
	if (row->suggestion)
		finding->suggestion = rules_sentence(ctx, row->suggestion, words);
}

static const struct cap_fault_row *row_of(const struct cap_walk *walk, enum cap_fault fault)
{
	const struct cap_fault_row *row = walk->version == CAP_NATIONAL ? national_fault_row(fault)
									: NULL;

	return row ? row : &rows[fault];
}

static void add(struct cap_walk *walk, enum cap_fault fault, const struct finding *at,
		const char *detail, const char *wanted)
{
	const struct cap_fault_row *row = row_of(walk, fault);
	struct finding finding = *at;
	char *texts;

	if (finding.effect == EFFECT_NONE)
		return;
	finding.rule = row->rule;
	finding.article = row->clause;
	texts = talloc_new(walk->findings->ctx);
	/* Past the list's end only the effect counts: a flood of faults costs nothing. */
	if (walk->findings->count < FINDINGS_MAX)
		say(&finding, texts, row,
		    (struct rule_word[]){ { "detail", quoted(texts, detail) },
					  { "wanted", quoted(texts, wanted) },
					  { NULL, NULL } });
	findings_add(walk->findings, &finding);
	talloc_free(texts);
}

void cap_fault_at(struct cap_walk *walk, enum cap_fault fault, const xmlNode *node,
		  const char *detail, const char *wanted)
{
	const struct cap_fault_row *row = row_of(walk, fault);
	struct finding at = { .effect = row->effect };
	char *path = NULL;

	if (walk->version == CAP_NATIONAL)
		at.effect = national_fault_effect(walk, fault, row, node);
	if (node && at.effect != EFFECT_NONE && walk->findings->count < FINDINGS_MAX) {
		path = xml_path(walk->ctx, node);
		at.where = (struct finding_where){ .field = (const char *)node->name,
						   .path = path,
						   .line = (uint32_t)xmlGetLineNo(node) };
	}
	add(walk, fault, &at, detail, wanted);
	talloc_free(path);
}

void cap_fault_unread(struct cap_walk *walk, const struct xml_trouble *trouble,
		      const struct fault *why)
{
	static const enum cap_fault faults[] = {
		[XML_TROUBLE_NONE] = CAP_FAULT_XML_FORM,
		[XML_TROUBLE_SIZE] = CAP_FAULT_XML_SIZE,
		[XML_TROUBLE_ENCODING] = CAP_FAULT_XML_ENCODING,
		[XML_TROUBLE_DOCTYPE] = CAP_FAULT_XML_DOCTYPE,
		[XML_TROUBLE_LIMIT] = CAP_FAULT_XML_LIMIT,
		[XML_TROUBLE_FORM] = CAP_FAULT_XML_FORM,
	};

	add(walk, faults[trouble->kind],
	    &(struct finding){ .effect = EFFECT_REFUSE, .where = { .line = trouble->line } },
	    why->text, NULL);
}
