/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* What the text of the standard asks and no schema checks (OASIS CAP-v1.2 3.2). */
#include <stdio.h>
#include <talloc.h>

#include "wire/cap_walk.h"

enum { HEADLINE_CHARACTERS_ADVISED = 160 };

/* Room for any identifier in use; past it one would fill logs, lists and topics. */
enum { CAP_NAME_OCTETS_MAX = 256 };
#define NAME_LIMIT "256 octets"

static void check_name(struct cap_walk *walk, const xmlNode *root, const char *name,
		       struct slice value)
{
	/* 3.2.1: no spaces, commas, < or &. */
	if (value.at && strpbrk(value.at, " ,<&\t\r\n"))
		cap_fault_at(walk, CAP_FAULT_NAME_CHARACTERS, xml_place(root, name, 0), value.at,
			     name);
	if (value.size > CAP_NAME_OCTETS_MAX)
		cap_fault_at(walk, CAP_FAULT_LIMIT, xml_place(root, name, 0), name, NAME_LIMIT);
}

static bool is_follow_up(const struct alert *alert)
{
	return alert->msg_type >= ALERT_MSG_TYPE_UPDATE;
}

static void check_references(struct cap_walk *walk, const xmlNode *root)
{
	const struct alert *alert = walk->alert;
	struct alert_key own = alert_key_of(alert);
	const xmlNode *node = xml_place(root, "references", 0);

	if (is_follow_up(alert) && alert->reference_count == 0)
		cap_fault_at(walk, CAP_FAULT_REFERENCES_MISSING, node,
			     alert_msg_type_name(alert->msg_type), NULL);
	for (size_t i = 0; i < alert->reference_count; i++) {
		const struct alert_key *key = &alert->references[i];
		char *name = slice_string(walk->ctx, key->identifier);

		if (slice_equal(key->identifier, own.identifier) &&
		    slice_equal(key->sender, own.sender))
			cap_fault_at(walk, CAP_FAULT_REFERENCES_SELF, node, name, NULL);
		else if (utc_is_set(alert->sent) && utc_before(alert->sent, key->sent))
			cap_fault_at(walk, CAP_FAULT_REFERENCES_FUTURE, node, name, NULL);
		else if (utc_is_set(key->sent) && key->sent.us == alert->sent.us)
			cap_fault_at(walk, CAP_FAULT_REFERENCES_SENT, node, name, NULL);
	}
}

static void check_scope(struct cap_walk *walk, const xmlNode *root)
{
	const struct alert *alert = walk->alert;
	bool restricted = alert->scope == ALERT_SCOPE_RESTRICTED;

	if (restricted != (alert->restriction.size > 0))
		cap_fault_at(walk, CAP_FAULT_RESTRICTION, xml_place(root, "scope", 0), NULL, NULL);
	if (alert->scope == ALERT_SCOPE_PRIVATE && alert->addresses.size == 0)
		cap_fault_at(walk, CAP_FAULT_ADDRESSES, xml_place(root, "scope", 0), NULL, NULL);
}

static void check_note(struct cap_walk *walk, const xmlNode *root)
{
	const struct alert *alert = walk->alert;

	if (alert->note.size > 0)
		return;
	if (alert->status == ALERT_STATUS_EXERCISE)
		cap_fault_at(walk, CAP_FAULT_NOTE, root, "Exercise", NULL);
	if (alert->msg_type == ALERT_MSG_TYPE_ERROR)
		cap_fault_at(walk, CAP_FAULT_NOTE, root, "Error", NULL);
	if (alert->is_national && alert->msg_type == ALERT_MSG_TYPE_CANCEL)
		cap_fault_at(walk, CAP_FAULT_NOTE, root, "Cancel", NULL);
}

/* ---- each info -------------------------------------------------------------------------- */

static bool is_letter(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

/* RFC 3066 2.1: a primary tag of letters, subtags of letters or digits, 1 to 8 each. */
static bool is_language(struct slice language)
{
	struct slice rest = language, tag;
	bool first = true;

	if (language.size == 0 || language.at[0] == '-' || language.at[language.size - 1] == '-')
		return false;
	while (slice_word(&rest, "-", &tag)) {
		for (size_t i = 0; i < tag.size; i++)
			if (!is_letter(tag.at[i]) && (first || tag.at[i] < '0' || tag.at[i] > '9'))
				return false;
		if (tag.size > 8)
			return false;
		first = false;
	}
	return true;
}

static void set_case(char *at, size_t size, size_t capitals)
{
	for (size_t i = 0; i < size; i++)
		if (is_letter(at[i]))
			at[i] = (char)(i < capitals ? at[i] & ~0x20 : at[i] | 0x20);
}

/* RFC 5646 2.1.1: zh-CN, zh-Hant-TW: language in small letters, Script, REGION. */
static char *well_written(struct cap_walk *walk, struct slice language)
{
	char *out = slice_string(walk->ctx, language);
	struct slice rest, tag;

	for (char *at = out; *at; at++)
		if (*at == '_')
			*at = '-';
	rest = slice_of(out);
	while (slice_word(&rest, "-", &tag)) {
		size_t from = (size_t)(tag.at - out);
		size_t capitals = from == 0 ? 0 : tag.size == 2 ? 2 : tag.size == 4 ? 1 : 0;

		set_case(out + from, tag.size, capitals);
	}
	return out;
}

static void check_language(struct cap_walk *walk, struct alert_info *info, const xmlNode *node)
{
	const char *mended;

	if (info->language.size == 0) {
		cap_fault_at(walk, CAP_FAULT_LANGUAGE_ABSENT, node, NULL, NULL);
		info->language = walk->alert->is_national ? SLICE_LITERAL("zh-CN")
							  : SLICE_LITERAL("en-US");
		return;
	}
	mended = well_written(walk, info->language);
	if (!is_language(slice_of(mended))) {
		cap_fault_at(walk, CAP_FAULT_LANGUAGE_FORM, xml_place(node, "language", 0),
			     info->language.at, NULL);
		mended = "und";
	} else if (strcmp(mended, info->language.at) != 0) {
		cap_fault_at(walk, CAP_FAULT_LANGUAGE, xml_place(node, "language", 0),
			     info->language.at, mended);
	}
	info->language = slice_of(mended);
}

static void check_headline(struct cap_walk *walk, const struct alert_info *info,
			   const xmlNode *node)
{
	size_t characters = 0;
	char number[24];

	for (size_t i = 0; i < info->headline.size; i++)
		characters += (info->headline.at[i] & 0xc0) != 0x80;
	if (characters <= HEADLINE_CHARACTERS_ADVISED)
		return;
	snprintf(number, sizeof(number), "%zu", characters);
	cap_fault_at(walk, CAP_FAULT_HEADLINE, xml_place(node, "headline", 0), number, NULL);
}

static void check_times(struct cap_walk *walk, const struct alert_info *info, const xmlNode *node)
{
	const xmlNode *expires = xml_place(node, "expires", 0);
	char text[UTC_TEXT_OCTETS];

	if (!utc_is_set(info->expires)) {
		cap_fault_at(walk, CAP_FAULT_EXPIRES_ABSENT, node, NULL, NULL);
		return;
	}
	if (utc_is_set(info->effective) && utc_before(info->expires, info->effective))
		cap_fault_at(walk, CAP_FAULT_EXPIRES_ORDER, expires, "effective", NULL);
	else if (utc_before(info->expires, walk->alert->sent))
		cap_fault_at(walk, CAP_FAULT_EXPIRES_ORDER, expires, "sent", NULL);
	else if (utc_is_set(walk->limits->now) && !utc_before(walk->limits->now, info->expires))
		cap_fault_at(walk, CAP_FAULT_EXPIRED, expires,
			     utc_format(text, info->expires, UTC_CHINA_OFFSET_MINUTES), NULL);
}

static void check_web(struct cap_walk *walk, const struct alert_info *info, const xmlNode *node)
{
	const char *colon = info->web.size ? strstr(info->web.at, "://") : NULL;

	if (info->web.size > 0 &&
	    (!colon || colon == info->web.at || strchr(info->web.at, ' ') || !colon[3]))
		cap_fault_at(walk, CAP_FAULT_URI, xml_place(node, "web", 0), info->web.at, NULL);
}

static void check_resources(struct cap_walk *walk, const struct alert_info *info,
			    const xmlNode *node)
{
	for (size_t i = 0; i < info->resource_count; i++) {
		struct slice digest = info->resources[i].digest;
		uint8_t sha1[20];

		if (digest.size > 0 && !digest_from_hex(sha1, sizeof(sha1), digest))
			cap_fault_at(walk, CAP_FAULT_DIGEST, xml_place(node, "resource", i),
				     digest.at, NULL);
	}
}

static void check_altitude(struct cap_walk *walk, const xmlNode *area)
{
	const xmlNode *altitude = xml_place(area, "altitude", 0),
		      *ceiling = xml_place(area, "ceiling", 0);
	int64_t low, high;

	if (ceiling == area)
		return;
	if (altitude == area) {
		cap_fault_at(walk, CAP_FAULT_CEILING, ceiling, NULL, NULL);
		return;
	}
	if (slice_to_fixed(cap_value_text(walk, altitude), 3, INT64_MAX / 4096, &low) &&
	    slice_to_fixed(cap_value_text(walk, ceiling), 3, INT64_MAX / 4096, &high) && high < low)
		cap_fault_at(walk, CAP_FAULT_CEILING, ceiling, NULL, NULL);
}

static bool is_usable(const struct area *area)
{
	return area->polygon_count + area->circle_count + area->code_count > 0;
}

static void check_areas(struct cap_walk *walk, const struct alert_info *info, const xmlNode *node)
{
	bool usable = false;

	for (size_t i = 0; i < info->area_count; i++) {
		usable = usable || is_usable(&info->areas[i]);
		check_altitude(walk, xml_place(node, "area", i));
	}
	if (!usable && walk->alert->msg_type <= ALERT_MSG_TYPE_UPDATE)
		cap_fault_at(walk, CAP_FAULT_NO_AREA, node, NULL, NULL);
}

/* ---- infos together --------------------------------------------------------------------- */

static const struct alert_info *same_text_before(const struct alert *alert, size_t index)
{
	const struct alert_info *info = &alert->infos[index];

	for (size_t i = 0; i < index; i++)
		if (!slice_equal(alert->infos[i].language, info->language) &&
		    slice_equal(alert->infos[i].description, info->description))
			return &alert->infos[i];
	return NULL;
}

static void check_same_text(struct cap_walk *walk, const xmlNode *root)
{
	const struct alert *alert = walk->alert;

	for (size_t i = 1; i < alert->info_count; i++) {
		const struct alert_info *info = &alert->infos[i];
		const struct alert_info *before = info->description.size
							  ? same_text_before(alert, i)
							  : NULL;

		if (before)
			cap_fault_at(walk, CAP_FAULT_SAME_TEXT, xml_place(root, "info", i),
				     talloc_asprintf(walk->ctx, "%s, %s", before->language.at,
						     info->language.at),
				     NULL);
	}
}

static void check_event_codes(struct cap_walk *walk, const xmlNode *root)
{
	const struct alert *alert = walk->alert;

	for (size_t i = 1; i < alert->info_count; i++) {
		const struct alert_info *a = &alert->infos[0], *b = &alert->infos[i];

		if (a->event_code_count > 0 && b->event_code_count > 0 &&
		    slice_equal(a->event_codes[0].value_name, b->event_codes[0].value_name) &&
		    !slice_equal(a->event_codes[0].value, b->event_codes[0].value))
			cap_fault_at(walk, CAP_FAULT_EVENT_CODES, xml_place(root, "info", i),
				     b->event_codes[0].value.at, NULL);
	}
}

static void check_sent(struct cap_walk *walk, const xmlNode *root)
{
	struct utc now = walk->limits->now;
	char text[UTC_TEXT_OCTETS];

	/* Clocks differ by minutes; a day is somebody's mistake. */
	if (utc_is_set(now) && utc_before(utc_add(now, SPAN_HOURS(24)), walk->alert->sent))
		cap_fault_at(walk, CAP_FAULT_SENT_FUTURE,
			     xml_place(root, walk->alert->is_national ? "sendTime" : "sent", 0),
			     utc_format(text, walk->alert->sent, UTC_CHINA_OFFSET_MINUTES), NULL);
}

void cap_rules_check(struct cap_walk *walk, const xmlNode *root)
{
	struct alert *alert = walk->alert;
	/* The infos were made by this walk, on its own context. */
	struct alert_info *infos = (struct alert_info *)(uintptr_t)alert->infos;

	if (!alert->is_national) {
		check_name(walk, root, "identifier", alert->identifier);
		check_name(walk, root, "sender", alert->sender);
	}
	check_sent(walk, root);
	check_references(walk, root);
	check_scope(walk, root);
	check_note(walk, root);
	if (alert->info_count == 0 &&
	    (alert->msg_type == ALERT_MSG_TYPE_ALERT || alert->msg_type == ALERT_MSG_TYPE_UPDATE))
		cap_fault_at(walk, CAP_FAULT_NO_INFO, root, alert_msg_type_name(alert->msg_type),
			     NULL);
	for (size_t i = 0; i < alert->info_count; i++) {
		const xmlNode *node = xml_place(root, "info", i);

		check_language(walk, &infos[i], node);
		check_headline(walk, &infos[i], node);
		check_times(walk, &infos[i], node);
		check_web(walk, &infos[i], node);
		check_resources(walk, &infos[i], node);
		check_areas(walk, &infos[i], node);
	}
	check_same_text(walk, root);
	check_event_codes(walk, root);
}
