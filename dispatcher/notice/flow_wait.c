/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "notice/flow.h"

/* A Cancel that came before its alert is held, but there is nothing in it to decide. */
static enum notice_wait wait_while_held(const struct flow *flow)
{
	if (flow->waits_for_duty_officer)
		return NOTICE_WAIT_DUTY_OFFICER;
	if (flow->waits_for_second_person)
		return NOTICE_WAIT_SECOND_PERSON;
	return flow->judged.relation == NOTICE_RELATION_CANCEL ? NOTICE_WAIT_NONE
							       : NOTICE_WAIT_REVIEW;
}

enum notice_wait flow_waiting_for(const struct flow *flow)
{
	switch (flow->state) {
	case NOTICE_PENDING:
		return NOTICE_WAIT_REVIEW;
	case NOTICE_HELD:
		return wait_while_held(flow);
	case NOTICE_ADJUSTING:
		return NOTICE_WAIT_CONFIRMATION;
	case NOTICE_RETURNED:
		return NOTICE_WAIT_AMENDMENT;
	case NOTICE_SENDING:
	case NOTICE_BROADCASTING:
		return flow->outside_waits ? NOTICE_WAIT_OUTSIDE : NOTICE_WAIT_NONE;
	default:
		return NOTICE_WAIT_NONE;
	}
}

struct utc flow_decide_by(const struct flow *flow)
{
	enum notice_wait wait = flow_waiting_for(flow);

	if (wait == NOTICE_WAIT_NONE)
		return (struct utc){ 0 };
	if (wait == NOTICE_WAIT_DUTY_OFFICER || wait == NOTICE_WAIT_OUTSIDE) {
		struct utc last = utc_before(flow->waits_since, flow->last_page)
					  ? flow->last_page
					  : flow->waits_since;

		return utc_add(last, SPAN_MINUTES(FLOW_PAGE_INTERVAL_MINUTES));
	}
	return utc_before(flow->received_at, flow->judged.begins) ? flow->judged.begins
								  : flow->judged.expires;
}

/* The duty officer is paged instead. */
static bool may_alarm(const struct flow *flow)
{
	enum notice_wait wait = flow_waiting_for(flow);

	return wait == NOTICE_WAIT_REVIEW || wait == NOTICE_WAIT_SECOND_PERSON ||
	       wait == NOTICE_WAIT_CONFIRMATION || wait == NOTICE_WAIT_AMENDMENT;
}

/*
 * Once at half of the time that was left when the wait began, and once a working day before the
 * end, in whichever order they come. What had less than a working day from the beginning alarms
 * at the half only.
 */
struct utc flow_alarm_at(const struct flow *flow)
{
	struct utc by = flow_decide_by(flow), last = flow->judged.last_call, half;
	bool has_last = utc_before(flow->waits_since, last) && utc_before(last, by);
	struct utc first;

	if (!may_alarm(flow) || !utc_before(flow->waits_since, by))
		return (struct utc){ 0 };
	half = utc_add(flow->waits_since, (struct span){ (by.us - flow->waits_since.us) / 2 });
	first = has_last && utc_before(last, half) ? last : half;
	if (flow->alarms == 0)
		return first;
	if (flow->alarms == 1 && has_last)
		return first.us == half.us ? last : half;
	return (struct utc){ 0 };
}

/* ---- why -------------------------------------------------------------------------------- */

static const struct flow_reason nobody = {
	"已放行，但按当前的小区登记表和链路到达不了任何公众，"
	"未发送，须重新决定",
	"it was let go, but by the cell register and the links of that moment it would have "
	"reached nobody: nothing was sent, and somebody must decide on it anew",
};

static struct flow_reason why_duty_officer(const struct flow *flow)
{
	if (flow->is_unreached)
		return nobody;
	if (flow->judged.verdict == EFFECT_DUTY_OFFICER)
		return (struct flow_reason){
			"判定结果中有须由值班人员决定的事项",
			"one of its findings leaves it to the duty officer",
		};
	return (struct flow_reason){
		"重大突发事件信息，没有应急预案覆盖，"
		"须由值班人员依机制决定是否立即发送（第二十六条）",
		"it is critical and no contingency plan covers it: only the duty officer can "
		"let it out at once (art. 26)",
	};
}

static struct flow_reason why_review(const struct flow *flow)
{
	if (flow->is_unreached)
		return nobody;
	if (flow->withheld_by.size > 0)
		return (struct flow_reason){
			"已暂缓发送，须重新决定",
			"it was withheld: somebody must decide on it anew",
		};
	if (flow->judged.waits_for_calendar)
		return (struct flow_reason){
			"所涉年份的节假日安排尚未录入，"
			"不能确定是否符合提前期（第二十七条）",
			"the holidays of a year that it depends on are not loaded: "
			"whether it is in time is not known yet (art. 27)",
		};
	if (flow->judged.verdict == EFFECT_HOLD)
		return (struct flow_reason){
			"判定结果中有须由审核人员认定的事项",
			"one of its findings is the reviewer's to settle",
		};
	if (flow->lane == LANE_EXPEDITED)
		return (struct flow_reason){
			"突发事件信息，经同意后即可发送（第二十五条）",
			"an emergency, not critical: it leaves when it is agreed to (art. 25)",
		};
	return (struct flow_reason){
		"须经电信管理机构审核同意后按时发送（第二十七条）",
		"the authority must agree before its window begins (art. 27)",
	};
}

static const struct flow_reason reasons[NOTICE_WAIT_COUNT] = {
	[NOTICE_WAIT_OUTSIDE] = {
		"部分区域在管辖范围之外，须由值班人员决定（第三条）",
		"part of its area lies outside the jurisdiction: the duty officer decides on that "
		"part (art. 3)",
	},
	[NOTICE_WAIT_SECOND_PERSON] = {
		"所依据的应急预案或覆盖人数要求另一人复核",
		"its contingency plan, or how many it reaches, asks for a second person",
	},
	[NOTICE_WAIT_CONFIRMATION] = {
		"审核人员作了调整，须由申请单位确认",
		"the reviewer adjusted it: the applicant must confirm",
	},
	[NOTICE_WAIT_AMENDMENT] = {
		"已退回申请单位补正",
		"it was returned to the applicant for amendment",
	},
};

struct flow_reason flow_waits_because(const struct flow *flow)
{
	enum notice_wait wait = flow_waiting_for(flow);

	if (wait == NOTICE_WAIT_DUTY_OFFICER)
		return why_duty_officer(flow);
	if (wait == NOTICE_WAIT_REVIEW)
		return why_review(flow);
	if (wait == NOTICE_WAIT_NONE && flow->state == NOTICE_HELD)
		return (struct flow_reason){ "所解除的信息尚未收到",
					     "what it cancels has not come yet" };
	return reasons[wait];
}
