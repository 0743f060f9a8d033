/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include <talloc.h>

#include "wire/national.h"

enum { ENTRY_TIME_DIGITS = 14, REGION_DIGITS = 6, GEOCODE_DIGITS = 12 };

static bool is_digits(struct slice text, size_t size)
{
	if (text.size != size)
		return false;
	for (size_t i = 0; i < size; i++)
		if (text.at[i] < '0' || text.at[i] > '9')
			return false;
	return true;
}

bool national_value_is_sender_code(struct slice text)
{
	return is_digits(text, ALERT_SENDER_CODE_DIGITS);
}

bool national_value_is_identifier(struct slice text)
{
	size_t bar = ALERT_SENDER_CODE_DIGITS, whole = bar + 1 + ENTRY_TIME_DIGITS;

	if (text.size != whole && text.size != whole + 2)
		return false;
	return is_digits((struct slice){ text.at, bar }, bar) && text.at[bar] == '_' &&
	       is_digits((struct slice){ text.at + bar + 1, ENTRY_TIME_DIGITS },
			 ENTRY_TIME_DIGITS) &&
	       (text.size == whole ||
		(text.at[whole] == '_' && is_digits((struct slice){ text.at + whole + 1, 1 }, 1)));
}

/* ---- times ------------------------------------------------------------------------------ */

/* Annex A.1.3.2: a blank where CAP has T. Without an offset it is Beijing time, and said so. */
static bool parse_time(struct cap_walk *walk, const xmlNode *node, struct slice text,
		       struct utc *out, int *offset)
{
	enum { DATE_OCTETS = 10 };
	char *written = slice_string(walk->ctx, text), *with_zone;

	if (text.size > DATE_OCTETS && written[DATE_OCTETS] == ' ')
		written[DATE_OCTETS] = 'T';
	if (utc_parse(out, offset, slice_of(written), NULL) == ERR_OK)
		return true;
	with_zone = talloc_asprintf(walk->ctx, "%s+08:00", written);
	if (utc_parse(out, offset, slice_of(with_zone), NULL) != ERR_OK)
		return false;
	with_zone[DATE_OCTETS] = ' ';
	cap_fault_at(walk, CAP_FAULT_NATIONAL_TIME_ZONE, node, text.at, with_zone);
	return true;
}

void national_value_time(struct cap_walk *walk, const struct cap_element *element,
			 const xmlNode *node, void *out)
{
	struct utc *t = (struct utc *)((char *)out + element->offset);
	struct slice text = cap_value_text(walk, node);
	int offset = 0;

	/* onset and expires stand empty in most messages. */
	if (text.size == 0)
		return;
	if (!parse_time(walk, node, text, t, &offset)) {
		cap_fault_at(walk, CAP_FAULT_TIME, node, text.at, NULL);
		return;
	}
	if (t == &walk->alert->sent)
		walk->alert->sent_offset_minutes = offset;
}

/* ---- regions ---------------------------------------------------------------------------- */

static bool has_code(const struct area *area, struct slice code)
{
	for (size_t i = 0; i < area->code_count; i++)
		if (slice_equal(area->codes[i].value, code))
			return true;
	return false;
}

/* Whether it names a region that cells are known by; tells why not. */
static bool is_region(struct cap_walk *walk, const xmlNode *node, struct slice code)
{
	static const char whole[] = "000000";
	bool is_long = is_digits(code, GEOCODE_DIGITS), is_short = is_digits(code, REGION_DIGITS);
	const char *quoted = slice_string(walk->ctx, code);

	if ((!is_long && !is_short) || code.at[0] == '0') {
		cap_fault_at(walk, CAP_FAULT_NATIONAL_GEOCODE, node, quoted, NULL);
		return false;
	}
	if (is_short)
		cap_fault_at(walk, CAP_FAULT_NATIONAL_GEOCODE_SHORT, node, quoted,
			     talloc_asprintf(walk->ctx, "%s%s", quoted, whole));
	if (is_short || memcmp(code.at + REGION_DIGITS, whole, REGION_DIGITS) == 0)
		return true;
	cap_fault_at(walk, CAP_FAULT_NATIONAL_GEOCODE_FINE, node, quoted, NULL);
	return false;
}

void national_value_geocode(struct cap_walk *walk, const struct cap_element *element,
			    const xmlNode *node, void *out)
{
	struct slice rest = cap_value_text(walk, node), code;

	while (slice_word(&rest, ", \t\r\n", &code)) {
		/* Live messages name one region twice. */
		if (!is_region(walk, node, code) || has_code(out, code))
			continue;
		if (!cap_value_has_room(walk, element, node, out))
			return;
		*(struct area_code *)cap_value_append(
			walk, element, out,
			sizeof(struct area_code)) = (struct area_code){ SLICE_LITERAL("adcode"),
									code };
	}
}

/* ---- references, event type ------------------------------------------------------------- */

void national_value_references(struct cap_walk *walk, const struct cap_element *element,
			       const xmlNode *node, void *out)
{
	struct slice rest = cap_value_text(walk, node), word;

	while (slice_word(&rest, ", \t\r\n", &word)) {
		if (!national_value_is_identifier(word)) {
			cap_fault_at(walk, CAP_FAULT_REFERENCES_FORM, node,
				     slice_string(walk->ctx, word), NULL);
			continue;
		}
		*(struct alert_key *)cap_value_append(
			walk, element, out, sizeof(struct alert_key)) = alert_national_key(word);
	}
}

static bool is_event_type(struct slice text)
{
	return text.size == 5 && is_digits((struct slice){ text.at, 2 }, 2) && text.at[2] >= 'A' &&
	       text.at[2] <= 'Z' && is_digits((struct slice){ text.at + 3, 2 }, 2);
}

void national_value_event_type(struct cap_walk *walk, const struct cap_element *element,
			       const xmlNode *node, void *out)
{
	struct slice text = cap_value_text(walk, node);

	if (text.size == 0)
		return;
	if (!is_event_type(text))
		cap_fault_at(walk, CAP_FAULT_NATIONAL_EVENT_TYPE, node, text.at, NULL);
	*(struct alert_value *)cap_value_append(walk, element, out,
						sizeof(struct alert_value)) = (struct alert_value){
		SLICE_LITERAL("eventType"), text
	};
}
