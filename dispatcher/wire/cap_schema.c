/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* The elements of CAP, in the order in which each must stand (OASIS CAP-v1.2 3.2 and 3.4). */
#include <talloc.h>

#include "wire/cap_walk.h"

#define AT(type, member) .offset = offsetof(struct type, member)
#define LIST_AT(type, member, counted)                                                             \
	.many = true, .offset = offsetof(struct type, member),                                     \
	.count_offset = offsetof(struct type, counted)
#define REQUIRED      .required = true
#define IN(versions_) .versions = (versions_)

static const char *const statuses[] = { "Actual", "Exercise", "System", "Test", "Draft", NULL };
static const char *const msg_types[] = { "Alert", "Update", "Cancel", "Ack", "Error", NULL };
static const char *const scopes[] = { "Public", "Restricted", "Private", NULL };
static const char *const categories[] = { "Geo",   "Met",    "Safety", "Security",  "Rescue",
					  "Fire",  "Health", "Env",    "Transport", "Infra",
					  "CBRNE", "Other",  NULL };
static const char *const responses[] = { "Shelter", "Evacuate", "Prepare",  "Execute", "Avoid",
					 "Monitor", "Assess",	"AllClear", "None",    NULL };
static const char *const urgencies[] = {
	"Immediate", "Expected", "Future", "Past", "Unknown", NULL
};
static const char *const severities[] = {
	"Extreme", "Severe", "Moderate", "Minor", "Unknown", NULL
};
static const char *const certainties[] = { "Observed", "Likely",      "Possible", "Unlikely",
					   "Unknown",  "Very Likely", NULL };

static const struct cap_element pair_elements[] = {
	{ "valueName", REQUIRED, IN(CAP_ALL), .type = CAP_TEXT, AT(alert_value, value_name) },
	{ "value", REQUIRED, IN(CAP_ALL), .type = CAP_LINE, AT(alert_value, value),
	  .may_be_empty = true },
};
const struct cap_complex cap_schema_pair = CAP_COMPLEX("valueName and value", pair_elements,
						       struct alert_value);

static const struct cap_element resource_elements[] = {
	{ "resourceDesc", REQUIRED, IN(CAP_ALL), .type = CAP_LINE,
	  AT(alert_resource, description) },
	{ "mimeType", REQUIRED, IN(CAP_ALL), .optional_in = CAP_1_0 | CAP_1_1, .type = CAP_TEXT,
	  AT(alert_resource, mime_type) },
	{ "size", IN(CAP_ALL), .type = CAP_SIZE, AT(alert_resource, size) },
	{ "uri", IN(CAP_ALL), .type = CAP_TEXT, AT(alert_resource, uri) },
	{ "derefUri", IN(CAP_1_1 | CAP_1_2), .type = CAP_BASE64 },
	{ "digest", IN(CAP_ALL), .type = CAP_TEXT, AT(alert_resource, digest) },
};
static const struct cap_complex resource_complex = CAP_COMPLEX("resource", resource_elements,
							       struct alert_resource);

static const struct cap_element area_elements[] = {
	{ "areaDesc", REQUIRED, IN(CAP_ALL), .type = CAP_LINE, AT(area, description) },
	{ "polygon", IN(CAP_ALL), .type = CAP_POLYGONS, LIST_AT(area, polygons, polygon_count) },
	{ "circle", IN(CAP_ALL), .type = CAP_CIRCLES, LIST_AT(area, circles, circle_count) },
	{ "geocode", IN(CAP_ALL), .type = CAP_CODES, LIST_AT(area, codes, code_count) },
	{ "altitude", IN(CAP_ALL), .type = CAP_NUMBER },
	{ "ceiling", IN(CAP_ALL), .type = CAP_NUMBER },
};
static const struct cap_complex area_complex = CAP_COMPLEX("area", area_elements, struct area);

static const struct cap_element info_elements[] = {
	{ "language", IN(CAP_ALL), .type = CAP_TEXT, AT(alert_info, language) },
	{ "category", REQUIRED, .many = true, IN(CAP_ALL), .optional_in = CAP_1_0, .type = CAP_BITS,
	  AT(alert_info, categories), .words = categories },
	{ "event", REQUIRED, IN(CAP_ALL), .type = CAP_LINE, AT(alert_info, event) },
	{ "responseType", .many = true, IN(CAP_1_1 | CAP_1_2), .type = CAP_BITS,
	  AT(alert_info, responses), .words = responses },
	{ "urgency", REQUIRED, IN(CAP_ALL), .type = CAP_WORD, AT(alert_info, urgency),
	  .words = urgencies, .first_word = ALERT_URGENCY_IMMEDIATE },
	{ "severity", REQUIRED, IN(CAP_ALL), .type = CAP_WORD, AT(alert_info, severity),
	  .words = severities, .first_word = ALERT_SEVERITY_EXTREME },
	{ "certainty", REQUIRED, IN(CAP_ALL), .type = CAP_WORD, AT(alert_info, certainty),
	  .words = certainties, .first_word = ALERT_CERTAINTY_OBSERVED },
	{ "audience", IN(CAP_ALL), .type = CAP_LINE, AT(alert_info, audience) },
	{ "eventCode", IN(CAP_ALL), .type = CAP_VALUES,
	  LIST_AT(alert_info, event_codes, event_code_count) },
	{ "effective", IN(CAP_ALL), .type = CAP_TIME, AT(alert_info, effective) },
	{ "onset", IN(CAP_ALL), .type = CAP_TIME, AT(alert_info, onset) },
	{ "expires", IN(CAP_ALL), .type = CAP_TIME, AT(alert_info, expires) },
	{ "senderName", IN(CAP_ALL), .type = CAP_LINE, AT(alert_info, sender_name) },
	{ "headline", IN(CAP_ALL), .type = CAP_LINE, AT(alert_info, headline) },
	{ "description", IN(CAP_ALL), .type = CAP_LINE, AT(alert_info, description) },
	{ "instruction", IN(CAP_ALL), .type = CAP_LINE, AT(alert_info, instruction) },
	{ "web", IN(CAP_ALL), .type = CAP_TEXT, AT(alert_info, web) },
	{ "contact", IN(CAP_ALL), .type = CAP_LINE, AT(alert_info, contact) },
	{ "parameter", IN(CAP_ALL), .type = CAP_VALUES,
	  LIST_AT(alert_info, parameters, parameter_count) },
	{ "resource", IN(CAP_ALL), .type = CAP_COMPLEXES,
	  LIST_AT(alert_info, resources, resource_count), .complex = &resource_complex },
	{ "area", IN(CAP_ALL), .type = CAP_COMPLEXES, LIST_AT(alert_info, areas, area_count),
	  .complex = &area_complex },
};
static const struct cap_complex info_complex = CAP_COMPLEX("info", info_elements,
							   struct alert_info);

static const struct cap_element alert_elements[] = {
	{ "identifier", REQUIRED, IN(CAP_ALL), .type = CAP_TEXT, AT(alert, identifier),
	  .must_have_text = true },
	{ "sender", REQUIRED, IN(CAP_ALL), .type = CAP_TEXT, AT(alert, sender),
	  .must_have_text = true },
	{ "password", IN(CAP_1_0), .type = CAP_OTHER },
	{ "sent", REQUIRED, IN(CAP_ALL), .type = CAP_TIME, AT(alert, sent) },
	{ "status", REQUIRED, IN(CAP_ALL), .type = CAP_WORD, AT(alert, status), .words = statuses,
	  .first_word = ALERT_STATUS_ACTUAL },
	{ "msgType", REQUIRED, IN(CAP_ALL), .type = CAP_WORD, AT(alert, msg_type),
	  .words = msg_types, .first_word = ALERT_MSG_TYPE_ALERT },
	{ "source", IN(CAP_ALL), .type = CAP_LINE, AT(alert, source) },
	{ "scope", REQUIRED, IN(CAP_ALL), .optional_in = CAP_1_0, .type = CAP_WORD,
	  AT(alert, scope), .words = scopes, .first_word = ALERT_SCOPE_PUBLIC },
	{ "restriction", IN(CAP_ALL), .type = CAP_TEXT, AT(alert, restriction) },
	{ "addresses", IN(CAP_ALL), .type = CAP_TEXT, AT(alert, addresses) },
	{ "code", IN(CAP_ALL), .type = CAP_TEXTS, LIST_AT(alert, codes, code_count) },
	{ "note", IN(CAP_ALL), .type = CAP_LINE, AT(alert, note) },
	{ "references", IN(CAP_ALL), .type = CAP_REFERENCES, AT(alert, references),
	  .count_offset = offsetof(struct alert, reference_count) },
	{ "incidents", IN(CAP_ALL), .type = CAP_TEXT, AT(alert, incidents) },
	{ "info", IN(CAP_ALL), .type = CAP_COMPLEXES, LIST_AT(alert, infos, info_count),
	  .complex = &info_complex },
};
const struct cap_complex cap_schema_alert = CAP_COMPLEX("alert", alert_elements, struct alert);

/* ---- the walk --------------------------------------------------------------------------- */

static bool is_signature(const xmlNode *node)
{
	return xmlStrEqual(node->name, BAD_CAST "Signature") && node->ns &&
	       xmlStrEqual(node->ns->href, BAD_CAST "http://www.w3.org/2000/09/xmldsig#");
}

static size_t find(const struct cap_walk *walk, const struct cap_complex *complex,
		   const xmlNode *node)
{
	for (size_t i = 0; i < complex->count; i++)
		if ((complex->elements[i].versions & walk->version) &&
		    xmlStrEqual(node->name, BAD_CAST complex->elements[i].name) &&
		    node->ns == node->parent->ns)
			return i;
	return complex->count;
}

/* The names that could stand here: up to the next required one. */
static char *expected(const struct cap_walk *walk, const struct cap_complex *complex, size_t from)
{
	char *names = talloc_strdup(walk->ctx, "");

	for (size_t i = from; i < complex->count; i++) {
		if (!(complex->elements[i].versions & walk->version))
			continue;
		names = talloc_asprintf_append(names, "%s%s", *names ? ", " : "",
					       complex->elements[i].name);
		if (complex->elements[i].required)
			break;
	}
	return *names ? names : talloc_strdup(walk->ctx, "-");
}

/* ---- spelling --------------------------------------------------------------------------- */

enum { NAME_OCTETS_MAX = 24, TYPING_ERRORS_MAX = 2 };

static size_t least(size_t a, size_t b, size_t c)
{
	size_t two = a < b ? a : b;

	return two < c ? two : c;
}

static bool is_same_letter(char a, char b)
{
	return a == b || ((a ^ b) == 0x20 && (a | 0x20) >= 'a' && (a | 0x20) <= 'z');
}

/* Typing errors between two names (Levenshtein); letters of another case are none. */
static size_t typing_errors(const char *a, const char *b)
{
	size_t row[NAME_OCTETS_MAX + 1], size = strlen(b);

	for (size_t k = 0; k <= size; k++)
		row[k] = k;
	for (size_t i = 1; a[i - 1]; i++) {
		size_t diagonal = row[0];

		row[0] = i;
		for (size_t k = 1; k <= size; k++) {
			size_t above = row[k];

			row[k] = least(above + 1, row[k - 1] + 1,
				       diagonal + !is_same_letter(a[i - 1], b[k - 1]));
			diagonal = above;
		}
	}
	return row[size];
}

/* The element that was probably meant, or NULL. */
static const char *meant(const struct cap_walk *walk, const struct cap_complex *complex,
			 const char *name)
{
	const char *best = NULL;
	size_t best_errors = TYPING_ERRORS_MAX + 1;

	if (strlen(name) > NAME_OCTETS_MAX)
		return NULL;
	for (size_t i = 0; i < complex->count; i++) {
		const char *candidate = complex->elements[i].name;
		size_t errors = typing_errors(name, candidate);

		/* In a short name two errors make another word. */
		if (!(complex->elements[i].versions & walk->version) || errors >= best_errors ||
		    errors * 3 > strlen(candidate))
			continue;
		best = candidate;
		best_errors = errors;
	}
	return best;
}

/* ---- what stands where ------------------------------------------------------------------ */

struct place {
	size_t at; /* index of the last element met */
	bool seen[32];
	const xmlNode *signature;
};

static void tell_unknown(struct cap_walk *walk, const struct cap_complex *complex,
			 const xmlNode *node, const struct place *place)
{
	const char *name = (const char *)node->name;
	const char *wanted = node->ns == node->parent->ns ? meant(walk, complex, name) : NULL;

	if (wanted)
		cap_fault_at(walk, CAP_FAULT_MISSPELT, node, name, wanted);
	else
		cap_fault_at(
			walk, CAP_FAULT_UNKNOWN_ELEMENT, node, name,
			expected(walk, complex, walk->version == CAP_NATIONAL ? 0 : place->at));
}

static bool stands_right(struct cap_walk *walk, const struct cap_complex *complex,
			 const xmlNode *node, struct place *place)
{
	size_t index = find(walk, complex, node);

	if (index == complex->count) {
		tell_unknown(walk, complex, node, place);
		return false;
	}
	if (index >= place->at)
		place->at = index;
	else if (walk->version != CAP_NATIONAL)
		cap_fault_at(walk, CAP_FAULT_ORDER, node, (const char *)node->name,
			     complex->elements[place->at].name);
	if (place->seen[index] && !complex->elements[index].many) {
		cap_fault_at(walk, CAP_FAULT_TOO_MANY, node, (const char *)node->name, NULL);
		return false;
	}
	place->seen[index] = true;
	return true;
}

static void walk_child(struct cap_walk *walk, const struct cap_complex *complex,
		       const xmlNode *node, struct place *place, void *out)
{
	if (complex == &cap_schema_alert && is_signature(node)) {
		place->signature = node;
		walk->alert->is_signed = true;
		return;
	}
	if (place->signature) {
		cap_fault_at(walk, CAP_FAULT_SIGNATURE_PLACE, place->signature, NULL, NULL);
		place->signature = NULL;
	}
	if (stands_right(walk, complex, node, place))
		cap_value_read(walk, &complex->elements[find(walk, complex, node)], node, out);
}

static bool is_blank(const xmlNode *node)
{
	return !node->content || node->content[strspn((const char *)node->content, " \t\r\n")] == 0;
}

bool cap_schema_is_leaf(struct cap_walk *walk, const xmlNode *node)
{
	for (const xmlNode *child = node->children; child; child = child->next) {
		if (child->type != XML_ELEMENT_NODE)
			continue;
		cap_fault_at(walk, CAP_FAULT_LEAF, child, (const char *)node->name,
			     (const char *)child->name);
		return false;
	}
	return true;
}

/* The schema gives CAP's elements no attributes; those of other namespaces are theirs. */
static void judge_attributes(struct cap_walk *walk, const xmlNode *node)
{
	if (node->ns != node->parent->ns)
		return;
	for (const xmlAttr *attribute = node->properties; attribute; attribute = attribute->next) {
		if (attribute->ns)
			continue;
		cap_fault_at(walk, CAP_FAULT_ATTRIBUTE, node, (const char *)node->name,
			     (const char *)attribute->name);
		return;
	}
}

static void judge_missing(struct cap_walk *walk, const struct cap_complex *complex,
			  const xmlNode *node, const struct place *place)
{
	for (size_t i = 0; i < complex->count; i++) {
		const struct cap_element *element = &complex->elements[i];

		if (element->required && (element->versions & walk->version) &&
		    !(element->optional_in & walk->version) && !place->seen[i])
			cap_fault_at(walk, CAP_FAULT_MISSING, node, element->name, complex->name);
	}
}

void cap_schema_walk(struct cap_walk *walk, const struct cap_complex *complex, const xmlNode *node,
		     void *out)
{
	struct place place = { 0 };
	bool is_mixed = false;

	for (const xmlNode *child = node->children; child; child = child->next) {
		if (child->type == XML_ELEMENT_NODE) {
			judge_attributes(walk, child);
			walk_child(walk, complex, child, &place, out);
		} else if (child->type == XML_TEXT_NODE || child->type == XML_CDATA_SECTION_NODE) {
			is_mixed = is_mixed || !is_blank(child);
		}
	}
	if (is_mixed)
		cap_fault_at(walk, CAP_FAULT_MIXED, node, (const char *)node->name, NULL);
	judge_missing(walk, complex, node, &place);
}
