/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include <stdio.h>
#include <stdlib.h>
#include <talloc.h>

#include "wire/cap_walk.h"

#define BLANKS " \t\r\n"

struct slice cap_value_text(struct cap_walk *walk, const xmlNode *node)
{
	xmlChar *content = xmlNodeGetContent(node);
	struct slice text = slice_trim(slice_of(content ? (const char *)content : ""));

	text = slice_copy(walk->ctx, text);
	xmlFree(content);
	return text;
}

void *cap_value_append(struct cap_walk *walk, const struct cap_element *element, void *out,
		       size_t item_size)
{
	char **items = (char **)((char *)out + element->offset);
	size_t *count = (size_t *)((char *)out + element->count_offset);

	/* Doubled at 0, 1, 2, 4, ...: appending is linear in all. */
	if ((*count & (*count - 1)) == 0) {
		*items = talloc_realloc_size(walk->ctx, *items,
					     item_size * (*count ? *count * 2 : 1));
		if (!*items)
			abort();
	}
	memset(*items + *count * item_size, 0, item_size);
	return *items + (*count)++ * item_size;
}

/* ---- words ------------------------------------------------------------------------------ */

static char *joined(struct cap_walk *walk, const char *const *words)
{
	char *out = talloc_strdup(walk->ctx, "");

	for (size_t i = 0; words[i]; i++)
		out = talloc_asprintf_append(out, "%s%s", i ? ", " : "", words[i]);
	return out;
}

/* Words that not every version knows. */
static void judge_version_of_word(struct cap_walk *walk, const xmlNode *node, const char *word)
{
	static const struct {
		const char *element, *word;
		unsigned int versions;
	} rows[] = {
		{ "status", "Draft", CAP_1_1 | CAP_1_2 | CAP_NATIONAL },
		{ "category", "CBRNE", CAP_1_1 | CAP_1_2 },
		{ "responseType", "Avoid", CAP_1_2 },
		{ "responseType", "AllClear", CAP_1_2 },
		{ "certainty", "Observed", CAP_1_1 | CAP_1_2 | CAP_NATIONAL },
		{ "certainty", "Very Likely", CAP_1_0 },
	};

	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++)
		if (!(rows[i].versions & walk->version) && strcmp(rows[i].word, word) == 0 &&
		    xmlStrEqual(node->name, BAD_CAST rows[i].element))
			cap_fault_at(walk, CAP_FAULT_WORD_VERSION, node, word, NULL);
}

static bool find_word(struct cap_walk *walk, const struct cap_element *element, const xmlNode *node,
		      unsigned int *index)
{
	struct slice text = cap_value_text(walk, node);

	for (unsigned int i = 0; element->words[i]; i++) {
		if (!slice_is(text, element->words[i]))
			continue;
		*index = i;
		judge_version_of_word(walk, node, text.at);
		return true;
	}
	cap_fault_at(walk, CAP_FAULT_WORD, node, text.at, joined(walk, element->words));
	return false;
}

static void read_word(struct cap_walk *walk, const struct cap_element *element, const xmlNode *node,
		      void *out)
{
	unsigned int *value = (unsigned int *)((char *)out + element->offset);
	unsigned int index;

	if (!find_word(walk, element, node, &index))
		return;
	*value = index + element->first_word;
	/* CAP 1.0's "Very Likely" reads as Likely (CAP 1.2 3.2.2, note to certainty). */
	if (strcmp(element->words[index], "Very Likely") == 0 ||
	    strcmp(element->words[index], "VeryLikely") == 0)
		*value = ALERT_CERTAINTY_LIKELY;
}

static void read_bits(struct cap_walk *walk, const struct cap_element *element, const xmlNode *node,
		      void *out)
{
	unsigned int index;

	if (find_word(walk, element, node, &index))
		*(uint32_t *)((char *)out + element->offset) |= 1u << index;
}

/* ---- time ------------------------------------------------------------------------------- */

/* CAP 1.2 3.3.2: exactly 2026-03-02T09:00:00+08:00. */
static bool has_form_of_1_2(struct slice text)
{
	return text.size == 25 && text.at[10] == 'T';
}

/* Where an offset stands the clock is kept as written; Z becomes -00:00. */
static char *in_form_of_1_2(struct cap_walk *walk, struct utc t, int offset)
{
	char text[UTC_TEXT_OCTETS];

	utc_format(text, t, offset);
	return talloc_asprintf(walk->ctx, "%.19s%s", text,
			       offset ? text + strlen(text) - 6 : "-00:00");
}

static void read_time(struct cap_walk *walk, const struct cap_element *element, const xmlNode *node,
		      void *out)
{
	struct slice text = cap_value_text(walk, node);
	struct utc *t = (struct utc *)((char *)out + element->offset);
	int offset = 0;

	/* An empty optional time says as much as an absent one. */
	if (text.size == 0 && !element->required) {
		cap_fault_at(walk, CAP_FAULT_EMPTY, node, (const char *)node->name, NULL);
		return;
	}
	if (utc_parse(t, &offset, text, NULL) != ERR_OK) {
		cap_fault_at(walk, CAP_FAULT_TIME, node, text.at, NULL);
		return;
	}
	/* 1.0 and 1.1 leave the form of dateTime free. */
	if (walk->version == CAP_1_2 && !has_form_of_1_2(text))
		cap_fault_at(walk, CAP_FAULT_TIME_FORM, node, text.at,
			     in_form_of_1_2(walk, *t, offset));
	if (t == &walk->alert->sent)
		walk->alert->sent_offset_minutes = offset;
}

/* ---- text ------------------------------------------------------------------------------- */

static void read_text(struct cap_walk *walk, const struct cap_element *element, const xmlNode *node,
		      void *out)
{
	struct slice text = cap_value_text(walk, node);

	if (element->type == CAP_LINE) {
		bool had_markup;

		text = cap_text_line(walk->ctx, text, &had_markup);
		if (had_markup)
			cap_fault_at(walk, CAP_FAULT_MARKUP, node, (const char *)node->name, NULL);
	}
	if (text.size == 0 && !element->may_be_empty)
		cap_fault_at(walk, element->must_have_text ? CAP_FAULT_NO_TEXT : CAP_FAULT_EMPTY,
			     node, (const char *)node->name, NULL);
	*(struct slice *)((char *)out + element->offset) = text;
}

bool cap_value_within(struct cap_walk *walk, const xmlNode *node, size_t *count, size_t max,
		      const char *what)
{
	char number[24];

	if (++*count <= max)
		return true;
	if (*count == max + 1) {
		snprintf(number, sizeof(number), "%zu", max);
		cap_fault_at(walk, CAP_FAULT_LIMIT, node, what, number);
	}
	return false;
}

/* One area holds only so many polygons, circles and codes: other parts make room by that. */
bool cap_value_has_room(struct cap_walk *walk, const struct cap_element *element,
			const xmlNode *node, const void *out)
{
	size_t count = *(const size_t *)((const char *)out + element->count_offset);
	size_t max = element->type == CAP_POLYGONS  ? AREA_POLYGONS_MAX
		     : element->type == CAP_CIRCLES ? AREA_CIRCLES_MAX
						    : AREA_CODES_MAX;
	char number[24];

	if (count < max)
		return true;
	snprintf(number, sizeof(number), "%zu", max);
	cap_fault_at(walk, CAP_FAULT_LIMIT, node, element->name, number);
	return false;
}

/* ---- name and value --------------------------------------------------------------------- */

/* CAP 1.0 writes NAME=value as text. */
static void split_pair(struct cap_walk *walk, const xmlNode *node, struct alert_value *pair)
{
	struct slice text = cap_value_text(walk, node);
	const char *sign = memchr(text.at, '=', text.size);
	size_t size = sign ? (size_t)(sign - text.at) : text.size;

	pair->value_name = (struct slice){ text.at, size };
	pair->value = sign ? (struct slice){ sign + 1, text.size - size - 1 } : SLICE_LITERAL("");
}

static struct alert_value read_pair(struct cap_walk *walk, const xmlNode *node)
{
	struct alert_value pair = { { "", 0 }, { "", 0 } };

	if (walk->version == CAP_1_0)
		split_pair(walk, node, &pair);
	else
		cap_schema_walk(walk, &cap_schema_pair, node, &pair);
	return pair;
}

static void read_value(struct cap_walk *walk, const struct cap_element *element,
		       const xmlNode *node, void *out)
{
	struct alert_value pair = read_pair(walk, node);

	*(struct alert_value *)cap_value_append(walk, element, out, sizeof(pair)) = pair;
}

/* Feeds that wrap their lines wrap codes, too. */
static struct slice read_unbroken(struct cap_walk *walk, const xmlNode *node, const char *what)
{
	struct slice text = cap_value_text(walk, node);

	if (strpbrk(text.at, "\t\r\n"))
		cap_fault_at(walk, CAP_FAULT_SPACES, node, what, NULL);
	return text;
}

static void read_code(struct cap_walk *walk, const struct cap_element *element, const xmlNode *node,
		      void *out)
{
	struct alert_value pair = read_pair(walk, node);
	struct area_code code = { pair.value_name, pair.value };

	for (const xmlNode *child = node->children; child; child = child->next)
		if (child->type == XML_ELEMENT_NODE)
			read_unbroken(walk, child, "geocode");
	if (cap_value_has_room(walk, element, node, out))
		*(struct area_code *)cap_value_append(walk, element, out, sizeof(code)) = code;
}

/* ---- references ------------------------------------------------------------------------- */

/* CAP 1.0: identifier/sender, without a time. */
static bool parse_reference_1_0(struct slice word, struct alert_key *key)
{
	const char *slash = memrchr(word.at, '/', word.size);
	size_t size = slash ? (size_t)(slash - word.at) : 0;

	if (size == 0 || size + 1 == word.size)
		return false;
	*key = (struct alert_key){ .identifier = { word.at, size },
				   .sender = { slash + 1, word.size - size - 1 } };
	return true;
}

static void read_references(struct cap_walk *walk, const struct cap_element *element,
			    const xmlNode *node, void *out)
{
	struct slice rest = cap_value_text(walk, node), word;

	while (slice_word(&rest, BLANKS, &word)) {
		struct alert_key key;
		bool read = alert_key_read(&key, word) ||
			    (walk->version == CAP_1_0 && parse_reference_1_0(word, &key));

		if (!read) {
			cap_fault_at(walk, CAP_FAULT_REFERENCES_FORM, node,
				     slice_string(walk->ctx, word), NULL);
			continue;
		}
		*(struct alert_key *)cap_value_append(walk, element, out, sizeof(key)) = key;
	}
}

/* ---- numbers, and everything ------------------------------------------------------------ */

static void read_number(struct cap_walk *walk, const struct cap_element *element,
			const xmlNode *node, void *out)
{
	struct slice text = cap_value_text(walk, node);
	int64_t value;

	if (!slice_to_fixed(text, 0, INT64_MAX / 16, &value)) {
		cap_fault_at(walk, CAP_FAULT_NUMBER, node, text.at, NULL);
		return;
	}
	if (element->type == CAP_SIZE && value >= 0)
		*(uint64_t *)((char *)out + element->offset) = (uint64_t)value;
}

/* RFC 4648 4; line breaks are let pass, as MIME has them. */
static void judge_base64(struct cap_walk *walk, const xmlNode *node)
{
	static const char alphabet[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
				       "0123456789+/";
	struct slice rest = cap_value_text(walk, node), word;
	size_t digits = 0, signs = 0;

	while (slice_word(&rest, BLANKS, &word))
		for (size_t i = 0; i < word.size; i++) {
			bool is_digit = memchr(alphabet, word.at[i], sizeof(alphabet) - 1);

			digits += is_digit && signs == 0;
			signs += is_digit ? 4 * (signs > 0) : word.at[i] == '=' ? 1 : 4;
		}
	if (signs > 2 || (digits + signs) % 4 != 0)
		cap_fault_at(walk, CAP_FAULT_BASE64, node, (const char *)node->name, NULL);
}

static void read_complex(struct cap_walk *walk, const struct cap_element *element,
			 const xmlNode *node, void *out)
{
	void *item;

	if (strcmp(element->name, "info") == 0 &&
	    !cap_value_within(walk, node, &walk->infos, walk->limits->infos_max, "infos"))
		return;
	if (strcmp(element->name, "area") == 0 &&
	    !cap_value_within(walk, node, &walk->areas, walk->limits->areas_max, "areas"))
		return;
	item = talloc_zero_size(walk->ctx, element->complex->size);
	if (!item)
		abort();
	if (strcmp(element->name, "info") == 0)
		((struct alert_info *)item)->line = (uint32_t)xmlGetLineNo(node);
	cap_schema_walk(walk, element->complex, node, item);
	memcpy(cap_value_append(walk, element, out, element->complex->size), item,
	       element->complex->size);
}

void cap_value_read(struct cap_walk *walk, const struct cap_element *element, const xmlNode *node,
		    void *out)
{
	if (element->type < CAP_VALUES && !cap_schema_is_leaf(walk, node))
		return;
	switch (element->type) {
	case CAP_TEXT:
	case CAP_LINE:
		read_text(walk, element, node, out);
		break;
	case CAP_TIME:
		read_time(walk, element, node, out);
		break;
	case CAP_WORD:
		read_word(walk, element, node, out);
		break;
	case CAP_BITS:
		read_bits(walk, element, node, out);
		break;
	case CAP_TEXTS:
		*(struct slice *)cap_value_append(walk, element, out,
						  sizeof(struct slice)) = read_unbroken(walk, node,
											"code");
		break;
	case CAP_VALUES:
		read_value(walk, element, node, out);
		break;
	case CAP_CODES:
		read_code(walk, element, node, out);
		break;
	case CAP_COMPLEXES:
		read_complex(walk, element, node, out);
		break;
	case CAP_POLYGONS:
		cap_area_read_polygon(walk, element, node, out);
		break;
	case CAP_CIRCLES:
		cap_area_read_circle(walk, element, node, out);
		break;
	case CAP_REFERENCES:
		read_references(walk, element, node, out);
		break;
	case CAP_NUMBER:
	case CAP_SIZE:
		read_number(walk, element, node, out);
		break;
	case CAP_BASE64:
		judge_base64(walk, node);
		break;
	case CAP_OWN:
		element->read(walk, element, node, out);
		break;
	case CAP_INSIDE:
		cap_schema_walk(walk, element->complex, node, out);
		break;
	case CAP_OTHER:
		break;
	}
}
