/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "wire/event_bytes.h"

#include "wire/complaint_json.h"
#include "wire/event_bytes_paper.h"
#include "wire/event_receipts.h"
#include "wire/suspension_json.h"
#include "wire/words.h"

#define AT(type, member) .offset = offsetof(type, member)
#define LIST_AT(type, member, counted)                                                             \
	.offset = offsetof(type, member), .count_offset = offsetof(type, counted)

static const struct field attachment_rows[] = {
	{ "name", FIELD_TEXT, AT(struct event_attachment, name) },
	{ "media_type", FIELD_TEXT, AT(struct event_attachment, media_type) },
	{ "document", FIELD_DIGEST, AT(struct event_attachment, document) },
	{ "octets", FIELD_U64, AT(struct event_attachment, octets) },
};

static const struct fields attachment_fields = FIELDS_OF(attachment_rows, struct event_attachment);

static const struct field received_rows[] = {
	{ "agency", FIELD_TEXT, AT(struct event_received, agency) },
	{ "person", FIELD_TEXT, AT(struct event_received, person) },
	{ "source", FIELD_TEXT, AT(struct event_received, source) },
	{ "format", FIELD_TEXT, AT(struct event_received, format) },
	{ "document", FIELD_DIGEST, AT(struct event_received, document) },
	{ "octets", FIELD_U64, AT(struct event_received, octets) },
	{ "attachments", FIELD_LIST, LIST_AT(struct event_received, attachments, attachment_count),
	  .sub = &attachment_fields },
};

const struct fields event_bytes_received = FIELDS_OF(received_rows, struct event_received);

static const struct field judged_rows[] = {
	{ "verdict", FIELD_ENUM, AT(struct event_judged, verdict), .names = words_effect,
	  .values = EFFECT_COUNT },
	{ "lane", FIELD_ENUM, AT(struct event_judged, lane), .names = words_lane,
	  .values = LANE_COUNT },
	{ "class", FIELD_ENUM, AT(struct event_judged, class_of_emergency), .names = words_class,
	  .values = LANE_CLASS_COUNT },
	{ "critical", FIELD_BOOL, AT(struct event_judged, is_critical) },
	{ "key", FIELD_ENUM, AT(struct event_judged, key), .names = words_key,
	  .values = LANE_KEY_COUNT },
	{ "event_type", FIELD_TEXT, AT(struct event_judged, event_type) },
	{ "title", FIELD_TEXT, AT(struct event_judged, title) },
	{ "grounds", FIELD_TEXT, AT(struct event_judged, grounds) },
	{ "profile", FIELD_TEXT, AT(struct event_judged, profile) },
	{ "level", FIELD_TEXT, AT(struct event_judged, level) },
	{ "plan", FIELD_TEXT, AT(struct event_judged, plan) },
	{ "authority", FIELD_TEXT, AT(struct event_judged, authority) },
	{ "sending_body", FIELD_TEXT, AT(struct event_judged, sending_body) },
	{ "alert_sender", FIELD_TEXT, AT(struct event_judged, alert_sender) },
	{ "alert_identifier", FIELD_TEXT, AT(struct event_judged, alert_identifier) },
	{ "alert_sent_us", FIELD_UTC_US, AT(struct event_judged, alert_sent) },
	{ "alert_first", FIELD_TEXT, AT(struct event_judged, alert_first) },
	{ "relation", FIELD_ENUM, AT(struct event_judged, relation), .names = words_relation,
	  .values = NOTICE_RELATION_COUNT },
	{ "follows", FIELD_U64, AT(struct event_judged, follows) },
	{ "reference", FIELD_TEXT, AT(struct event_judged, reference) },
	{ "content", FIELD_DIGEST, AT(struct event_judged, content) },
	{ "filed", FIELD_DIGEST, AT(struct event_judged, filed) },
	{ "findings", FIELD_DIGEST, AT(struct event_judged, findings) },
	{ "finding_count", FIELD_U32, AT(struct event_judged, finding_count) },
	{ "refused_by", FIELD_TEXT, AT(struct event_judged, refused_by) },
	{ "begins_us", FIELD_UTC_US, AT(struct event_judged, begins) },
	{ "expires_us", FIELD_UTC_US, AT(struct event_judged, expires) },
	{ "needs_second_person", FIELD_BOOL, AT(struct event_judged, needs_second_person) },
	{ "waits_for_calendar", FIELD_BOOL, AT(struct event_judged, waits_for_calendar) },
	{ "repeats", FIELD_U32, AT(struct event_judged, repeats) },
	{ "part_is_outside", FIELD_BOOL, AT(struct event_judged, part_is_outside) },
	{ "tells_duty_officer", FIELD_BOOL, AT(struct event_judged, tells_duty_officer) },
	{ "rules_pack", FIELD_TEXT, AT(struct event_judged, rules_pack) },
	{ "sender_code", FIELD_TEXT, AT(struct event_judged, sender_code) },
	{ "by_internet", FIELD_BOOL, AT(struct event_judged, by_internet) },
	{ "canonical", FIELD_DIGEST, AT(struct event_judged, canonical) },
	{ "last_call_us", FIELD_UTC_US, AT(struct event_judged, last_call) },
	{ "cells", FIELD_U64, AT(struct event_judged, cells) },
	{ "cells_outside", FIELD_U64, AT(struct event_judged, cells_outside) },
	{ "people", FIELD_U64, AT(struct event_judged, people) },
	{ "nodes", FIELD_U32, AT(struct event_judged, nodes) },
	{ "cell_register", FIELD_DIGEST, AT(struct event_judged, cell_register) },
};

const struct fields event_bytes_judged = FIELDS_OF(judged_rows, struct event_judged);

static const struct field paged_rows[] = {
	{ "persons", FIELD_TEXT, AT(struct event_paged, persons) },
	{ "attempt", FIELD_U32, AT(struct event_paged, attempt) },
	{ "for_outside", FIELD_BOOL, AT(struct event_paged, for_outside) },
	{ "for_content", FIELD_BOOL, AT(struct event_paged, for_content) },
};

static const struct fields paged_fields = FIELDS_OF(paged_rows, struct event_paged);

static const struct field authorised_rows[] = {
	{ "key", FIELD_ENUM, AT(struct event_authorised, key), .names = words_key,
	  .values = LANE_KEY_COUNT },
	{ "plan", FIELD_TEXT, AT(struct event_authorised, plan) },
	{ "grounds", FIELD_TEXT, AT(struct event_authorised, grounds) },
};

static const struct fields authorised_fields = FIELDS_OF(authorised_rows, struct event_authorised);

static const struct field decided_rows[] = {
	{ "decision", FIELD_ENUM, AT(struct event_decided, decision), .names = words_decision,
	  .values = EVENT_DECISION_COUNT },
	{ "person", FIELD_TEXT, AT(struct event_decided, person) },
	{ "situation", FIELD_TEXT, AT(struct event_decided, situation) },
	{ "reason", FIELD_TEXT, AT(struct event_decided, reason) },
	{ "criteria", FIELD_TEXT, AT(struct event_decided, criteria) },
	{ "content", FIELD_DIGEST, AT(struct event_decided, content) },
	{ "public_interest", FIELD_ENUM, AT(struct event_decided, public_interest),
	  .names = words_mark, .values = EVENT_MARK_COUNT },
};

static const struct fields decided_fields = FIELDS_OF(decided_rows, struct event_decided);

static const struct field by_person_rows[] = {
	{ "person", FIELD_TEXT, AT(struct event_person, person) },
	{ "content", FIELD_DIGEST, AT(struct event_person, content) },
	{ "criteria", FIELD_TEXT, AT(struct event_person, criteria) },
};

static const struct fields by_person_fields = FIELDS_OF(by_person_rows, struct event_person);

static const struct field amended_rows[] = {
	{ "person", FIELD_TEXT, AT(struct event_amended, person) },
	{ "document", FIELD_DIGEST, AT(struct event_amended, document) },
	{ "version", FIELD_U32, AT(struct event_amended, version) },
	{ "attachments", FIELD_LIST, LIST_AT(struct event_amended, attachments, attachment_count),
	  .sub = &attachment_fields },
	{ "keeps_filing_date", FIELD_BOOL, AT(struct event_amended, keeps_filing_date) },
	{ "is_adjusted", FIELD_BOOL, AT(struct event_amended, is_adjusted) },
};

static const struct fields amended_fields = FIELDS_OF(amended_rows, struct event_amended);

static const struct field scheduled_rows[] = {
	{ "send_at_us", FIELD_UTC_US, AT(struct event_scheduled, send_at) },
};

static const struct fields scheduled_fields = FIELDS_OF(scheduled_rows, struct event_scheduled);

static const struct field routed_delivery_rows[] = {
	{ "message", FIELD_U32, true, AT(struct event_routed_delivery, message) },
	{ "carrier", FIELD_TEXT, AT(struct event_routed_delivery, carrier) },
	{ "link", FIELD_TEXT, AT(struct event_routed_delivery, link) },
	{ "node", FIELD_TEXT, AT(struct event_routed_delivery, node) },
	{ "cells", FIELD_U32, AT(struct event_routed_delivery, cells) },
};

const struct fields event_bytes_routed_delivery = FIELDS_OF(routed_delivery_rows,
							    struct event_routed_delivery);

static const struct field routed_number_rows[] = {
	{ "plmn", FIELD_PLMN, AT(struct event_routed_number, plmn) },
	{ "message_identifier", FIELD_U16, AT(struct event_routed_number, message_identifier) },
	{ "serial_number", FIELD_U16, AT(struct event_routed_number, serial_number) },
	{ "is_kept", FIELD_BOOL, AT(struct event_routed_number, is_kept) },
};

static const struct fields routed_number_fields = FIELDS_OF(routed_number_rows,
							    struct event_routed_number);

static const struct field reach_rows[] = {
	{ "cell_register", FIELD_DIGEST, AT(struct event_reach, cell_register) },
	{ "judged_with", FIELD_DIGEST, AT(struct event_reach, judged_with) },
	{ "compared", FIELD_BOOL, AT(struct event_reach, is_compared) },
	{ "cells_added", FIELD_U64, AT(struct event_reach, added) },
	{ "cells_gone", FIELD_U64, AT(struct event_reach, gone) },
	{ "cells", FIELD_U64, AT(struct event_reach, cells) },
	{ "people", FIELD_U64, AT(struct event_reach, people) },
	{ "judged_cells", FIELD_U64, AT(struct event_reach, judged_cells) },
	{ "judged_people", FIELD_U64, AT(struct event_reach, judged_people) },
};

const struct fields event_bytes_reach = FIELDS_OF(reach_rows, struct event_reach);

static const struct field unreached_rows[] = {
	{ "reach", FIELD_STRUCT, AT(struct event_unreached, reach), .sub = &event_bytes_reach },
};

static const struct fields unreached_fields = FIELDS_OF(unreached_rows, struct event_unreached);

static const struct field routed_rows[] = {
	{ "document", FIELD_DIGEST, AT(struct event_routed, document) },
	{ "content", FIELD_DIGEST, AT(struct event_routed, content) },
	{ "is_repeat", FIELD_BOOL, AT(struct event_routed, is_repeat) },
	{ "first_delivery", FIELD_U32, AT(struct event_routed, first_delivery) },
	{ "deliveries", FIELD_LIST, LIST_AT(struct event_routed, deliveries, delivery_count),
	  .sub = &event_bytes_routed_delivery },
	{ "numbers", FIELD_LIST, LIST_AT(struct event_routed, numbers, number_count),
	  .sub = &routed_number_fields },
	{ "cells", FIELD_U64, AT(struct event_routed, cells) },
	{ "people", FIELD_U64, AT(struct event_routed, people) },
	{ "unreachable_cells", FIELD_U64, AT(struct event_routed, unreachable_cells) },
	{ "reach", FIELD_STRUCT, AT(struct event_routed, reach), .sub = &event_bytes_reach },
};

static const struct fields routed_fields = FIELDS_OF(routed_rows, struct event_routed);

static const struct field restarted_rows[] = {
	{ "link", FIELD_TEXT, AT(struct event_restarted, link) },
	{ "node", FIELD_TEXT, AT(struct event_restarted, node) },
	{ "reason", FIELD_TEXT, AT(struct event_restarted, reason) },
};

static const struct fields restarted_fields = FIELDS_OF(restarted_rows, struct event_restarted);

static const struct field superseded_delivery_rows[] = {
	{ "delivery", FIELD_U32, true, AT(struct event_delivery_part, delivery) },
	{ "cells", FIELD_U32_LIST, LIST_AT(struct event_delivery_part, cells, cell_count) },
};

static const struct fields superseded_delivery_fields = FIELDS_OF(superseded_delivery_rows,
								  struct event_delivery_part);

static const struct field superseded_rows[] = {
	{ "by", FIELD_U64, AT(struct event_superseded, by) },
	{ "deliveries", FIELD_LIST, LIST_AT(struct event_superseded, deliveries, count),
	  .sub = &superseded_delivery_fields },
};

static const struct fields superseded_fields = FIELDS_OF(superseded_rows, struct event_superseded);

static const struct field preempted_rows[] = {
	{ "by", FIELD_U64, AT(struct event_preempted, by) },
	{ "for_good", FIELD_BOOL, AT(struct event_preempted, for_good) },
	{ "deliveries", FIELD_LIST, LIST_AT(struct event_preempted, deliveries, count),
	  .sub = &superseded_delivery_fields },
};

static const struct fields preempted_fields = FIELDS_OF(preempted_rows, struct event_preempted);

static const struct field cancel_requested_rows[] = {
	{ "person", FIELD_TEXT, AT(struct event_cancel_requested, person) },
	{ "reason", FIELD_TEXT, AT(struct event_cancel_requested, reason) },
	{ "by_notice", FIELD_U64, AT(struct event_cancel_requested, by_notice) },
	{ "correction", FIELD_U64, AT(struct event_cancel_requested, correction) },
};

static const struct fields cancel_requested_fields = FIELDS_OF(cancel_requested_rows,
							       struct event_cancel_requested);

static const struct field registry_applied_rows[] = {
	{ "person", FIELD_TEXT, AT(struct event_registry_applied, person) },
	{ "document", FIELD_DIGEST, AT(struct event_registry_applied, document) },
	{ "authorities", FIELD_U32, AT(struct event_registry_applied, authorities) },
	{ "agencies", FIELD_U32, AT(struct event_registry_applied, agencies) },
	{ "persons", FIELD_U32, AT(struct event_registry_applied, persons) },
	{ "carriers", FIELD_U32, AT(struct event_registry_applied, carriers) },
	{ "plans", FIELD_U32, AT(struct event_registry_applied, plans) },
};

static const struct fields registry_applied_fields = FIELDS_OF(registry_applied_rows,
							       struct event_registry_applied);

static const struct field register_swapped_rows[] = {
	{ "person", FIELD_TEXT, AT(struct event_register_swapped, person) },
	{ "content", FIELD_DIGEST, AT(struct event_register_swapped, content) },
	{ "cells", FIELD_U64, AT(struct event_register_swapped, cells) },
	{ "before", FIELD_DIGEST, AT(struct event_register_swapped, before) },
	{ "how", FIELD_TEXT, AT(struct event_register_swapped, how) },
};

static const struct fields register_swapped_fields = FIELDS_OF(register_swapped_rows,
							       struct event_register_swapped);

static const struct field store_created_rows[] = {
	{ "realm", FIELD_TEXT, AT(struct event_store_created, realm) },
	{ "program", FIELD_TEXT, AT(struct event_store_created, program) },
	{ "drill_clock_us", FIELD_UTC_US, AT(struct event_store_created, drill_clock) },
};

static const struct fields store_created_fields = FIELDS_OF(store_created_rows,
							    struct event_store_created);

static const struct field clock_advanced_rows[] = {
	{ "person", FIELD_TEXT, AT(struct event_clock_advanced, person) },
	{ "days", FIELD_U32, AT(struct event_clock_advanced, days) },
	{ "offset_us", FIELD_I64, AT(struct event_clock_advanced, offset_us) },
};

static const struct fields clock_advanced_fields = FIELDS_OF(clock_advanced_rows,
							     struct event_clock_advanced);

static const struct field link_changed_rows[] = {
	{ "link", FIELD_TEXT, AT(struct event_link_changed, link) },
	{ "node", FIELD_TEXT, AT(struct event_link_changed, node) },
	{ "change", FIELD_TEXT, AT(struct event_link_changed, change) },
	{ "reason", FIELD_TEXT, AT(struct event_link_changed, reason) },
};

static const struct fields link_changed_fields = FIELDS_OF(link_changed_rows,
							   struct event_link_changed);

static const struct field rows_restored_rows[] = {
	{ "list", FIELD_TEXT, AT(struct event_rows_restored, list) },
	{ "damaged", FIELD_U64, AT(struct event_rows_restored, damaged) },
	{ "rows", FIELD_U64, AT(struct event_rows_restored, rows) },
};

static const struct fields rows_restored_fields = FIELDS_OF(rows_restored_rows,
							    struct event_rows_restored);

/* Kinds that are a time and nothing else. */
static const struct fields nothing_fields = { NULL, 0, 0, 0 };

struct kind {
	const char *stream;
	unsigned int version;
	const struct fields *fields;
	size_t body; /* where in struct event */
};

#define BODY(member) offsetof(struct event, member)

static const struct kind kinds[EVENT_KIND_COUNT] = {
	[EVENT_RECEIVED] = { "notice", 1, &event_bytes_received, BODY(received) },
	[EVENT_JUDGED] = { "notice", 1, &event_bytes_judged, BODY(judged) },
	[EVENT_PAGED] = { "notice", 1, &paged_fields, BODY(paged) },
	[EVENT_AUTHORISED] = { "notice", 1, &authorised_fields, BODY(authorised) },
	[EVENT_DECIDED] = { "notice", 1, &decided_fields, BODY(decided) },
	[EVENT_SECONDED] = { "notice", 1, &by_person_fields, BODY(by_person) },
	[EVENT_CONFIRMED] = { "notice", 1, &by_person_fields, BODY(by_person) },
	[EVENT_AMENDED] = { "notice", 1, &amended_fields, BODY(amended) },
	[EVENT_SCHEDULED] = { "notice", 1, &scheduled_fields, BODY(scheduled) },
	[EVENT_ROUTED] = { "notice", 1, &routed_fields, BODY(routed) },
	[EVENT_PAPERWORK_OWED] = { "notice", 1, &event_bytes_paperwork_owed, BODY(paperwork_owed) },
	[EVENT_RECEIPTS] = { "notice", 1, &event_receipts_fields, BODY(receipts) },
	[EVENT_RESTARTED] = { "notice", 1, &restarted_fields, BODY(restarted) },
	[EVENT_PREEMPTED] = { "notice", 1, &preempted_fields, BODY(preempted) },
	[EVENT_SUPERSEDED] = { "notice", 1, &superseded_fields, BODY(superseded) },
	[EVENT_CANCEL_REQUESTED] = { "notice", 1, &cancel_requested_fields,
				     BODY(cancel_requested) },
	[EVENT_EXPIRED] = { "notice", 1, &nothing_fields, 0 },
	[EVENT_LAPSED] = { "notice", 1, &nothing_fields, 0 },
	[EVENT_CLOSED] = { "notice", 1, &nothing_fields, 0 },
	[EVENT_PAPERWORK_REMINDED] = { "notice", 1, &event_bytes_reminded, BODY(reminded) },
	[EVENT_PAPERWORK_FILED] = { "notice", 1, &event_bytes_paperwork_filed,
				    BODY(paperwork_filed) },
	[EVENT_PAPERWORK_SETTLED] = { "notice", 1, &event_bytes_paperwork_settled,
				      BODY(paperwork_settled) },
	[EVENT_ALARMED] = { "notice", 1, &event_bytes_alarmed, BODY(alarmed) },
	[EVENT_UNREACHED] = { "notice", 1, &unreached_fields, BODY(unreached) },
	[EVENT_WITHHELD] = { "notice", 1, &event_bytes_withheld, BODY(withheld) },
	[EVENT_CONTENT_STOPPED] = { "notice", 1, &event_bytes_content_stopped,
				    BODY(content_stopped) },
	[EVENT_CONTENT_REPORTED] = { "notice", 1, &event_bytes_content_reported,
				     BODY(content_reported) },
	[EVENT_CONTENT_REMINDED] = { "notice", 1, &event_bytes_reminded, BODY(reminded) },
	[EVENT_REGISTRY_APPLIED] = { "registry", 1, &registry_applied_fields,
				     BODY(registry_applied) },
	[EVENT_REGISTER_SWAPPED] = { "registry", 1, &register_swapped_fields,
				     BODY(register_swapped) },
	[EVENT_STORE_CREATED] = { "store", 1, &store_created_fields, BODY(store_created) },
	[EVENT_CLOCK_ADVANCED] = { "store", 1, &clock_advanced_fields, BODY(clock_advanced) },
	[EVENT_LINK_CHANGED] = { "link", 1, &link_changed_fields, BODY(link_changed) },
	[EVENT_SUSPENSION_ORDERED] = { "registry", 1, &suspension_json, BODY(suspension) },
	[EVENT_SUSPENSION_LIFTED] = { "registry", 1, &suspension_json, BODY(suspension) },
	[EVENT_COMPLAINT_RECORDED] = { "registry", 1, &complaint_json, BODY(complaint) },
	[EVENT_COMPLAINT_STRUCK] = { "registry", 1, &complaint_json, BODY(complaint) },
	[EVENT_ROWS_RESTORED] = { "store", 1, &rows_restored_fields, BODY(rows_restored) },
};

void event_bytes_pack(struct text *out, const struct event *event)
{
	const struct kind *kind = &kinds[event->kind];
	char hex[2 * sizeof(event->identifier) + 1];

	text_printf(out, "{\"v\":%u,\"id\":\"%s\",\"at_us\":%lld,\"stream\":\"%s\"", kind->version,
		    digest_hex(hex, event->identifier.octets, sizeof(event->identifier)),
		    (long long)event->at.us, kind->stream);
	if (event->notice)
		text_printf(out, ",\"number\":%llu", (unsigned long long)event->notice);
	text_printf(out, ",\"kind\":\"%s\"", event_kind_name(event->kind));
	fields_write_members(out, kind->fields, (const char *)event + kind->body);
	text_put(out, "}", 1);
}

/* ---- reading ---------------------------------------------------------------------------- */

struct head {
	unsigned int version;
	struct id128 identifier;
	struct utc at;
	struct slice stream, kind;
	uint64_t number;
};

static const char *const head_members[] = { "v", "id", "at_us", "stream", "number", "kind", NULL };

static struct slice text_of(const json_t *object, const char *member)
{
	const json_t *json = json_object_get(object, member);

	return (struct slice){ json_string_value(json), json_string_length(json) };
}

static enum err read_head(struct head *head, const json_t *object, struct fault *why)
{
	const json_t *number = json_object_get(object, "number");

	head->version = (unsigned int)json_integer_value(json_object_get(object, "v"));
	head->at.us = json_integer_value(json_object_get(object, "at_us"));
	head->stream = text_of(object, "stream");
	head->kind = text_of(object, "kind");
	head->number = (uint64_t)json_integer_value(number);
	if (!digest_from_hex(head->identifier.octets, sizeof(head->identifier),
			     text_of(object, "id")) ||
	    head->version == 0 || (number && json_integer_value(number) <= 0))
		return err_set(why, ERR_INPUT, NULL, "not the head of an event");
	return ERR_OK;
}

static enum err check_head(enum event_kind *kind, const struct head *head, struct fault *why)
{
	if (!event_kind_from_name(head->kind, kind))
		return err_set(why, ERR_INPUT, NULL, "no event is called \"%.*s\"",
			       (int)(head->kind.size > 40 ? 40 : head->kind.size), head->kind.at);
	if (!slice_is(head->stream, kinds[*kind].stream) ||
	    event_kind_is_of_notice(*kind) != (head->number != 0))
		return err_set(why, ERR_INPUT, NULL, "a %s event cannot be of stream \"%.*s\"",
			       event_kind_name(*kind), SLICE_PRINT(head->stream));
	if (head->version > kinds[*kind].version)
		return err_set(why, ERR_INPUT, NULL,
			       "%s is of version %u, this program knows %u: it is too old",
			       event_kind_name(*kind), head->version, kinds[*kind].version);
	return ERR_OK;
}

static void name_the_notice(struct event *event)
{
	/* Lists were made on our context just now; const is for those who are lent them. */
	struct receipt *items = (struct receipt *)(uintptr_t)event->receipts.items;

	for (size_t i = 0; i < event->receipts.count; i++)
		items[i].notice = event->notice;
}

static enum err read_object(void *ctx, struct event *out, const json_t *object, struct fault *why)
{
	struct event event = { 0 };
	enum event_kind kind = EVENT_NONE;
	struct head head;
	enum err err = read_head(&head, object, why);

	if (err == ERR_OK)
		err = check_head(&kind, &head, why);
	if (err != ERR_OK)
		return err;
	event.kind = kind;
	event.identifier = head.identifier;
	event.at = head.at;
	event.notice = head.number;
	err = fields_read(ctx, (char *)&event + kinds[kind].body, kinds[kind].fields, object,
			  head_members, why);
	if (err != ERR_OK)
		return err_prefix(why, err, "%s", event_kind_name(kind));
	if (kind == EVENT_RECEIPTS)
		name_the_notice(&event);
	*out = event;
	return ERR_OK;
}

enum err event_bytes_unpack(void *ctx, struct event *out, struct slice bytes, struct fault *why)
{
	json_t *object;
	enum err err = fields_parse(&object, bytes, why);

	if (err != ERR_OK)
		return err;
	err = read_object(ctx, out, object, why);
	json_decref(object);
	return err;
}
