/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "desk/view.h"

#include <talloc.h>

#include "desk/view_reach.h"
#include "notice/reply.h"
#include "wire/event_bytes.h"
#include "wire/flow_json.h"
#include "wire/member.h"

static const char *string_of(void *ctx, struct slice text)
{
	return text.size ? slice_string(ctx, text) : NULL;
}

static void put_digest(struct text *out, const char *name, const struct digest *digest)
{
	char hex[DIGEST_HEX_OCTETS];

	text_printf(out, ",\"%s\":\"%s\"", name, digest_hex(hex, digest->octets, DIGEST_OCTETS));
}

static void put_counts(struct text *out, const struct flow *flow)
{
	struct flow_counts counts = flow_count(flow);

	flow_json_put_counts(out, &counts);
	member_put_number(out, "cells_without_link", flow->unreachable_cells);
	member_put_number(out, "people", flow->people);
}

static void put_paperwork(struct text *out, const struct paperwork *paperwork)
{
	if (paperwork->state == PAPERWORK_NONE)
		return;
	text_printf(out, ",\"paperwork\":{\"state\":\"%s\"",
		    paperwork_state_name(paperwork->state));
	member_put_text(out, "department", paperwork->department);
	member_put_text(out, "authority", paperwork->authority);
	text_printf(out, ",\"chain\":\"%llu\"", (unsigned long long)paperwork->chain);
	member_put_time(out, "due", paperwork->due);
	member_put_number(out, "reminders", paperwork->reminders);
	if (paperwork->filings > 0) {
		put_digest(out, "digest", &paperwork->document);
		member_put_text(out, "filed_by", paperwork->filed_by);
		member_put_time(out, "filed", paperwork->filed_at);
		member_put_number(out, "filings", paperwork->filings);
	}
	text_puts(out, "}");
}

static void put_prohibition(struct text *out, const struct prohibition *prohibition)
{
	if (prohibition->state == PROHIBITION_NONE)
		return;
	text_printf(out, ",\"prohibition\":{\"state\":\"%s\"",
		    prohibition_state_name(prohibition->state));
	member_put_text(out, "stopped_by", prohibition->stopped_by);
	member_put_time(out, "stopped", prohibition->stopped_at);
	member_put_text(out, "hit", prohibition->hit);
	member_put_text(out, "reason", prohibition->reason);
	member_put_number(out, "reminders", prohibition->reminders);
	member_put_text(out, "reported_by", prohibition->reported_by);
	member_put_text(out, "reported_to", prohibition->reported_to);
	member_put_text(out, "reference", prohibition->reference);
	member_put_text(out, "result", prohibition->result);
	text_puts(out, "}");
}

void view_because(struct text *out, const struct flow *flow)
{
	struct flow_reason reason = flow_waits_because(flow);

	if (!reason.zh)
		return;
	text_puts(out, ",\"because\":{\"zh\":");
	text_put_json(out, slice_of(reason.zh));
	text_puts(out, ",\"en\":");
	text_put_json(out, slice_of(reason.en));
	text_puts(out, "}");
}

static void put_waiting(struct text *out, const struct flow *flow)
{
	enum notice_wait wait = flow_waiting_for(flow);

	if (wait != NOTICE_WAIT_NONE) {
		member_put_text(out, "waiting_for", slice_of(notice_wait_name(wait)));
		member_put_time(out, "waits_since", flow->waits_since);
		member_put_time(out, "decide_by", flow_decide_by(flow));
		member_put_number(out, "alarms", flow->alarms);
	}
	view_because(out, flow);
	if (flow->pages)
		member_put_number(out, "pages", flow->pages);
	member_put_time(out, "last_page", flow->last_page);
}

static void put_judged(struct text *out, const struct flow *flow)
{
	const struct event_judged *judged = &flow->judged;

	member_put_text(out, "title", judged->title);
	member_put_text(out, "event_type", judged->event_type);
	if (judged->class_of_emergency)
		member_put_text(out, "class",
				slice_of(lane_class_name(judged->class_of_emergency)));
	text_printf(out, ",\"critical\":%s", judged->is_critical ? "true" : "false");
	member_put_text(out, "grounds", judged->grounds);
	member_put_text(out, "profile", judged->profile);
	member_put_text(out, "plan", judged->plan);
	member_put_text(out, "authority", judged->authority);
	member_put_text(out, "sending_body", judged->sending_body);
	member_put_text(out, "sender_code", judged->sender_code);
	member_put_text(out, "rules_pack", judged->rules_pack);
	member_put_text(out, "alert_sender", judged->alert_sender);
	member_put_text(out, "alert_identifier", judged->alert_identifier);
	member_put_time(out, "alert_sent", judged->alert_sent);
	member_put_text(out, "alert_first", judged->alert_first);
	if (judged->relation != NOTICE_RELATION_NONE)
		member_put_text(out, "relation", slice_of(notice_relation_name(judged->relation)));
	if (judged->follows)
		text_printf(out, ",\"follows\":\"%llu\"", (unsigned long long)judged->follows);
	put_digest(out, "digest", &judged->content);
	member_put_number(out, "finding_count", judged->finding_count);
	member_put_time(out, "begins", judged->begins);
	member_put_time(out, "expires", judged->expires);
}

static void put_basis(struct text *out, const struct flow *flow)
{
	if (flow->key)
		member_put_text(out, "key", slice_of(lane_key_name(flow->key)));
	member_put_text(out, "plan", flow->judged.plan);
	member_put_text(out, "ordered_by", flow->ordered_by);
	member_put_text(out, "situation", flow->situation);
	member_put_text(out, "reason", flow->reason);
}

/* By number from 1: GET /v1/notices/{id}/attachments?n=1. */
static void put_attachments(struct text *out, const struct flow *flow)
{
	const struct event_received *received = &flow->received;

	if (received->attachment_count == 0)
		return;
	text_puts(out, ",\"attachments\":[");
	for (size_t i = 0; i < received->attachment_count; i++) {
		text_printf(out, "%s{\"n\":%zu", i ? "," : "", i + 1);
		member_put_text(out, "name", received->attachments[i].name);
		member_put_text(out, "media_type", received->attachments[i].media_type);
		member_put_number(out, "octets", received->attachments[i].octets);
		text_puts(out, "}");
	}
	text_puts(out, "]");
}

void view_summary(struct text *out, const struct flow *flow)
{
	char number[REPLY_NUMBER_OCTETS];

	text_printf(out, "{\"notice\":\"%llu\",\"state\":\"%s\",\"lane\":\"%s\"",
		    (unsigned long long)flow->notice, notice_state_name(flow->state),
		    lane_name(flow->lane));
	if (flow->key)
		member_put_text(out, "key", slice_of(lane_key_name(flow->key)));
	member_put_text(out, "ordered_by", flow->ordered_by);
	member_put_text(out, "acceptance_number", slice_of(reply_acceptance_number(number, flow)));
	member_put_text(out, "agency", flow->received.agency);
	member_put_text(out, "person", flow->received.person);
	member_put_text(out, "format", flow->received.format);
	member_put_time(out, "received", flow->received_at);
	member_put_time(out, "changed", flow->changed);
	member_put_number(out, "version", flow->version);
	put_waiting(out, flow);
	put_judged(out, flow);
	if (flow->decision)
		member_put_text(out, "decision", slice_of(event_decision_name(flow->decision)));
	member_put_text(out, "decided_by", flow->decided_by);
	if (flow->public_interest)
		text_printf(out, ",\"public_interest\":%s",
			    flow->public_interest == EVENT_MARK_YES ? "true" : "false");
	member_put_text(out, "situation", flow->situation);
	member_put_text(out, "reason", flow->reason);
	member_put_text(out, "cancelled_by", flow->cancelled_by);
	member_put_text(out, "cancel_reason", flow->cancel_reason);
	if (flow->superseded_by)
		text_printf(out, ",\"superseded_by\":\"%llu\"",
			    (unsigned long long)flow->superseded_by);
	put_counts(out, flow);
	view_reach(out, flow);
	member_put_text(out, "withheld_by", flow->withheld_by);
	member_put_text(out, "withheld_reason", flow->withheld_reason);
	put_attachments(out, flow);
	put_paperwork(out, &flow->paperwork);
	put_prohibition(out, &flow->prohibition);
	text_puts(out, "}");
}

/* ---- what is counted ------------------------------------------------------------------------ */

struct carrier_counts {
	struct slice carrier;
	uint32_t deliveries, accepted, failed, unknown, stopped;
	uint64_t cells, cells_ok, cells_failed;
};

enum { CARRIERS_MAX = 64 }; /* of one notice; there are fewer in the country */

static struct carrier_counts *counts_of(struct carrier_counts *counts, size_t *count,
					struct slice carrier)
{
	for (size_t i = 0; i < *count; i++)
		if (slice_equal(counts[i].carrier, carrier))
			return &counts[i];
	if (*count == CARRIERS_MAX)
		return NULL;
	counts[*count] = (struct carrier_counts){ .carrier = carrier };
	return &counts[(*count)++];
}

static size_t count_carriers(struct carrier_counts *counts, const struct flow *flow)
{
	size_t count = 0;

	for (uint32_t i = 0; i < flow->delivery_count; i++) {
		const struct delivery *delivery = &flow->deliveries[i];
		struct carrier_counts *row = counts_of(counts, &count, delivery->carrier);

		if (!row)
			continue;
		row->deliveries++;
		row->accepted += delivery->was_accepted;
		row->failed += delivery->state == DELIVERY_FAILED ||
			       delivery->state == DELIVERY_REFUSED;
		row->unknown += delivery->state == DELIVERY_UNKNOWN;
		row->stopped += delivery->state == DELIVERY_STOPPED;
		row->cells += delivery->cell_count;
		row->cells_ok += delivery->cells_ok;
		row->cells_failed += delivery->cells_failed;
	}
	return count;
}

/* The lines of struct ledger_figure; NULL where nothing was ever sent. */
static const char *carriers_of(void *ctx, const struct flow *flow)
{
	struct carrier_counts counts[CARRIERS_MAX];
	size_t count = count_carriers(counts, flow);
	struct text out;

	text_init(&out, ctx);
	for (size_t i = 0; i < count; i++) {
		const struct carrier_counts *row = &counts[i];

		text_printf(&out, "%.*s %u %u %u %u %u %llu %llu %llu\n", SLICE_PRINT(row->carrier),
			    row->deliveries, row->accepted, row->failed, row->unknown, row->stopped,
			    (unsigned long long)row->cells, (unsigned long long)row->cells_ok,
			    (unsigned long long)row->cells_failed);
	}
	return out.at;
}

/* ---- what the paperwork is drafted from --------------------------------------------------------
 */

static void put_carriers(struct text *out, const struct flow *flow)
{
	struct carrier_counts counts[CARRIERS_MAX];
	size_t count = count_carriers(counts, flow);

	text_puts(out, ",\"carriers\":[");
	for (size_t i = 0; i < count; i++) {
		const struct carrier_counts *row = &counts[i];

		text_puts(out, i ? ",{\"carrier\":" : "{\"carrier\":");
		text_put_json(out, row->carrier);
		member_put_number(out, "deliveries", row->deliveries);
		member_put_number(out, "deliveries_accepted", row->accepted);
		member_put_number(out, "deliveries_failed", row->failed);
		member_put_number(out, "deliveries_unknown", row->unknown);
		member_put_number(out, "deliveries_stopped", row->stopped);
		member_put_number(out, "cells", row->cells);
		member_put_number(out, "cells_ok", row->cells_ok);
		member_put_number(out, "cells_failed", row->cells_failed);
		text_puts(out, "}");
	}
	text_puts(out, "]");
}

/* 解除: when the last of it went off; unset while any of it may be on air, as another's too. */
static struct utc lifted_at(const struct flow *flow)
{
	struct utc last = { 0 };

	for (uint32_t i = 0; i < flow->delivery_count; i++) {
		const struct delivery *delivery = &flow->deliveries[i];

		if (delivery_is_open(delivery) || delivery->state == DELIVERY_TAKEN_OVER)
			return (struct utc){ 0 };
		if (delivery->was_accepted && utc_before(last, delivery->changed))
			last = delivery->changed;
	}
	return last;
}

void view_paperwork(struct text *out, const struct flow *flow)
{
	text_printf(out, "{\"notice\":\"%llu\",\"state\":\"%s\"", (unsigned long long)flow->notice,
		    notice_state_name(flow->state));
	put_paperwork(out, &flow->paperwork);
	text_puts(out, ",\"draft\":{\"class\":");
	text_put_json(out, slice_of(lane_class_name(flow->judged.class_of_emergency)));
	member_put_text(out, "level", flow->judged.level);
	member_put_text(out, "event_type", flow->judged.event_type);
	member_put_text(out, "title", flow->judged.title);
	member_put_text(out, "grounds", flow->judged.grounds);
	put_basis(out, flow);
	member_put_time(out, "received", flow->received_at);
	if (flow->route_count > 0)
		member_put_time(out, "sent", flow->routes[0].at);
	member_put_time(out, "until", flow->judged.expires);
	member_put_text(out, "sender_code", flow->judged.sender_code);
	member_put_time(out, "lifted_at", lifted_at(flow));
	member_put_text(out, "cancelled_by", flow->cancelled_by);
	member_put_text(out, "cancel_reason", flow->cancel_reason);
	put_counts(out, flow);
	put_carriers(out, flow);
}

/* ---- the row of the read model -------------------------------------------------------------- */

/* The newest of a person's decision, while it stands, and of whatever let it out without one. */
static struct utc decided_at(const struct flow *flow)
{
	if (flow->decision == EVENT_DECISION_NONE ||
	    utc_before(flow->decided_at, flow->authorised_at))
		return flow->authorised_at;
	return flow->decided_at;
}

struct ledger_notice view_row(void *ctx, const struct flow *flow)
{
	enum notice_wait wait = flow_waiting_for(flow);
	struct text summary;

	text_init(&summary, ctx);
	view_summary(&summary, flow);
	return (struct ledger_notice){
		.number = flow->notice,
		.state = notice_state_name(flow->state),
		.lane = lane_name(flow->lane),
		.agency = string_of(ctx, flow->received.agency),
		.applicant = string_of(ctx, flow->received.agency),
		.title = string_of(ctx, flow->judged.title),
		.event_type = string_of(ctx, flow->judged.event_type),
		.class_name = lane_class_name(flow->judged.class_of_emergency),
		.received = flow->received_at,
		.changed = flow->changed,
		.expires = flow->judged.expires,
		.follows = flow->judged.follows,
		.alert_identifier = string_of(ctx, flow->judged.alert_identifier),
		.alert_sender = string_of(ctx, flow->judged.alert_sender),
		.alert_sent = flow->judged.alert_sent,
		.is_open = flow_is_open(flow),
		.paperwork = flow->paperwork.state == PAPERWORK_NONE
				     ? ""
				     : paperwork_state_name(flow->paperwork.state),
		.paperwork_due = flow->paperwork.due,
		.authority = string_of(ctx, flow->judged.authority),
		.waiting_for = wait == NOTICE_WAIT_NONE ? "" : notice_wait_name(wait),
		.waits_since = flow->waits_since,
		.decide_by = flow_decide_by(flow),
		.begins = flow->judged.begins,
		.canonical = flow->judged.canonical,
		.findings = flow->judged.findings,
		.people = flow->judged.people,
		.summary = text_slice(&summary),
		.decided = decided_at(flow),
		.sent = flow->route_count > 0 ? flow->routes[0].at : (struct utc){ 0 },
		.refused_by = string_of(ctx, flow->judged.refused_by),
		.carriers = carriers_of(ctx, flow),
	};
}

void view_deliveries(struct text *out, const struct flow *flow, struct slice carrier)
{
	const char *comma = "";

	text_puts(out, "{\"deliveries\":[");
	for (uint32_t i = 0; i < flow->delivery_count; i++) {
		if (carrier.at && !slice_equal(carrier, flow->deliveries[i].carrier))
			continue;
		text_puts(out, comma);
		flow_json_put_delivery(out, flow, i);
		text_puts(out, "}");
		comma = ",";
	}
	text_puts(out, "]}");
}

enum err view_fold(struct flow *flow, struct slice bytes, struct fault *why)
{
	struct orders orders = { .ctx = flow };
	struct event event;
	enum err err = event_bytes_unpack(flow, &event, bytes, why);

	return err == ERR_OK ? flow_step(flow, &event, &orders, why) : err;
}
