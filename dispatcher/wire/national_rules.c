/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include <stdio.h>
#include <stdlib.h>
#include <talloc.h>

#include "wire/national.h"

/* ---- what must be there ----------------------------------------------------------------- */

enum {
	/* bits */
	MAY_BE_EMPTY = 1 << 0, /* that is only told */
	MAY_LACK_IN_CANCEL = 1 << 1,
};

static const struct mandatory {
	const char *parent, *name;
	unsigned int how;
} mandatory[] = {
	{ "alert", "identifier", 0 },
	{ "alert", "sender", 0 },
	{ "alert", "senderCode", 0 },
	{ "alert", "sendTime", 0 },
	{ "alert", "status", 0 },
	{ "alert", "msgType", 0 },
	{ "alert", "scope", 0 },
	{ "alert", "code", MAY_BE_EMPTY | MAY_LACK_IN_CANCEL },
	{ "info", "eventType", 0 },
	{ "info", "urgency", 0 },
	{ "info", "severity", 0 },
	{ "info", "certainty", 0 },
	/* empty, it is the time of sending */
	{ "info", "effective", MAY_BE_EMPTY },
	/* the signing officer's own name: nothing is done with it */
	{ "info", "senderName", MAY_BE_EMPTY },
	{ "info", "headline", 0 },
	{ "info", "description", 0 },
	{ "area", "areaDesc", MAY_BE_EMPTY },
	{ "area", "geocode", MAY_BE_EMPTY }, /* no area at all is judged apart */
};

static bool is_empty(struct cap_walk *walk, const xmlNode *node)
{
	return cap_value_text(walk, node).size == 0;
}

static void check_mandatory(struct cap_walk *walk, const xmlNode *node, const struct mandatory *row)
{
	const xmlNode *found = xml_child(node, row->name, 0);

	if (row->how & MAY_LACK_IN_CANCEL && walk->alert->msg_type == ALERT_MSG_TYPE_CANCEL)
		return;
	if (!found)
		cap_fault_at(walk, CAP_FAULT_MISSING, node, row->name, row->parent);
	else if (is_empty(walk, found) && (row->how & MAY_BE_EMPTY))
		cap_fault_at(walk, CAP_FAULT_EMPTY, found, row->name, NULL);
	else if (is_empty(walk, found))
		cap_fault_at(walk, CAP_FAULT_NO_TEXT, found, row->name, NULL);
}

static void check_all_mandatory(struct cap_walk *walk, const xmlNode *node, const char *parent)
{
	for (size_t i = 0; i < sizeof(mandatory) / sizeof(mandatory[0]); i++)
		if (strcmp(mandatory[i].parent, parent) == 0)
			check_mandatory(walk, node, &mandatory[i]);
}

/* ---- who and when ----------------------------------------------------------------------- */

static int number(struct slice text, size_t from, size_t digits)
{
	uint64_t value = 0;

	return slice_to_u64((struct slice){ text.at + from, digits }, 9999, &value) ? (int)value
										    : -1;
}

/* The 14 digits behind the underscore: YYYYMMDDhhmmss, Beijing time. */
static bool has_real_time(struct slice identifier)
{
	struct slice time = { identifier.at + ALERT_SENDER_CODE_DIGITS + 1, 14 };
	struct civil civil = {
		.year = number(time, 0, 4),
		.month = number(time, 4, 2),
		.day = number(time, 6, 2),
		.hour = number(time, 8, 2),
		.minute = number(time, 10, 2),
		.second = number(time, 12, 2),
		.offset_minutes = UTC_CHINA_OFFSET_MINUTES,
	};
	struct utc t;

	return utc_from_civil(&t, &civil, NULL) == ERR_OK;
}

static void check_identifier(struct cap_walk *walk, const xmlNode *root)
{
	struct slice identifier = walk->alert->identifier;
	const xmlNode *node = xml_place(root, "identifier", 0);

	if (identifier.size == 0)
		return; /* told already */
	if (!national_value_is_identifier(identifier))
		cap_fault_at(walk, CAP_FAULT_NATIONAL_IDENTIFIER, node, identifier.at, NULL);
	else if (!has_real_time(identifier))
		cap_fault_at(walk, CAP_FAULT_NATIONAL_ENTRY_TIME, node, identifier.at, NULL);
}

static void check_sender_code(struct cap_walk *walk, const xmlNode *root)
{
	const struct alert *alert = walk->alert;
	struct slice code = alert->sender_code;
	const xmlNode *node = xml_place(root, "senderCode", 0);

	if (code.size == 0)
		return;
	if (!national_value_is_sender_code(code)) {
		cap_fault_at(walk, CAP_FAULT_NATIONAL_SENDER_CODE, node, code.at, NULL);
		return;
	}
	if (national_value_is_identifier(alert->identifier) &&
	    !slice_equal(alert_national_key(alert->identifier).sender, code))
		cap_fault_at(walk, CAP_FAULT_NATIONAL_SENDER_DIFFERS, node, code.at,
			     slice_string(walk->ctx, (struct slice){ alert->identifier.at,
								     ALERT_SENDER_CODE_DIGITS }));
}

static void check_status(struct cap_walk *walk, const xmlNode *root)
{
	const xmlNode *node = xml_place(root, "status", 0);
	enum alert_status status = walk->alert->status;

	if (status == ALERT_STATUS_SYSTEM)
		cap_fault_at(walk, CAP_FAULT_WORD, node, alert_status_name(status),
			     "Actual, Test, Exercise, Draft");
	else if (status == ALERT_STATUS_EXERCISE || status == ALERT_STATUS_DRAFT)
		cap_fault_at(walk, CAP_FAULT_NATIONAL_RESERVED, node, alert_status_name(status),
			     NULL);
}

/* Inner, and whatever else is not None, is not for the public. */
static void check_classification(struct cap_walk *walk, const xmlNode *root)
{
	struct slice classification = walk->alert->classification;

	if (classification.size > 0 && !slice_is(classification, "None"))
		cap_fault_at(walk, CAP_FAULT_NATIONAL_INNER,
			     xml_place(root, "secClassification", 0), classification.at, NULL);
}

/* Entry times are as long as each other: their order is that of the digits. */
static bool is_entered_later(struct slice reference, struct slice identifier)
{
	size_t from = ALERT_SENDER_CODE_DIGITS + 1;

	return national_value_is_identifier(identifier) &&
	       memcmp(reference.at + from, identifier.at + from, 14) > 0;
}

static void check_references(struct cap_walk *walk, const xmlNode *root)
{
	const struct alert *alert = walk->alert;
	const xmlNode *node = xml_place(root, "references", 0);
	char count[24];

	if (alert->reference_count > 0 && alert->msg_type == ALERT_MSG_TYPE_ALERT)
		cap_fault_at(walk, CAP_FAULT_NATIONAL_REFERENCES_ALERT, node,
			     slice_string(walk->ctx, alert->references[0].identifier), NULL);
	else if (alert->reference_count > 1) {
		snprintf(count, sizeof(count), "%zu", alert->reference_count);
		cap_fault_at(walk, CAP_FAULT_NATIONAL_REFERENCES_MANY, node, count, NULL);
	}
	for (size_t i = 0; i < alert->reference_count; i++)
		if (is_entered_later(alert->references[i].identifier, alert->identifier))
			cap_fault_at(walk, CAP_FAULT_REFERENCES_FUTURE, node,
				     slice_string(walk->ctx, alert->references[i].identifier),
				     NULL);
}

/* ---- the text of each way of spreading -------------------------------------------------- */

static bool speaks_by_method(const struct alert *alert, size_t index)
{
	for (size_t i = 0; i < alert->info_count; i++)
		if (slice_starts(alert->infos[i].language, "zh"))
			return slice_starts(alert->infos[index].language, "zh");
	return index == 0;
}

/* Its parameters are the methods; a message that stands empty is the description. */
static void give_methods(struct cap_walk *walk, struct alert_info *info)
{
	const struct alert *alert = walk->alert;
	struct alert_value *parameters = talloc_array(walk->ctx, struct alert_value,
						      (unsigned int)alert->method_count);

	if (!parameters)
		abort();
	for (size_t i = 0; i < alert->method_count; i++) {
		parameters[i] = alert->methods[i];
		if (parameters[i].value.size == 0)
			parameters[i].value = info->description;
	}
	info->parameters = parameters;
	info->parameter_count = alert->method_count;
}

void national_rules_check(struct cap_walk *walk, const xmlNode *root)
{
	struct alert *alert = walk->alert;
	/* The infos were made by this walk, on its own context. */
	struct alert_info *infos = (struct alert_info *)(uintptr_t)alert->infos;
	size_t index = 0;

	check_all_mandatory(walk, root, "alert");
	check_identifier(walk, root);
	check_sender_code(walk, root);
	check_status(walk, root);
	check_classification(walk, root);
	check_references(walk, root);
	if (alert->method_count == 0 && alert->msg_type != ALERT_MSG_TYPE_CANCEL &&
	    xml_child(root, "code", 0))
		cap_fault_at(walk, CAP_FAULT_NATIONAL_NO_METHOD, xml_child(root, "code", 0), NULL,
			     NULL);
	for (const xmlNode *node = root->children; node; node = node->next) {
		if (node->type != XML_ELEMENT_NODE || !xmlStrEqual(node->name, BAD_CAST "info") ||
		    index == alert->info_count)
			continue;
		check_all_mandatory(walk, node, "info");
		for (const xmlNode *area = node->children; area; area = area->next)
			if (area->type == XML_ELEMENT_NODE &&
			    xmlStrEqual(area->name, BAD_CAST "area"))
				check_all_mandatory(walk, area, "area");
		national_headline_check(walk, &infos[index], node);
		if (speaks_by_method(alert, index))
			give_methods(walk, &infos[index]);
		index++;
	}
}
