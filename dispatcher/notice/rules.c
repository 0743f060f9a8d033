/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "notice/rules.h"

#include <talloc.h>

struct row {
	const char *name, *article;
	enum effect effects[LANE_COUNT];
	bool has_basis; /* the Chinese sentence rests on the pack */
	const char *zh, *en;
};

#define ON(planned, expedited, urgent)                                                             \
	{                                                                                          \
		[LANE_NONE] = EFFECT_NONE, [LANE_PLANNED] = EFFECT_##planned,                      \
		[LANE_EXPEDITED] = EFFECT_##expedited, [LANE_URGENT] = EFFECT_##urgent             \
	}
#define ALWAYS(effect)                                                                             \
	{                                                                                          \
		[LANE_NONE] = EFFECT_##effect, [LANE_PLANNED] = EFFECT_##effect,                   \
		[LANE_EXPEDITED] = EFFECT_##effect, [LANE_URGENT] = EFFECT_##effect                \
	}

static const struct row rows[RULE_COUNT] = {
	[RULE_WRITTEN] = {
		"written", "art. 27", ON(REFUSE, WARN, WARN), true,
		"申请事项不完整，缺少：{fields_zh}。请补正后提交。",
		"The application lacks: {fields}.",
	},
	[RULE_CONTENT_EMPTY] = {
		"written", "art. 27", ALWAYS(REFUSE), true,
		"申请未载明发送内容，请补充。",
		"There is no text to send.",
	},
	[RULE_CHANNEL] = {
		"written", "art. 27", ALWAYS(REFUSE), true,
		"发送渠道“{channel}”不能识别，应为cell-broadcast、sms或internet。",
		"No channel is called {channel}: cell-broadcast, sms or internet.",
	},
	[RULE_CHANNEL_ABSENT] = {
		"channel", "art. 27", ALWAYS(WARN), true,
		"发送渠道“{channel}”尚未接通，本信息不经该渠道发送。",
		"{channel} is not connected here: nothing goes out over it.",
	},
	[RULE_CHANNEL_NONE] = {
		"channel", "art. 27", ALWAYS(REFUSE), true,
		"所列发送渠道均未接通，无法发送；目前可用渠道为{connected}。",
		"None of its channels is connected here; connected: {connected}.",
	},
	[RULE_EXEMPTION] = {
		"exemption", "art. 27", ALWAYS(WARN), true,
		"所引用的例外依据“{exemption}”未经登记确认或不在有效期内，按一般要求审查。",
		"The exemption {exemption} is not registered, or not valid now; judged without it.",
	},
	[RULE_LENGTH] = {
		"length", "art. 27", ON(REFUSE, WARN, WARN), true,
		"发送内容共{n}个字符（含签名、标点、空格），超出70个字符的限制，请至少删减{k}个字符；"
		"国家另有规定的，请提供文件名称、文号和条款。",
		"{n} characters; remove at least {k}.",
	},
	[RULE_LENGTH_SEGMENTS] = {
		"length", "art. 27", ON(WARN, WARN, WARN), true,
		"发送内容{n}个字符，符合要求；因编码后共{u}个编码单元，将拆分为{m}条短信发送。",
		"Within 70; sent as {m} segments.",
	},
	[RULE_SENDER_NAME] = {
		"sender-name", "art. 27", ON(REFUSE, WARN, WARN), true,
		"发送内容未包含发送机构名称，应载明“{full}”或已登记简称“{short}”。",
		"The sending body is not named; use {full} or {short}.",
	},
	[RULE_SENDER_PHONE] = {
		"sender-phone", "art. 27", ON(REFUSE, WARN, WARN), true,
		"发送内容未包含{body}经核验的联系电话（已登记：{phones}）。",
		"No verified phone of {body}; registered: {phones}.",
	},
	[RULE_IDENTITY] = {
		"identity", "art. 12", ON(REFUSE, REFUSE, DUTY_OFFICER), true,
		"{body}或经办人{officer}的真实身份信息尚未查验登记，缺少：{items_zh}。",
		"Identity not verified; missing {items}.",
	},
	[RULE_AREA] = {
		"area", "art. 3, 27", ON(REFUSE, HOLD, NOTIFY), true,
		"发送范围中“{part}”超出{body}的管辖或授权区域，请调整，或由{superior}提出。",
		"{part} lies outside the jurisdiction; adjust, or ask {superior}.",
	},
	[RULE_AREA_EMPTY] = {
		"area", "art. 27", ALWAYS(REFUSE), true,
		"发送范围未载明，或不含任何可识别的区域，请补充。",
		"No area, or none that can be resolved; nothing is ever widened.",
	},
	[RULE_EXPIRY] = {
		"expiry", "art. 27", ALWAYS(REFUSE), true,
		"未载明有效的失效时间，请补充。",
		"No valid expiry.",
	},
	[RULE_EXPIRY_DEFAULT] = {
		"expiry", "art. 27", ON(NONE, WARN, WARN), true,
		"未载明失效时间，已按默认值{expires}处理。",
		"No expiry; default {expires} applied.",
	},
	[RULE_WINDOW] = {
		"expiry", "art. 27", ALWAYS(REFUSE), true,
		"失效时间应晚于发送起始时间，请更正。",
		"It ends before it begins: the end of the window must be later than its start.",
	},
	[RULE_STATUS] = {
		"status", "art. 26", ALWAYS(REFUSE), true,
		"消息状态为{status}，不得向公众发送；请以演练平台处理，或将状态改为Actual。",
		"Status {status} never reaches the public; use the drill store, or status Actual.",
	},
	[RULE_PAGES] = {
		"pages", "TS 23.041 9.4.1", ALWAYS(REFUSE), true,
		"小区广播最多15页，本内容{problem}，请删减；不会截断发送。",
		"At most 15 pages of cell broadcast: {problem}; nothing is cut.",
	},
	[RULE_REFERENCE] = {
		"reference", "CAP 1.2 3.2.1", ALWAYS(WARN), true,
		"所引用的消息“{reference}”未在本平台登记，按新消息处理。",
		"The message referred to, {reference}, is not known here; treated as a new one.",
	},
	[RULE_REFERENCE_EARLY] = {
		"reference", "CAP 1.2 3.2.1", ALWAYS(HOLD), true,
		"拟取消的消息“{reference}”尚未收到；收到后即予取消，不会发送。",
		"The message to cancel, {reference}, has not come yet; it will be cancelled on "
		"arrival.",
	},
	[RULE_REFERENCE_AMBIGUOUS] = {
		"reference", "CAP 1.2 3.2.1", ALWAYS(REFUSE), true,
		"更新必须对应唯一一条在发消息，所引用的{count}条均在发送：{list}。请明确。",
		"An Update takes the place of exactly one message; {count} are open: {list}.",
	},
	[RULE_PAPERWORK] = {
		"paperwork", "art. 26", ALWAYS(REFUSE), true,
		"补办手续材料不完整，缺少：{fields_zh}。请补充后提交。",
		"The paperwork lacks: {fields}.",
	},
	[RULE_APPLICANT] = {
		"applicant", "art. 27", ON(REFUSE, NONE, NONE), true,
		"非应急类公益性短信息应由省级以上人民政府有关部门或设区市、自治州人民政府申请。{body}不属于"
		"上述申请主体，请商{suggested}提出申请，{body}可列为发送机构。",
		"Not eligible to apply; ask {suggested} to apply. {body} may be the sending body.",
	},
	[RULE_APPLICANT_REVIEWER] = {
		"applicant", "art. 27", ON(HOLD, NONE, NONE), true,
		"{body}是否属于省级以上人民政府有关部门或设区市、自治州人民政府，请审核人员核定。",
		"Whether {body} may apply is for the reviewer to decide.",
	},
	[RULE_APPLICANT_ADVICE] = {
		"applicant", "art. 27", ON(WARN, NONE, NONE), true,
		"{body}不属于人民政府及其部门，建议商{suggested}提出申请，请审核人员核定。",
		"{body} is neither a government nor its department; better ask {suggested} to "
		"apply. The reviewer decides.",
	},
	[RULE_AUTHORITY] = {
		"authority", "art. 3, 27", ON(REFUSE, NONE, NONE), true,
		"本申请应向{authority}提出，不属于{this}协调范围。",
		"Apply to {authority}.",
	},
	[RULE_AREA_CODE] = {
		"area", "art. 3, 27", ON(REFUSE, HOLD, NOTIFY), true,
		"发送范围中“{part}”不是可适用的行政区划，请核对行政区划代码。",
		"{part} is no division that this applies to; check the code.",
	},
	[RULE_AREA_CODE_NEW] = {
		"area", "art. 3, 27", ON(HOLD, NOTIFY, NOTIFY), true,
		"发送范围中“{part}”未列入本平台行政区划表，可能为新设区划，请审核人员核定。",
		"{part} is not in the table of divisions; it may be a new one.",
	},
	[RULE_LEAD_TIME] = {
		"lead-time", "art. 27", ON(REFUSE, NONE, NONE), true,
		"申请应提前15个工作日提出。本申请于{filed}提出，最早可于{earliest}发送；拟于{wanted}发送的，最迟"
		"应于{latest}提出。",
		"Filed {filed}: earliest send {earliest}; for {wanted}, file by {latest}.",
	},
	[RULE_LEAD_TIME_HELD] = {
		"lead-time", "art. 27", ON(HOLD, NONE, NONE), true,
		"本申请于{filed}（非工作日）提出：视为次一工作日提出的，最早可于{earliest}发送；自提出次日起计算的，"
		"最早可于{letter}发送。拟于{wanted}发送是否符合提前15个工作日的要求，请审核人员核定。",
		"Filed {filed}, a day off: earliest send {earliest}, by the letter {letter}; for "
		"{wanted} the reviewer decides.",
	},
	[RULE_LEAD_TIME_NOT_KNOWN] = {
		"lead-time", "art. 27", ON(HOLD, NONE, NONE), false,
		"{year}年节假日安排尚未录入，暂不能确定最早发送日期，本申请暂缓审核，待节假日安排录入后继续办理。",
		"The calendar of {year} is not loaded; the application is held.",
	},
	[RULE_SUSPENDED] = {
		"suspended", "art. 22, 37", ON(REFUSE, NONE, NONE), true,
		"因{reason}，{body}非应急类短信息发送服务自{from}起暂停，本申请不予受理。如有异议，可向{appeal}申诉。"
		"应急类信息不受影响。",
		"{body} is suspended from {from} ({reason}); appeal to {appeal}; "
		"emergencies unaffected.",
	},
	[RULE_SUSPENDED_SENT] = {
		"suspended", "art. 22, 37", ON(NONE, NOTIFY, NOTIFY), true,
		"{body}非应急类短信息发送服务自{from}起暂停（{reason}）；本信息属应急类，不受影响，已告知电信管理机构。",
		"{body} is suspended from {from}; this is an emergency and goes out all the same. "
		"The authority is told.",
	},
	[RULE_SUSPENDED_CORRECTION] = {
		"suspended", "art. 22, 37", ON(REFUSE, NONE, NONE), true,
		"因{reason}，{body}非应急类短信息发送服务自{from}起暂停，本更正不予发送，撤销不受影响。"
		"如有异议，可向{appeal}申诉。",
		"{body} is suspended from {from} ({reason}): the correction is not sent, the "
		"cancel is done; appeal to {appeal}.",
	},
	[RULE_REFERENCE_FOREIGN] = {
		"identity", "art. 12", ALWAYS(REFUSE), true,
		"所引用的消息由{owner}发布，{body}无权更新或取消，请由{owner}或其上级单位办理。",
		"The message referred to is {owner}'s; {body} may not change or cancel it: {owner} "
		"may, or a body above it.",
	},
	[RULE_MSG_TYPE] = {
		"status", "CAP 1.2 3.2.1", ALWAYS(REFUSE), true,
		"消息类型为{msg_type}，属系统间应答，不向公众发送；已留存记录。",
		"A message of type {msg_type} is between programs: it is recorded and never "
		"broadcast.",
	},
	[RULE_SCOPE] = {
		"status", "CAP 1.2 3.2.1", ON(REFUSE, REFUSE, DUTY_OFFICER), true,
		"消息范围为{scope}，不面向公众；向公众发送的消息范围应为Public。",
		"Scope {scope} is not for the public; what goes to the public has scope Public.",
	},
	[RULE_AREA_UNREACHED] = {
		"area", "art. 27", ON(HOLD, HOLD, DUTY_OFFICER), true,
		"发送范围内没有可发送的小区（{problem_zh}），按现有登记无法到达任何公众，请核实。",
		"No cell in the area can be reached ({problem}): nobody would receive it.",
	},
	[RULE_REFERENCE_OVER] = {
		"reference", "CAP 1.2 3.2.1", ALWAYS(WARN), true,
		"拟取消的消息“{reference}”及其后续消息已不在发送，无需取消。",
		"The message to cancel, {reference}, and what followed it are off already: nothing "
		"is left to cancel.",
	},
	[RULE_SENDER_NAME_FULL] = {
		"sender-name", "art. 27", ON(REFUSE, WARN, WARN), true,
		"发送内容未包含发送机构名称，应载明“{full}”。",
		"The sending body is not named; use {full}.",
	},
	[RULE_SENDER_PHONE_UNVERIFIED] = {
		"sender-phone", "art. 27", ON(REFUSE, WARN, WARN), true,
		"发送内容未包含{body}经核验的联系电话（已登记：{phones}）。“{found}”未经核验。",
		"No verified phone of {body}; registered: {phones}. {found} is not verified.",
	},
	[RULE_PHONE_OTHER] = {
		"sender-phone", "art. 27", ALWAYS(WARN), true,
		"发送内容第{pos}个字符起“{hit}”不是{body}已登记的电话，请核对。",
		"{hit}, at character {pos}, is no registered phone of {body}; please check it.",
	},
	[RULE_PHONE_LOCAL] = {
		"sender-phone", "art. 27", ALWAYS(WARN), true,
		"发送内容第{pos}个字符起“{hit}”未加长途区号，而发送范围跨市（地、州、盟），请补充区号。",
		"{hit}, at character {pos}, has no area code, and the area spans several.",
	},
	[RULE_NO_LINK] = {
		"no-link", "art. 27", ON(REFUSE, WARN, WARN), true,
		"发送内容第{pos}个字符起“{hit}”为网址或链接，请删除，可改为机构或平台名称。",
		"{hit} at character {pos} is a link: remove it, or name the body or platform "
		"instead.",
	},
	[RULE_NO_LINK_LOOKS] = {
		"no-link", "art. 27", ALWAYS(WARN), true,
		"发送内容第{pos}个字符起“{hit}”疑似网址或链接，请审核人员核定。",
		"{hit} at character {pos} looks like a link; the reviewer decides.",
	},
	[RULE_PUBLICITY] = {
		"publicity", "art. 27", ON(WARN, WARN, NONE), true,
		"发送内容疑似属于工作宣传，请审核人员核定。",
		"Looks like publicity; the reviewer decides.",
	},
	[RULE_PUBLIC_INTEREST] = {
		"public-interest", "art. 27, 42", ON(WARN, WARN, NONE), true,
		"发送内容是否具有公益性、非盈利性，请审核人员核定。",
		"Public interest to be confirmed by the reviewer.",
	},
	[RULE_COMMERCIAL] = {
		"commercial", "art. 18", ON(REFUSE, REFUSE, WARN), true,
		"发送内容用于介绍、推销商品、服务或商业投资机会，属商业性短信息，不得通过本通道发送。",
		"Commercial content is not carried.",
	},
	[RULE_PROHIBITED] = {
		"prohibited", "art. 15, 32", ON(HOLD, HOLD, NONE), true,
		"发送内容“{hit}”疑似含有法律法规禁止的内容，已暂缓发送、保存记录，转人工核查。",
		"{hit}: suspected prohibited content; held, recorded, passed to a person.",
	},
	[RULE_PROHIBITED_SENT] = {
		"prohibited", "art. 15, 32", ON(NONE, NONE, WARN), true,
		"发送内容中“{hit}”疑似属于法律、行政法规禁止的内容，已保存记录并通知值班人员核查，发送未中止。",
		"{hit}: suspected prohibited content; recorded, duty officer told, not stopped.",
	},
	[RULE_PROHIBITED_TOLD] = {
		"prohibited", "art. 15, 32", ON(NONE, NONE, NOTIFY), true,
		"请值班人员核查：发送内容中“{hit}”疑似属于法律、行政法规禁止的内容，发送未中止。",
		"For the duty officer: {hit} is suspected prohibited content; not stopped.",
	},
	[RULE_SENDER_CODE] = {
		"sender-code", "art. 9", ON(REFUSE, REFUSE, NONE), true,
		"码号{code}不能用于本次发送（{why_zh}），请改用{alt_zh}。",
		"Code {code} cannot be used here ({why}); use {alt}.",
	},
	[RULE_SENDER_CODE_MISSING] = {
		"sender-code", "art. 9", ON(REFUSE, REFUSE, NONE), true,
		"以短信发送的，应载明码号；请填写{alt_zh}。",
		"A message by SMS needs a sender code; use {alt}.",
	},
	[RULE_SENDER_CODE_EMERGENCY] = {
		"sender-code", "art. 9", ON(NONE, NONE, NOTIFY), true,
		"紧急信息使用电信管理机构的应急码号{code}发送，不使用申请所列码号{given}。",
		"Urgent: sent under the authority's emergency code {code}, not under {given}.",
	},
	[RULE_AREA_NO_CELL] = {
		"area", "art. 3, 27", ON(HOLD, HOLD, DUTY_OFFICER), true,
		"发送范围未覆盖任何已登记小区，无法核定是否在管辖区域内，经互联网渠道发送前请核定。",
		"The area reaches no known cell: nothing says whose it is; somebody decides before "
		"it goes over the internet.",
	},
	[RULE_INTERNET] = {
		"internet", "art. 28", ALWAYS(WARN), true,
		"通过{channel}发送具有短信息特征的公益性信息，参照公益性短信息要求执行，现存在以下问题："
		"{findings}。",
		"The same requirements apply on {channel}: {findings}.",
	},
	[RULE_URGENT_BY_MQTT] = {
		"mqtt", "art. 26", ON(NONE, NONE, DUTY_OFFICER), false,
		"本平台未开启经MQTT直接发送紧急信息，本信息转值班人员核定后发送；需立即发送的，请经HTTPS提交。",
		"Urgent by MQTT is off here (urgent-by-mqtt): the duty officer decides. To send at "
		"once, submit it over HTTPS.",
	},
	[RULE_EXEMPTION_APPLIED] = {
		"exemption", "art. 27", ALWAYS(NOTIFY), true,
		"本申请援引《{instrument}》（{number}）{clause}，经{officer}确认，内容要求（{rules}）按国家另有规定处理。",
		"By {instrument} ({number}), {clause}, confirmed by {officer}: {rules} only warn.",
	},
	[RULE_WRITTEN_NOT] = {
		"written", "art. 27", ON(REFUSE, NONE, NONE), true,
		"本信息不属于突发事件，应由省级以上人民政府有关部门或设区市、自治州人民政府提前15个工作日书面申请，预警报文不能代替；"
		"请经/v1/requests提出申请。",
		"This is no emergency: it takes a written application, 15 working days ahead (POST "
		"/v1/requests), which an alert is not.",
	},
	[RULE_QUIET] = {
		"quiet-hours", "art. 27", ON(REFUSE, NONE, NONE), true,
		"拟发送时段全部处于免打扰时段（{from}至{until}）内，非应急类信息不在此时段发送，请调整发送时间。",
		"The whole window lies in the quiet hours, {from} to {until}: choose another.",
	},
	[RULE_QUIET_LATER] = {
		"quiet-hours", "art. 27", ON(WARN, NONE, NONE), true,
		"拟发送时间处于免打扰时段（{from}至{until}）内，将于{begins}开始发送。",
		"It would begin in the quiet hours, {from} to {until}; it begins at {begins}.",
	},
	[RULE_REPEATS] = {
		"repeats", "art. 26", ON(NONE, NONE, WARN), true,
		"紧急信息在有效期内持续发送，不按所列次数（{n}次）重复提示。",
		"What is urgent is on the air until it expires; it is not shown {n} times.",
	},
	[RULE_EXPIRED] = {
		"expiry", "art. 27", ALWAYS(REFUSE), true,
		"失效时间{expires}已过（现在为{now}），请更正。",
		"It expired at {expires}; it is {now} now.",
	},
	[RULE_EXPIRY_FAR] = {
		"expiry", "art. 27", ALWAYS(WARN), true,
		"失效时间{expires}距今超过{days}天，请核对。",
		"It expires at {expires}, more than {days} days ahead: is that meant?",
	},
	[RULE_SENT_LONG_AGO] = {
		"sent", "CAP 1.2 3.2.1", ALWAYS(WARN), true,
		"消息的发送时间{sent}早于收到时间{days}天以上，请核对。",
		"It says that it was sent at {sent}, more than {days} days before it came.",
	},
	[RULE_SENT_OUTLIVED] = {
		"expiry", "CAP 1.2 3.2.2", ON(NONE, HOLD, DUTY_OFFICER), true,
		"未载明失效时间，消息的发送时间为{sent}，距今已超过默认有效期{minutes}分钟，请核定是否仍然有效。",
		"No expiry, and it was sent at {sent}: longer ago than the default of {minutes} "
		"minutes. Does it still hold?",
	},
	[RULE_TEXT_NOWHERE] = {
		"area", "art. 27", ON(REFUSE, WARN, WARN), true,
		"该内容所对应的发送范围未载明，或未覆盖任何小区，该内容不会在其他内容的范围内发送。",
		"The area of this text is missing or reaches no cell; it is not sent where other "
		"texts go.",
	},
	[RULE_TEXTS_LEFT_OUT] = {
		"texts", "art. 27", ON(REFUSE, HOLD, WARN), true,
		"按语种和发送范围区分的内容最多{most}条，另有{count}条不会发送，请拆分为多条消息提交。",
		"At most {most} texts by language and area; {count} more are not sent. Submit them "
		"as messages of their own.",
	},
	[RULE_TEXT_CHINESE] = {
		"written", "art. 27", ON(REFUSE, HOLD, WARN), true,
		"发送内容没有中文文本（其他语种仅作补充），请补充language为zh-CN的文本。",
		"There is no Chinese text, which other languages only stand beside; add one of "
		"language zh-CN.",
	},
	[RULE_TEXT_TWICE] = {
		"texts", "art. 27", ALWAYS(REFUSE), true,
		"与{other}同为一个语种（{language}），每个语种只能有一个文本，请合并或删除。",
		"The same language as {other} ({language}): one text a language; join them, or "
		"leave one out.",
	},
	[RULE_TEXT_OCTETS] = {
		"texts", "art. 27", ALWAYS(REFUSE), true,
		"发送内容共{octets}个字节，超出{most}个字节的限制（已超过小区广播15页的容量），未作进一步审查，请删减。",
		"{octets} octets, more than the {most} that any channel takes (15 pages of cell "
		"broadcast have fewer); it is not read further.",
	},
	[RULE_PLAN] = {
		"plan", "art. 26", ON(WARN, WARN, WARN), true,
		"所援引的应急预案“{plan}”{problem_zh}，不作为直接发送的依据；"
		"确属紧急的，由值班人员核定。",
		"The contingency plan {plan} {problem}: it lets nothing out; what is critical goes "
		"to the duty officer.",
	},
	[RULE_LEVEL] = {
		"level", "art. 26", ON(WARN, WARN, WARN), true,
		"声明情况紧急，而所列级别为{level}，应为red或orange，请核对；"
		"是否适用应急预案按所列级别判断。",
		"Declared critical, yet its level is {level}: red or orange would agree. Plans are "
		"judged by the level.",
	},
	[RULE_CARRIER] = {
		"carrier", "art. 27", ON(REFUSE, WARN, WARN), true,
		"发送量上限所列企业“{carrier}”未登记，该上限无法执行，请核对企业标识。",
		"No carrier {carrier} is registered: its limit in cap_per_carrier binds nobody.",
	},
	[RULE_SENT_OUTLIVED_SENT] = {
		"expiry", "CAP 1.2 3.2.2", ON(NONE, NONE, WARN), true,
		"发送时间{sent}距今已超过默认有效期{minutes}分钟，已立即发送，至{expires}失效；请核对发送系统的时钟和时区。",
		"Sent at {sent}, longer ago than the default of {minutes} minutes: it goes out at "
		"once and holds until {expires}. Check the sending system's clock and time zone.",
	},
	[RULE_SENT_OUTLIVED_TOLD] = {
		"expiry", "CAP 1.2 3.2.2", ON(NONE, NONE, NOTIFY), true,
		"请值班人员核查：发送时间{sent}距今已超过默认有效期{minutes}分钟，发送未中止；不再有效的，请取消。",
		"For the duty officer: sent at {sent}, longer ago than the default of {minutes} "
		"minutes; not stopped. Cancel it if it no longer holds.",
	},
	[RULE_AREA_CODE_NOWHERE] = {
		"area", "art. 27", ALWAYS(WARN), true,
		"发送范围中的区域代码未覆盖任何已登记小区：{codes}，该部分不会有人收到，请核实。",
		"Codes of the area reach no cell: {codes}. Nobody there receives it.",
	},
	[RULE_AREA_SHAPE] = {
		"area", "CAP 1.2 3.2.4", ALWAYS(WARN), true,
		"发送范围中有{count}个多边形的范围不明确（另列），仅向其余部分发送，请更正后更新。",
		"{count} polygon(s) of the area are unclear: it goes to the rest; send an Update.",
	},
};

/* The basis leads into the sentence; an operator may have left out its comma. */
static char *based(void *ctx, const char *basis, const char *zh)
{
	static const char comma[] = "，";
	size_t size = strlen(basis), end = sizeof(comma) - 1;
	bool leads = size == 0 || (size >= end && strcmp(basis + size - end, comma) == 0);

	return talloc_asprintf(ctx, "%s%s%s", basis, leads ? "" : comma, zh);
}

void rules_breached(struct findings *findings, const struct rule_breach *breach)
{
	const struct row *row = &rows[breach->rule];
	struct finding finding = {
		.rule = row->name,
		.article = row->article,
		.effect = breach->effect ? breach->effect : row->effects[breach->lane],
		.where = breach->where,
		.suggestion = breach->suggestion,
	};
	const char *basis = breach->basis ? breach->basis : RULES_BASIS_DEFAULT;
	char *zh, *en;

	if (finding.effect == EFFECT_NONE)
		return;
	en = rules_sentence(findings->ctx, row->en, breach->words);
	zh = rules_sentence(findings->ctx, row->zh, breach->words);
	finding.zh = row->has_basis ? based(findings->ctx, basis, zh) : zh;
	finding.en = en;
	findings_add(findings, &finding);
}
