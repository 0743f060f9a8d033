/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "desk/resolve_judge.h"

#include <stdio.h>
#include <stdlib.h>
#include <talloc.h>

#include "desk/registry.h"
#include "desk/resolve_channel.h"
#include "desk/resolve_codes.h"
#include "desk/resolve_expiry.h"
#include "desk/resolve_follow.h"
#include "desk/resolve_law.h"
#include "desk/resolve_reach.h"
#include "desk/resolve_shapes.h"
#include "desk/resolve_wording.h"
#include "desk/resolve_written.h"
#include "desk/shelf.h"
#include "desk/suspensions.h"
#include "notice/cells.h"

void resolve_judge_breached(struct resolution *r, enum rule rule, const char *field,
			    const struct rule_word *words)
{
	/* A document whose lane is not known yet is held to the strictest. */
	enum lane lane = r->judged.lane ? r->judged.lane : LANE_PLANNED;

	rules_breached(&r->findings, &(struct rule_breach){
					     .rule = rule,
					     .lane = lane,
					     .basis = r->desk->config->basis,
					     .where = { .field = field },
					     .words = words,
				     });
}

/* ---- who ------------------------------------------------------------------------------- */

/* A national message names its body twice: by senderCode, which decides, and by name. */
static const struct registry_agency *agency_of_alert(const struct resolution *r)
{
	const struct registry *registry = desk_registry(r->desk);
	const struct registry_agency *of_code = NULL;

	if (r->alert.sender_code.size > 0)
		of_code = registry_agency_of_sender(registry, r->alert.sender_code);
	return of_code ? of_code : registry_agency_of_sender(registry, r->alert.sender);
}

static void find_sender(struct resolution *r)
{
	const struct registry *registry = desk_registry(r->desk);

	if (r->format == INTAKE_FORMAT_APPLICATION) {
		r->agency = registry_agency(registry, application_sending_body(&r->application));
		r->applicant = registry_agency(registry, r->application.applicant);
	} else {
		r->agency = agency_of_alert(r);
		r->applicant = r->agency;
	}
	if (r->agency && r->applicant && r->agency != r->applicant)
		r->judged.sending_body = r->agency->identifier;
	if (r->applicant)
		r->authority = registry_authority(registry, r->applicant->authority);
	if (r->authority)
		r->judged.authority = r->authority->identifier;
}

/* The name is that of another body than the code. */
static bool has_two_senders(const struct resolution *r)
{
	const struct registry_agency *of_name = registry_agency_of_sender(desk_registry(r->desk),
									  r->alert.sender);

	return r->alert.is_national && of_name && of_name != r->agency;
}

/* Art. 12: whoever signed in has been verified; a program on the broker is the broker's to know. */
void resolve_judge_officer(struct resolution *r)
{
	const struct person *person = registry_person(desk_registry(r->desk), r->person);
	char *body = slice_string(r->findings.ctx, r->body),
	     *officer = slice_string(r->findings.ctx, r->person);

	if (!person || person->is_verified)
		return;
	resolve_judge_breached(r, RULE_IDENTITY, "person",
			       (struct rule_word[]){ { "body", body },
						     { "officer", officer },
						     { "items", "verification of the officer" },
						     { "items_zh", "经办人身份查验" },
						     { NULL, NULL } });
}

/* art. 12: the sender is a body we know, and whoever signed in acts for it or stands over it. */
static void judge_sender(struct resolution *r)
{
	const struct registry *registry = desk_registry(r->desk);
	char *sender = slice_string(r->findings.ctx, r->alert.sender),
	     *officer = slice_string(r->findings.ctx, r->person);

	if (has_two_senders(r))
		resolve_judge_breached(
			r, RULE_IDENTITY, "senderCode",
			(struct rule_word[]){ { "body", sender },
					      { "officer", officer },
					      { "items", "a sender and a senderCode of one body" },
					      { "items_zh", "发送方名称与编码一致的证明" },
					      { NULL, NULL } });

	resolve_judge_officer(r);
	if (!r->agency)
		resolve_judge_breached(
			r, RULE_IDENTITY, "sender",
			(struct rule_word[]){ { "body", sender },
					      { "officer", officer },
					      { "items", "cap_senders" },
					      { "items_zh", "发送方标识（cap_senders）登记" },
					      { NULL, NULL } });
	else if (!registry_is_over(registry, r->body, r->agency->identifier))
		resolve_judge_breached(
			r, RULE_IDENTITY, "sender",
			(struct rule_word[]){ { "body", sender },
					      { "officer", officer },
					      { "items", "authorisation of the sender" },
					      { "items_zh", "对该发送方的授权" },
					      { NULL, NULL } });
}

/* ---- status: never to the public -------------------------------------------------------- */

static void judge_status(struct resolution *r)
{
	enum alert_status status = r->alert.status;

	if (status == ALERT_STATUS_ACTUAL)
		return;
	if (desk_is_drill(r->desk) &&
	    (status == ALERT_STATUS_EXERCISE || status == ALERT_STATUS_TEST))
		return;
	resolve_judge_breached(
		r, RULE_STATUS, "status",
		(struct rule_word[]){ { "status", alert_status_name(status) }, { NULL, NULL } });
}

/* An Ack or Error is between programs; a Private or Restricted message is for somebody. */
static void judge_address(struct resolution *r)
{
	enum alert_msg_type msg_type = r->alert.msg_type;

	if (msg_type == ALERT_MSG_TYPE_ACK || msg_type == ALERT_MSG_TYPE_ERROR)
		resolve_judge_breached(
			r, RULE_MSG_TYPE, "msgType",
			(struct rule_word[]){ { "msg_type", alert_msg_type_name(msg_type) },
					      { NULL, NULL } });
	if (r->alert.scope != ALERT_SCOPE_PUBLIC && msg_type != ALERT_MSG_TYPE_CANCEL)
		resolve_judge_breached(
			r, RULE_SCOPE, "scope",
			(struct rule_word[]){ { "scope", alert_scope_name(r->alert.scope) },
					      { NULL, NULL } });
}

/* ---- lane ------------------------------------------------------------------------------- */

static void find_plan(struct resolution *r)
{
	struct registry_emergency emergency = {
		.event_type = r->reading.event_type,
		.class_of_emergency = r->reading.class_of_emergency,
		.urgency = r->reading.urgency,
		.severity = r->reading.severity,
		.at = r->received,
	};
	const struct registry_plan *named;

	if (r->plan || !r->agency || r->reading.class_of_emergency == LANE_CLASS_NONE)
		return;
	emergency.agency = r->agency->identifier;
	if (r->application.emergency.plan.size == 0) {
		r->plan = registry_plan_for(desk_registry(r->desk), &emergency);
		return;
	}
	/* The plan that is invoked, and no other. */
	named = registry_plan(desk_registry(r->desk), r->application.emergency.plan);
	if (named && registry_plan_covers(named, &emergency))
		r->plan = named;
}

static struct slice level_of(const struct reading *reading)
{
	if (reading->colour.size > 0 || reading->class_of_emergency == LANE_CLASS_NONE)
		return reading->colour;
	return slice_of(alert_severity_name(reading->severity));
}

static void decide_lane(struct resolution *r)
{
	struct lane_decision decision;

	find_plan(r);
	decision = lane_decide(&(struct lane_case){
		.class_of_emergency = r->reading.class_of_emergency,
		/* A plan may set thresholds of its own: what it covers is critical by it. */
		.is_critical = r->reading.is_critical || r->plan,
		.has_grounds = r->reading.grounds.size > 0,
		.plan_covers = r->plan != NULL,
		.relation = r->judged.relation,
		.followed_lane = r->followed_lane,
		.followed_has_key = r->followed_has_key,
	});
	r->judged.lane = decision.lane;
	r->judged.key = decision.key;
	r->judged.class_of_emergency = r->reading.class_of_emergency;
	r->judged.is_critical = decision.lane == LANE_URGENT;
	r->judged.event_type = r->reading.event_type;
	r->judged.title = r->reading.title;
	r->judged.grounds = r->reading.grounds;
	r->judged.level = level_of(&r->reading);
	r->judged.profile = slice_of(r->reading.profile);
	if (r->plan && decision.lane == LANE_URGENT) {
		r->judged.plan = r->plan->identifier;
		/* A cancel and its correction are one person's. */
		r->judged.needs_second_person = r->plan->needs_second_person &&
						r->judged.relation != NOTICE_RELATION_CORRECTION;
	}
}

/* ---- the whole document ------------------------------------------------------------------ */

static void name_the_alert(struct resolution *r)
{
	r->judged.alert_sender = r->alert.sender;
	r->judged.alert_identifier = r->alert.identifier;
	r->judged.alert_sent = r->alert.sent;
	if (r->alert.is_national)
		r->judged.alert_first = alert_first_key(&r->alert).identifier;
}

/*
 * What the original was judged by then is not judged again; its new text is, and whether its body
 * may still send in that lane (art. 22, 37): that can have changed since.
 */
static void take_up_correction(struct resolution *r)
{
	r->judged.relation = NOTICE_RELATION_CORRECTION;
	r->judged.follows = r->corrects.notice;
	r->followed_lane = r->corrects.lane;
	r->plan = registry_plan(desk_registry(r->desk), r->corrects.plan);
	decide_lane(r);
	resolve_shapes_judge(r);
	findings_init(&r->findings, r->findings.ctx);
	suspensions_judge(r);
}

static void judge_document(struct resolution *r)
{
	bool is_written = r->format == INTAKE_FORMAT_APPLICATION;

	if (!is_written)
		resolve_follow_judge(r);
	decide_lane(r);
	resolve_shapes_judge(r);
	suspensions_judge(r);
	if (is_written) {
		resolve_written_judge(r);
		return;
	}
	/* Art. 27: an alert, by whatever road, is no written application. */
	if (r->judged.lane == LANE_PLANNED)
		resolve_judge_breached(r, RULE_WRITTEN_NOT, "category", NULL);
	judge_sender(r);
	judge_status(r);
	judge_address(r);
	name_the_alert(r);
}

void resolve_judge_begin(struct resolution *r)
{
	find_sender(r);
	if (r->corrects.notice > 0)
		take_up_correction(r);
	else
		judge_document(r);
	resolve_expiry_judge(r);
	if (r->judged.relation != NOTICE_RELATION_CANCEL)
		resolve_wording_judge(r);
}

/* ---- area ------------------------------------------------------------------------------- */

static bool is_inside(const struct resolution *r, const struct cell *cell)
{
	return r->agency &&
	       cells_in_jurisdiction(cell, r->agency->jurisdiction,
				     r->agency->jurisdiction_count) &&
	       (!r->authority || cells_in_jurisdiction(cell, r->authority->jurisdiction,
						       r->authority->jurisdiction_count)) &&
	       (!r->plan || cells_in_jurisdiction(cell, r->plan->areas, r->plan->area_count));
}

size_t resolve_judge_split(const struct resolution *r, struct cell *items, size_t total)
{
	size_t inside = 0, outside = 0;
	struct cell *apart;
	uint32_t adcode = 0; /* cells of one adcode stand together: it is asked once */
	bool is_in = false;

	if (total == 0)
		return 0;
	apart = malloc(total * sizeof(*apart));
	if (!apart)
		abort();
	for (size_t i = 0; i < total; i++) {
		if (items[i].adcode != adcode) {
			adcode = items[i].adcode;
			is_in = is_inside(r, &items[i]);
		}
		if (is_in)
			items[inside++] = items[i];
		else
			apart[outside++] = items[i];
	}
	memcpy(items + inside, apart, outside * sizeof(*apart));
	free(apart);
	return inside;
}

/* A text whose own area is missing, or reaches nobody, is not sent to another one's. */
static void judge_places(struct resolution *r)
{
	uint32_t reached = 0;

	for (size_t i = 0; i < r->cells.cell_count; i++)
		reached |= r->cells.cells[i].sets;
	for (size_t i = 0; reached && i < r->reading.text_count; i++)
		if (!(reached >> r->reading.texts[i].set & 1))
			resolve_judge_breached(r, RULE_TEXT_NOWHERE, r->reading.texts[i].field,
					       NULL);
}

/* Cells of one node stand together within each half: a node is asked once. */
static bool reaches_a_node(const struct resolution *r)
{
	struct slice node = { NULL, 0 };
	const struct config_link *link;

	for (size_t i = 0; i < r->cells.cell_count; i++) {
		if (slice_equal(r->cells.cells[i].node, node))
			continue;
		node = r->cells.cells[i].node;
		if (config_node(r->desk->config, node, &link))
			return true;
	}
	return false;
}

/* Nothing would leave, and nobody would know: silence is never success. */
static void judge_reach(struct resolution *r)
{
	const char *en = "no link leads to the nodes of its cells", *zh = "所属节点未配置链路";
	const char *codes = resolve_codes_text(r);

	if (!resolve_channel_has(r, CHANNEL_CELL_BROADCAST) || reaches_a_node(r))
		return;
	if (shelf_condition(r->desk) == SHELF_DAMAGED) {
		en = "the cell register is damaged";
		zh = "小区登记表已损坏";
	} else if (!shelf_in_force(r->desk)->for_alerts) {
		en = "no cell register is loaded";
		zh = "未加载小区登记表";
	} else if (r->cells.cell_count == 0) {
		en = "no registered cell covers it";
		zh = "登记表中没有覆盖该范围的小区";
	}
	if (r->cells.cell_count == 0 && codes) {
		en = talloc_asprintf(r->findings.ctx, "no registered cell has its code: %s", codes);
		zh = talloc_asprintf(r->findings.ctx, "登记表中没有该代码的小区：%s", codes);
	}
	resolve_judge_breached(
		r, RULE_AREA_UNREACHED, "area",
		(struct rule_word[]){ { "problem", en }, { "problem_zh", zh }, { NULL, NULL } });
}

static void judge_area(struct resolution *r)
{
	size_t outside = r->cells.cell_count - r->inside_count;
	char part[48];

	if (r->format != INTAKE_FORMAT_APPLICATION && r->reading.text_count == 0)
		resolve_judge_breached(r, RULE_CONTENT_EMPTY, "info", NULL);
	else if (r->area_count == 0)
		resolve_judge_breached(r, RULE_AREA_EMPTY, "area", NULL);
	if (r->area_count == 0)
		return;
	judge_places(r);
	if (r->cells.cell_count > 0)
		resolve_codes_judge(r);
	judge_reach(r);
	/* A correction goes where its original went, and asks nobody again. */
	if (outside == 0 || r->corrects.notice > 0)
		return;
	snprintf(part, sizeof(part), "%zu/%zu cells", outside, r->cells.cell_count);
	r->judged.part_is_outside = true;
	resolve_judge_breached(
		r, RULE_AREA, "area",
		(struct rule_word[]){
			{ "part", part },
			{ "body", r->agency ? slice_string(r->findings.ctx, r->agency->name) : "" },
			{ "superior", r->agency && r->agency->superior.size
					      ? slice_string(r->findings.ctx, r->agency->superior)
					      : "-" },
			{ NULL, NULL } });
}

void resolve_judge_end(struct resolution *r)
{
	if (r->is_readable && r->judged.relation != NOTICE_RELATION_CANCEL) {
		if (r->format == INTAKE_FORMAT_APPLICATION && r->corrects.notice == 0)
			resolve_law_judge(r);
		judge_area(r);
		resolve_wording_judge_code(r);
		/* All of it outside: nothing can leave before the duty officer orders it. */
		if (r->cells.cell_count > 0 && r->inside_count == 0 && !r->corrects.everywhere &&
		    r->findings.strongest < EFFECT_DUTY_OFFICER && r->judged.lane == LANE_URGENT)
			r->findings.strongest = EFFECT_DUTY_OFFICER;
		resolve_channel_judge(r);
	}
	resolve_reach_describe(r);
	r->judged.tells_duty_officer = r->judged.lane == LANE_URGENT &&
				       findings_find(&r->findings, "prohibited") != NULL;
	r->judged.rules_pack = slice_of(RULES_PACK);
	r->judged.verdict = r->findings.strongest;
	r->judged.finding_count = (uint32_t)r->findings.count;
}
