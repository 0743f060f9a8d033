/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "desk/resolve_judge.h"

#include <stdio.h>
#include <stdlib.h>
#include <talloc.h>

#include "desk/case.h"
#include "desk/keys.h"
#include "desk/registry.h"
#include "desk/resolve_law.h"
#include "desk/resolve_written.h"
#include "desk/suspensions.h"
#include "notice/calendar.h"
#include "notice/cells.h"
#include "notice/page.h"
#include "notice/wording.h"

static char *text_of(struct resolution *r, struct slice text)
{
	return talloc_strndup(r->findings.ctx, text.at ? text.at : "", text.size);
}

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

static void find_sender(struct resolution *r)
{
	const struct registry *registry = desk_registry(r->desk);

	if (r->format == INTAKE_FORMAT_APPLICATION) {
		r->agency = registry_agency(registry, application_sending_body(&r->application));
		r->applicant = registry_agency(registry, r->application.applicant);
	} else {
		r->agency = registry_agency_of_sender(registry, r->alert.sender);
		r->applicant = r->agency;
	}
	if (r->agency && r->applicant && r->agency != r->applicant)
		r->judged.sending_body = r->agency->identifier;
	if (r->applicant)
		r->authority = registry_authority(registry, r->applicant->authority);
	if (r->authority)
		r->judged.authority = r->authority->identifier;
}

/* art. 12: the sender is a body we know, and whoever signed in acts for it or stands over it. */
static void judge_sender(struct resolution *r)
{
	const struct registry *registry = desk_registry(r->desk);
	char *sender = text_of(r, r->alert.sender), *officer = text_of(r, r->person);

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

/* ---- status: never to the public (section 7, 4) ----------------------------------------- */

static void judge_status(struct resolution *r)
{
	enum alert_status status = r->alert.status;
	bool is_drill = ledger_realm(r->desk->ledger) == LEDGER_REALM_DRILL;

	if (status == ALERT_STATUS_ACTUAL)
		return;
	if (is_drill && (status == ALERT_STATUS_EXERCISE || status == ALERT_STATUS_TEST))
		return;
	resolve_judge_breached(
		r, RULE_STATUS, "status",
		(struct rule_word[]){ { "status", alert_status_name(status) }, { NULL, NULL } });
}

/* ---- what it follows -------------------------------------------------------------------- */

static enum notice_relation relation_of(const struct alert *alert)
{
	if (alert->msg_type == ALERT_MSG_TYPE_CANCEL)
		return NOTICE_RELATION_CANCEL;
	if (alert->msg_type != ALERT_MSG_TYPE_UPDATE)
		return NOTICE_RELATION_NONE;
	for (size_t i = 0; i < alert->info_count; i++)
		if (alert->infos[i].responses & ALERT_RESPONSE_ALL_CLEAR)
			return NOTICE_RELATION_LIFTING;
	return NOTICE_RELATION_UPDATE;
}

static char *reference_text(struct resolution *r, const struct alert_key *key)
{
	char sent[UTC_TEXT_OCTETS];

	return talloc_asprintf(r->findings.ctx, "%.*s,%.*s,%s", SLICE_PRINT(key->sender),
			       SLICE_PRINT(key->identifier),
			       utc_format(sent, key->sent, UTC_CHINA_OFFSET_MINUTES));
}

struct followed {
	uint64_t open, known;
	unsigned int open_count;
	char *list;
};

static void look_up(struct resolution *r, struct followed *found)
{
	for (size_t i = 0; i < r->alert.reference_count; i++) {
		uint64_t notice = keys_find(r->desk->keys, LEDGER_RESERVATION_ALERT_KEY,
					    keys_of_alert(&r->alert.references[i]));
		const struct desk_case *c = notice ? desk_case_find(r->desk, notice) : NULL;

		if (notice)
			found->known = notice;
		if (!c || !notice_state_is_open(c->flow->state) ||
		    c->flow->ends_as != NOTICE_NONE || found->open == notice)
			continue;
		found->open = notice;
		found->open_count++;
		found->list = talloc_asprintf_append(found->list, "%s%llu",
						     found->open_count > 1 ? ", " : "",
						     (unsigned long long)notice);
	}
}

/* A chain has one obligation, and one lane: that of its first message. */
static void join_chain(struct resolution *r, uint64_t notice)
{
	const struct desk_case *c = desk_case_find(r->desk, notice);

	if (!c)
		return;
	r->followed_lane = c->flow->lane;
	r->chain = c->flow->paperwork.state != PAPERWORK_NONE ? c->flow->paperwork.chain : notice;
	if (c->flow->judged.plan.size)
		r->plan = registry_plan(desk_registry(r->desk), c->flow->judged.plan);
}

static void judge_unknown_reference(struct resolution *r)
{
	char *reference = r->alert.reference_count ? reference_text(r, &r->alert.references[0])
						   : text_of(r, SLICE_LITERAL("-"));

	if (r->judged.relation == NOTICE_RELATION_CANCEL) {
		r->judged.reference = slice_of(reference);
		resolve_judge_breached(
			r, RULE_REFERENCE_EARLY, "references",
			(struct rule_word[]){ { "reference", reference }, { NULL, NULL } });
		return;
	}
	r->judged.relation = NOTICE_RELATION_NONE;
	resolve_judge_breached(r, RULE_REFERENCE, "references",
			       (struct rule_word[]){ { "reference", reference }, { NULL, NULL } });
}

static void judge_references(struct resolution *r)
{
	struct followed found = { .list = talloc_strdup(r->findings.ctx, "") };
	char count[16];

	r->judged.relation = relation_of(&r->alert);
	if (r->judged.relation == NOTICE_RELATION_NONE)
		return;
	look_up(r, &found);
	if (found.open_count > 1) {
		snprintf(count, sizeof(count), "%u", found.open_count);
		resolve_judge_breached(r, RULE_REFERENCE_AMBIGUOUS, "references",
				       (struct rule_word[]){ { "count", count },
							     { "list", found.list },
							     { NULL, NULL } });
		return;
	}
	if (found.known == 0) {
		judge_unknown_reference(r);
		return;
	}
	r->follows_open = found.open;
	r->judged.follows = found.open ? found.open : found.known;
	join_chain(r, found.open);
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

	if (r->plan || !r->agency || r->reading.class_of_emergency == LANE_CLASS_NONE)
		return;
	emergency.agency = r->agency->identifier;
	r->plan = registry_plan_for(desk_registry(r->desk), &emergency);
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
	});
	r->judged.lane = decision.lane;
	r->judged.class_of_emergency = r->reading.class_of_emergency;
	r->judged.is_critical = decision.lane == LANE_URGENT;
	r->judged.event_type = r->reading.event_type;
	r->judged.title = r->reading.title;
	r->judged.grounds = r->reading.grounds;
	r->judged.profile = slice_of(r->reading.profile);
	if (r->plan && decision.lane == LANE_URGENT) {
		r->judged.plan = r->plan->identifier;
		r->judged.needs_second_person = r->plan->needs_second_person;
	}
}

/* ---- expiry ----------------------------------------------------------------------------- */

static uint32_t default_minutes(const struct resolution *r)
{
	if (r->plan && r->plan->default_expiry_minutes)
		return r->plan->default_expiry_minutes;
	return r->authority ? r->authority->default_expiry_minutes : 0;
}

static void judge_expiry(struct resolution *r)
{
	uint32_t minutes = default_minutes(r);
	const char *field = r->format == INTAKE_FORMAT_APPLICATION ? "send_until" : "expires";
	char text[UTC_TEXT_OCTETS];

	r->judged.begins = r->reading.begins;
	r->judged.expires = r->reading.expires;
	if (r->judged.relation == NOTICE_RELATION_CANCEL) {
		/* An early Cancel waits a day for what it cancels, no longer. */
		r->judged.expires = utc_add(r->received, SPAN_HOURS(24));
		return;
	}
	if (utc_is_set(r->judged.expires)) {
		if (!utc_before(desk_now(), r->judged.expires))
			resolve_judge_breached(r, RULE_EXPIRY, field, NULL);
		else if (!utc_before(r->judged.begins, r->judged.expires))
			resolve_judge_breached(r, RULE_WINDOW, field, NULL);
		return;
	}
	if (r->judged.lane == LANE_PLANNED || minutes == 0) {
		resolve_judge_breached(r, RULE_EXPIRY, field, NULL);
		return;
	}
	r->judged.expires = utc_add(r->received, SPAN_MINUTES(minutes));
	utc_format(text, r->judged.expires, UTC_CHINA_OFFSET_MINUTES);
	resolve_judge_breached(r, RULE_EXPIRY_DEFAULT, field,
			       (struct rule_word[]){ { "expires", text }, { NULL, NULL } });
}

/* ---- wording ---------------------------------------------------------------------------- */

static void judge_pages(struct resolution *r, const struct reading_text *text)
{
	struct page_set pages;
	struct fault why;

	if (page_make(&pages, text->text, (struct slice){ NULL, 0 }, &why) != ERR_OK)
		resolve_judge_breached(
			r, RULE_PAGES, text->field,
			(struct rule_word[]){ { "problem", why.text }, { NULL, NULL } });
}

/* More texts than one notice may have: whoever sent them must know which go nowhere. */
static void judge_left_out(struct resolution *r)
{
	char count[24], most[16];

	if (r->reading.texts_left_out == 0)
		return;
	snprintf(count, sizeof(count), "%zu", r->reading.texts_left_out);
	snprintf(most, sizeof(most), "%d", READING_TEXTS_MAX);
	resolve_judge_breached(
		r, RULE_TEXTS_LEFT_OUT, "info",
		(struct rule_word[]){ { "count", count }, { "most", most }, { NULL, NULL } });
}

static void judge_wording(struct resolution *r)
{
	judge_left_out(r);
	for (size_t i = 0; i < r->reading.text_count; i++) {
		const struct reading_text *text = &r->reading.texts[i];

		judge_pages(r, text);
		if (r->agency && slice_starts(text->language, "zh"))
			wording_judge(&r->findings, &(struct wording_case){
							    .text = text->text,
							    .field = text->field,
							    .lane = r->judged.lane,
							    .agency = r->agency,
							    .basis = r->desk->config->basis,
						    });
	}
}

static void name_the_alert(struct resolution *r)
{
	r->judged.alert_sender = r->alert.sender;
	r->judged.alert_identifier = r->alert.identifier;
	r->judged.alert_sent = r->alert.sent;
}

/* What the original was judged by then is not judged again; its new text is. */
static void take_up_correction(struct resolution *r)
{
	r->judged.relation = NOTICE_RELATION_CORRECTION;
	r->judged.follows = r->corrects.notice;
	r->followed_lane = r->corrects.lane;
	r->plan = registry_plan(desk_registry(r->desk), r->corrects.plan);
	findings_init(&r->findings, r->findings.ctx);
	decide_lane(r);
}

static void judge_document(struct resolution *r)
{
	bool is_written = r->format == INTAKE_FORMAT_APPLICATION;

	if (!is_written)
		judge_references(r);
	decide_lane(r);
	suspensions_judge(r);
	if (is_written) {
		resolve_written_judge(r);
		return;
	}
	judge_sender(r);
	judge_status(r);
	name_the_alert(r);
}

void resolve_judge_begin(struct resolution *r)
{
	find_sender(r);
	if (r->corrects.notice > 0)
		take_up_correction(r);
	else
		judge_document(r);
	judge_expiry(r);
	if (r->judged.relation != NOTICE_RELATION_CANCEL)
		judge_wording(r);
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

/* Those inside first; within each half the register's order (by node) is kept. */
static void split_cells(struct resolution *r)
{
	size_t total = r->cells.cell_count, inside = 0, outside = 0;
	struct cell *items = r->cells.cells, *apart;
	uint32_t adcode = 0; /* cells of one adcode stand together: it is asked once */
	bool is_in = false;

	if (total == 0)
		return;
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
	r->inside_count = inside;
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
	if (outside == 0)
		return;
	snprintf(part, sizeof(part), "%zu/%zu cells", outside, r->cells.cell_count);
	/* A correction goes where its original went, and asks nobody again. */
	r->judged.part_is_outside = r->corrects.notice == 0;
	resolve_judge_breached(
		r, RULE_AREA, "area",
		(struct rule_word[]){ { "part", part },
				      { "body", r->agency ? text_of(r, r->agency->name) : "" },
				      { "superior", r->agency && r->agency->superior.size
							    ? text_of(r, r->agency->superior)
							    : "-" },
				      { NULL, NULL } });
}

void resolve_judge_end(struct resolution *r)
{
	if (r->is_readable && r->judged.relation != NOTICE_RELATION_CANCEL) {
		if (r->format == INTAKE_FORMAT_APPLICATION && r->corrects.notice == 0)
			resolve_law_judge(r);
		split_cells(r);
		judge_area(r);
		/* All of it outside: nothing can leave before the duty officer orders it. */
		if (r->cells.cell_count > 0 && r->inside_count == 0 &&
		    r->findings.strongest < EFFECT_DUTY_OFFICER && r->judged.lane == LANE_URGENT)
			r->findings.strongest = EFFECT_DUTY_OFFICER;
	}
	r->judged.verdict = r->findings.strongest;
	r->judged.finding_count = (uint32_t)r->findings.count;
}
