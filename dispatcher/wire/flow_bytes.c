/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "wire/flow_bytes.h"

#include <stdlib.h>
#include <talloc.h>

#include "wire/event_bytes.h"
#include "wire/words.h"

#define AT(type, member) .offset = offsetof(struct type, member)

static const struct field paperwork_rows[] = {
	{ "state", FIELD_ENUM, AT(paperwork, state), .names = words_paperwork,
	  .values = PAPERWORK_STATE_COUNT },
	{ "department", FIELD_TEXT, AT(paperwork, department) },
	{ "authority", FIELD_TEXT, AT(paperwork, authority) },
	{ "filed_by", FIELD_TEXT, AT(paperwork, filed_by) },
	{ "document", FIELD_DIGEST, AT(paperwork, document) },
	{ "filed_at_us", FIELD_UTC_US, AT(paperwork, filed_at) },
	{ "filings", FIELD_U32, AT(paperwork, filings) },
	{ "chain", FIELD_U64, AT(paperwork, chain) },
	{ "due_us", FIELD_UTC_US, AT(paperwork, due) },
	{ "reminders", FIELD_U32, AT(paperwork, reminders) },
	{ "last_reminder_us", FIELD_UTC_US, AT(paperwork, last_reminder) },
	{ "reason", FIELD_TEXT, AT(paperwork, reason) },
	{ "settled_at_us", FIELD_UTC_US, AT(paperwork, settled_at) },
};
static const struct fields paperwork_fields = FIELDS_OF(paperwork_rows, struct paperwork);

static const struct field prohibition_rows[] = {
	{ "state", FIELD_ENUM, AT(prohibition, state), .names = words_prohibition,
	  .values = PROHIBITION_STATE_COUNT },
	{ "stopped_by", FIELD_TEXT, AT(prohibition, stopped_by) },
	{ "hit", FIELD_TEXT, AT(prohibition, hit) },
	{ "reason", FIELD_TEXT, AT(prohibition, reason) },
	{ "stopped_at_us", FIELD_UTC_US, AT(prohibition, stopped_at) },
	{ "reminders", FIELD_U32, AT(prohibition, reminders) },
	{ "last_reminder_us", FIELD_UTC_US, AT(prohibition, last_reminder) },
	{ "reported_by", FIELD_TEXT, AT(prohibition, reported_by) },
	{ "reported_to", FIELD_TEXT, AT(prohibition, reported_to) },
	{ "reference", FIELD_TEXT, AT(prohibition, reference) },
	{ "result", FIELD_TEXT, AT(prohibition, result) },
};
static const struct fields prohibition_fields = FIELDS_OF(prohibition_rows, struct prohibition);

static const struct field flow_rows[] = {
	{ "notice", FIELD_U64, AT(flow, notice) },
	{ "state", FIELD_ENUM, AT(flow, state), .names = words_state,
	  .values = NOTICE_STATE_COUNT },
	{ "version", FIELD_U32, AT(flow, version) },
	{ "received", FIELD_STRUCT, AT(flow, received), .sub = &event_bytes_received },
	{ "received_at_us", FIELD_UTC_US, AT(flow, received_at) },
	{ "accepted_at_us", FIELD_UTC_US, AT(flow, accepted_at) },
	{ "submitters", FIELD_TEXT, AT(flow, submitters) },
	{ "judged", FIELD_STRUCT, AT(flow, judged), .sub = &event_bytes_judged },
	{ "own_filed", FIELD_DIGEST, AT(flow, own_filed) },
	{ "own_sending_body", FIELD_TEXT, AT(flow, own_sending_body) },
	{ "lane", FIELD_ENUM, AT(flow, lane), .names = words_lane, .values = LANE_COUNT },
	{ "key", FIELD_ENUM, AT(flow, key), .names = words_key, .values = LANE_KEY_COUNT },
	{ "ordered_by", FIELD_TEXT, AT(flow, ordered_by) },
	{ "waits_for_duty_officer", FIELD_BOOL, AT(flow, waits_for_duty_officer) },
	{ "waits_for_second_person", FIELD_BOOL, AT(flow, waits_for_second_person) },
	{ "outside_waits", FIELD_BOOL, AT(flow, outside_waits) },
	{ "pages", FIELD_U32, AT(flow, pages) },
	{ "last_page_us", FIELD_UTC_US, AT(flow, last_page) },
	{ "decision", FIELD_ENUM, AT(flow, decision), .names = words_decision,
	  .values = EVENT_DECISION_COUNT },
	{ "decided_by", FIELD_TEXT, AT(flow, decided_by) },
	{ "public_interest", FIELD_ENUM, AT(flow, public_interest), .names = words_mark,
	  .values = EVENT_MARK_COUNT },
	{ "decided_at_us", FIELD_UTC_US, AT(flow, decided_at) },
	{ "waits_since_us", FIELD_UTC_US, AT(flow, waits_since) },
	{ "alarms", FIELD_U32, AT(flow, alarms) },
	{ "authorised_at_us", FIELD_UTC_US, AT(flow, authorised_at) },
	{ "situation", FIELD_TEXT, AT(flow, situation) },
	{ "reason", FIELD_TEXT, AT(flow, reason) },
	{ "send_at_us", FIELD_UTC_US, AT(flow, send_at) },
	{ "people", FIELD_U64, AT(flow, people) },
	{ "unreachable_cells", FIELD_U64, AT(flow, unreachable_cells) },
	{ "reach", FIELD_STRUCT, AT(flow, reach), .sub = &event_bytes_reach },
	{ "is_unreached", FIELD_BOOL, AT(flow, is_unreached) },
	{ "ends_as", FIELD_ENUM, AT(flow, ends_as), .names = words_state,
	  .values = NOTICE_STATE_COUNT },
	{ "cancelled_by", FIELD_TEXT, AT(flow, cancelled_by) },
	{ "cancel_reason", FIELD_TEXT, AT(flow, cancel_reason) },
	{ "withheld_by", FIELD_TEXT, AT(flow, withheld_by) },
	{ "withheld_reason", FIELD_TEXT, AT(flow, withheld_reason) },
	{ "superseded_by", FIELD_U64, AT(flow, superseded_by) },
	{ "paperwork", FIELD_STRUCT, AT(flow, paperwork), .sub = &paperwork_fields },
	{ "prohibition", FIELD_STRUCT, AT(flow, prohibition), .sub = &prohibition_fields },
	{ "changed_us", FIELD_UTC_US, AT(flow, changed) },
	{ "event_count", FIELD_U64, AT(flow, event_count) },
};
static const struct fields flow_fields = FIELDS_OF(flow_rows, struct flow);

void flow_bytes_pack(struct text *out, const struct flow *flow)
{
	fields_write(out, &flow_fields, flow);
}

enum err flow_bytes_unpack(struct flow *flow, struct slice bytes, struct fault *why)
{
	struct flow read;
	enum err err = fields_read_text(flow->texts, &read, &flow_fields, bytes, why);

	if (err != ERR_OK)
		return err_prefix(why, err, "snapshot");
	if (read.notice != flow->notice)
		return err_set(why, ERR_INPUT, NULL, "the snapshot of notice %llu is of %llu",
			       (unsigned long long)flow->notice, (unsigned long long)read.notice);
	read.texts = flow->texts;
	*flow = read;
	return ERR_OK;
}

/* ---- routes ----------------------------------------------------------------------------- */

struct route_row {
	struct digest document;
	struct utc at;
	uint32_t first_delivery;
	const struct event_routed_delivery *deliveries;
	size_t delivery_count;
	struct digest cell_register;
};

static const struct field route_rows[] = {
	{ "document", FIELD_DIGEST, AT(route_row, document) },
	{ "at_us", FIELD_UTC_US, AT(route_row, at) },
	{ "first_delivery", FIELD_U32, AT(route_row, first_delivery) },
	{ "deliveries", FIELD_LIST, AT(route_row, deliveries),
	  .count_offset = offsetof(struct route_row, delivery_count),
	  .sub = &event_bytes_routed_delivery },
	{ "cell_register", FIELD_DIGEST, AT(route_row, cell_register) },
};
static const struct fields route_fields = FIELDS_OF(route_rows, struct route_row);

void flow_bytes_pack_route(struct text *out, const struct flow *flow, uint32_t index)
{
	const struct flow_route *route = &flow->routes[index];
	struct event_routed_delivery *rows = talloc_zero_array(
		out->ctx, struct event_routed_delivery,
		route->delivery_count ? route->delivery_count : 1);

	if (!rows)
		abort();
	for (uint32_t i = 0; i < route->delivery_count; i++) {
		const struct delivery *delivery = &flow->deliveries[route->first_delivery + i];

		rows[i] = (struct event_routed_delivery){
			delivery->message, delivery->carrier,	 delivery->link,
			delivery->node,	   delivery->cell_count,
		};
	}
	fields_write(out, &route_fields,
		     &(struct route_row){ route->document, route->at, route->first_delivery, rows,
					  route->delivery_count, route->cell_register });
	talloc_free(rows);
}

/* A route that was stored was valid once: it goes through the same fold as its event did. */
enum err flow_bytes_unpack_route(struct flow *flow, struct slice bytes, struct fault *why)
{
	struct route_row row;
	enum err err = fields_read_text(flow->texts, &row, &route_fields, bytes, why);

	if (err != ERR_OK)
		return err_prefix(why, err, "route");
	return flow_restore_route(flow,
				  &(struct event_routed){
					  .document = row.document,
					  .first_delivery = row.first_delivery,
					  .deliveries = row.deliveries,
					  .delivery_count = row.delivery_count,
					  .reach = { .cell_register = row.cell_register },
				  },
				  row.at, why);
}

/* ---- deliveries ------------------------------------------------------------------------- */

struct delivery_row {
	enum delivery_state state;
	struct slice cells;
	uint16_t cause;
	struct slice cause_text;
	uint64_t broadcasts;
	bool was_accepted;
	struct utc changed;
	struct receipt_counts counts;
};

static const struct field delivery_rows[] = {
	{ "state", FIELD_ENUM, true, AT(delivery_row, state), .names = words_delivery,
	  .values = DELIVERY_STATE_COUNT },
	{ "cells", FIELD_OCTETS, AT(delivery_row, cells) },
	{ "cause", FIELD_U16, AT(delivery_row, cause) },
	{ "cause_text", FIELD_TEXT, AT(delivery_row, cause_text) },
	{ "broadcasts", FIELD_U64, AT(delivery_row, broadcasts) },
	{ "was_accepted", FIELD_BOOL, AT(delivery_row, was_accepted) },
	{ "changed_us", FIELD_UTC_US, AT(delivery_row, changed) },
	{ "counts", FIELD_STRUCT, AT(delivery_row, counts), .sub = &event_bytes_receipt_counts },
};
static const struct fields delivery_fields = FIELDS_OF(delivery_rows, struct delivery_row);

void flow_bytes_pack_delivery(struct text *out, const struct delivery *delivery)
{
	fields_write(out, &delivery_fields,
		     &(struct delivery_row){
			     delivery->state,
			     { (const char *)delivery->cells, delivery->cell_count },
			     delivery->cause,
			     delivery->cause_text,
			     delivery->broadcasts,
			     delivery->was_accepted,
			     delivery->changed,
			     delivery->counts,
		     });
}

enum err flow_bytes_unpack_delivery(struct flow *flow, uint32_t index, struct slice bytes,
				    struct fault *why)
{
	struct delivery_row row;
	struct delivery *delivery;
	enum err err = fields_read_text(flow->texts, &row, &delivery_fields, bytes, why);

	if (err != ERR_OK)
		return err_prefix(why, err, "delivery %u", index);
	if (index >= flow->delivery_count || row.cells.size != flow->deliveries[index].cell_count)
		return err_set(why, ERR_INPUT, NULL, "delivery %u does not fit its route", index);
	delivery = &flow->deliveries[index];
	delivery->state = row.state;
	if (row.cells.size > 0)
		memcpy(delivery->cells, row.cells.at, row.cells.size);
	delivery->cause = row.cause;
	delivery->cause_text = row.cause_text;
	delivery->broadcasts = row.broadcasts;
	delivery->was_accepted = row.was_accepted;
	delivery->changed = row.changed;
	delivery->counts = row.counts;
	delivery_count_cells(delivery);
	return ERR_OK;
}
