/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * The elements of the national message. What must be there is asked by national_rules.c, since
 * an element that stands empty says as little as one that does not stand.
 */
#include "wire/national.h"

#define AT(type, member) .offset = offsetof(struct type, member)
#define COUNTED_AT(type, member, counted)                                                          \
	.offset = offsetof(struct type, member), .count_offset = offsetof(struct type, counted)
#define LIST_AT(type, member, counted) .many = true, COUNTED_AT(type, member, counted)
#define HERE			       .versions = CAP_NATIONAL, .may_be_empty = true
#define OWN(function)		       .type = CAP_OWN, .read = (function)
#define WORD(list, first_)	       .type = CAP_WORD, .words = (list), .first_word = (first_)

/* In the order of CAP's; national_rules.c says which of them are in use. */
static const char *const statuses[] = { "Actual", "Exercise", "System", "Test", "Draft", NULL };
static const char *const msg_types[] = { "Alert", "Update", "Cancel", NULL };
static const char *const scopes[] = { "Public", NULL };
static const char *const urgencies[] = {
	"Immediate", "Expected", "Future", "Past", "Unknown", NULL
};
/* Red 特别重大, Orange 重大, Yellow 较大, Blue 一般: in the order of CAP's severities. */
static const char *const colours[] = { "Red", "Orange", "Yellow", "Blue", "Unknown", NULL };
/* VeryLikely is read as Likely; there is no Possible. */
static const char *const certainties[] = { "Observed", "Likely",  "VeryLikely",
					   "Unlikely", "Unknown", NULL };

static const struct cap_element method_elements[] = {
	{ "methodName", HERE, .type = CAP_TEXT, AT(alert_value, value_name) },
	{ "message", HERE, .type = CAP_LINE, AT(alert_value, value) },
	{ "audienceGrp", HERE, .type = CAP_OTHER },
	{ "audenceprt", HERE, .type = CAP_OTHER }, /* spelt so */
	{ "audiencePrt", HERE, .type = CAP_OTHER },
};
static const struct cap_complex method_complex = CAP_COMPLEX("method", method_elements,
							     struct alert_value);

static const struct cap_element code_elements[] = {
	{ "method", HERE, .type = CAP_COMPLEXES, LIST_AT(alert, methods, method_count),
	  .complex = &method_complex },
};
static const struct cap_complex code_complex = CAP_COMPLEX("code", code_elements, struct alert);

static const struct cap_element resource_elements[] = {
	{ "resourceDesc", HERE, .type = CAP_LINE, AT(alert_resource, description) },
	{ "mimeType", HERE, .type = CAP_TEXT, AT(alert_resource, mime_type) },
	{ "size", HERE, .type = CAP_SIZE, AT(alert_resource, size) },
	{ "uri", HERE, .type = CAP_TEXT, AT(alert_resource, uri) },
	{ "derefUri", HERE, .type = CAP_BASE64 },
	{ "digest", HERE, .type = CAP_TEXT, AT(alert_resource, digest) },
};
static const struct cap_complex resource_complex = CAP_COMPLEX("resource", resource_elements,
							       struct alert_resource);

static const struct cap_element area_elements[] = {
	{ "areaDesc", HERE, .type = CAP_LINE, AT(area, description) },
	{ "polygon", HERE, .type = CAP_POLYGONS, LIST_AT(area, polygons, polygon_count) },
	{ "circle", HERE, .type = CAP_CIRCLES, LIST_AT(area, circles, circle_count) },
	{ "geocode", HERE, OWN(national_value_geocode), LIST_AT(area, codes, code_count) },
};
static const struct cap_complex area_complex = CAP_COMPLEX("area", area_elements, struct area);

static const struct cap_element info_elements[] = {
	{ "language", HERE, .type = CAP_TEXT, AT(alert_info, language) },
	{ "eventType", HERE, OWN(national_value_event_type),
	  COUNTED_AT(alert_info, event_codes, event_code_count) },
	{ "urgency", HERE, WORD(urgencies, ALERT_URGENCY_IMMEDIATE), AT(alert_info, urgency) },
	{ "severity", HERE, WORD(colours, ALERT_SEVERITY_EXTREME), AT(alert_info, severity) },
	{ "certainty", HERE, WORD(certainties, ALERT_CERTAINTY_OBSERVED),
	  AT(alert_info, certainty) },
	{ "effective", HERE, OWN(national_value_time), AT(alert_info, effective) },
	{ "onset", HERE, OWN(national_value_time), AT(alert_info, onset) },
	{ "expires", HERE, OWN(national_value_time), AT(alert_info, expires) },
	{ "senderName", HERE, .type = CAP_LINE, AT(alert_info, sender_name) },
	{ "headline", HERE, .type = CAP_LINE, AT(alert_info, headline) },
	{ "description", HERE, .type = CAP_LINE, AT(alert_info, description) },
	{ "instruction", HERE, .type = CAP_LINE, AT(alert_info, instruction) },
	{ "web", HERE, .type = CAP_TEXT, AT(alert_info, web) },
	{ "resource", HERE, .type = CAP_COMPLEXES, LIST_AT(alert_info, resources, resource_count),
	  .complex = &resource_complex },
	{ "area", HERE, .type = CAP_COMPLEXES, LIST_AT(alert_info, areas, area_count),
	  .complex = &area_complex },
};
static const struct cap_complex info_complex = CAP_COMPLEX("info", info_elements,
							   struct alert_info);

static const struct cap_element alert_elements[] = {
	{ "identifier", HERE, .type = CAP_TEXT, AT(alert, identifier) },
	{ "sender", HERE, .type = CAP_LINE, AT(alert, sender) },
	{ "senderCode", HERE, .type = CAP_TEXT, AT(alert, sender_code) },
	{ "sendTime", HERE, OWN(national_value_time), AT(alert, sent) },
	{ "status", HERE, WORD(statuses, ALERT_STATUS_ACTUAL), AT(alert, status) },
	{ "msgType", HERE, WORD(msg_types, ALERT_MSG_TYPE_ALERT), AT(alert, msg_type) },
	{ "scope", HERE, WORD(scopes, ALERT_SCOPE_PUBLIC), AT(alert, scope) },
	{ "code", HERE, .many = true, .type = CAP_INSIDE, .complex = &code_complex },
	{ "secClassification", HERE, .type = CAP_TEXT, AT(alert, classification) },
	{ "note", HERE, .type = CAP_LINE, AT(alert, note) },
	{ "references", HERE, OWN(national_value_references),
	  COUNTED_AT(alert, references, reference_count) },
	{ "info", HERE, .type = CAP_COMPLEXES, LIST_AT(alert, infos, info_count),
	  .complex = &info_complex },
};
const struct cap_complex national_schema_alert = CAP_COMPLEX("alert", alert_elements, struct alert);
