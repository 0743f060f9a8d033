/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include <stdio.h>
#include <stdlib.h>
#include <talloc.h>

#include "base/geo_ring.h"
#include "wire/cap_walk.h"

#define BLANKS " \t\r\n"

struct slice cap_value_text(struct cap_walk *walk, const xmlNode *node)
{
	xmlChar *content = xmlNodeGetContent(node);
	struct slice text = slice_trim(slice_of(content ? (const char *)content : ""));

	text.at = talloc_strndup(walk->ctx, text.at, text.size);
	xmlFree(content);
	if (!text.at)
		abort();
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

static bool find_word(struct cap_walk *walk, const struct cap_element *element, const xmlNode *node,
		      unsigned int *index)
{
	struct slice text = cap_value_text(walk, node);

	for (unsigned int i = 0; element->words[i]; i++) {
		if (!slice_is(text, element->words[i]))
			continue;
		*index = i;
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
	if (strcmp(element->words[index], "Very Likely") == 0)
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

static bool is_zulu_or_fraction(struct slice text)
{
	return text.size > 0 && (text.at[text.size - 1] == 'Z' || text.at[text.size - 1] == 'z' ||
				 memchr(text.at, '.', text.size));
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
	if (walk->version == CAP_1_2 && is_zulu_or_fraction(text))
		cap_fault_at(walk, CAP_FAULT_TIME_ZULU, node, text.at, NULL);
	if (t == &walk->alert->sent)
		walk->alert->sent_offset_minutes = offset;
}

/* ---- text ------------------------------------------------------------------------------- */

/* "<b>", "</p>", "<br/>": a letter or slash behind the bracket, and an end. */
static size_t tag_size(const char *at, const char *end)
{
	const char *close;

	if (*at != '<' || at + 2 >= end ||
	    !((at[1] >= 'a' && at[1] <= 'z') || (at[1] >= 'A' && at[1] <= 'Z') || at[1] == '/'))
		return 0;
	close = memchr(at, '>', (size_t)(end - at));
	return close && close - at < 200 ? (size_t)(close - at) + 1 : 0;
}

/* One line as a phone shows it: runs of white space become one blank, markup goes. */
static struct slice one_line(struct cap_walk *walk, const xmlNode *node, struct slice text)
{
	char *line = talloc_size(walk->ctx, text.size + 1);
	const char *end = text.at + text.size;
	size_t size = 0;
	bool had_markup = false;

	if (!line)
		abort();
	for (const char *at = text.at; at < end;) {
		size_t tag = tag_size(at, end);
		bool blank = tag > 0 || strchr(BLANKS, *at);

		had_markup |= tag > 0;
		if (!blank)
			line[size++] = *at;
		else if (size > 0 && line[size - 1] != ' ')
			line[size++] = ' ';
		at += tag ? tag : 1;
	}
	while (size > 0 && line[size - 1] == ' ')
		size--;
	line[size] = '\0';
	if (had_markup)
		cap_fault_at(walk, CAP_FAULT_MARKUP, node, (const char *)node->name, NULL);
	return (struct slice){ line, size };
}

static void read_text(struct cap_walk *walk, const struct cap_element *element, const xmlNode *node,
		      void *out)
{
	struct slice text = cap_value_text(walk, node);

	if (element->type == CAP_LINE)
		text = one_line(walk, node, text);
	if (text.size == 0)
		cap_fault_at(walk, CAP_FAULT_EMPTY, node, (const char *)node->name, NULL);
	*(struct slice *)((char *)out + element->offset) = text;
}

/* ---- name and value --------------------------------------------------------------------- */

static struct slice child_text(struct cap_walk *walk, const xmlNode *node, const char *name)
{
	for (const xmlNode *child = node->children; child; child = child->next)
		if (child->type == XML_ELEMENT_NODE && xmlStrEqual(child->name, BAD_CAST name))
			return cap_value_text(walk, child);
	cap_fault_at(walk, CAP_FAULT_MISSING, node, name, (const char *)node->name);
	return SLICE_LITERAL("");
}

/* CAP 1.0 writes NAME=value as text. */
static void split_value(struct cap_walk *walk, const xmlNode *node, struct slice *name,
			struct slice *value)
{
	struct slice text = cap_value_text(walk, node);
	const char *sign = memchr(text.at, '=', text.size);
	size_t size = sign ? (size_t)(sign - text.at) : text.size;

	*name = (struct slice){ text.at, size };
	*value = sign ? (struct slice){ sign + 1, text.size - size - 1 } : SLICE_LITERAL("");
}

static void read_pair(struct cap_walk *walk, const xmlNode *node, struct slice *name,
		      struct slice *value)
{
	if (walk->version == CAP_1_0) {
		split_value(walk, node, name, value);
		return;
	}
	*name = child_text(walk, node, "valueName");
	*value = child_text(walk, node, "value");
}

/* ---- geometry --------------------------------------------------------------------------- */

static bool parse_point(struct slice word, struct geo_point *point, bool *in_range)
{
	const char *comma = memchr(word.at, ',', word.size);
	struct slice lat, lon;
	int64_t lat_e6, lon_e6;

	if (!comma)
		return false;
	lat = (struct slice){ word.at, (size_t)(comma - word.at) };
	lon = (struct slice){ comma + 1, word.size - lat.size - 1 };
	if (!slice_to_fixed(lat, 6, 1000 * (int64_t)GEO_E6, &lat_e6) ||
	    !slice_to_fixed(lon, 6, 1000 * (int64_t)GEO_E6, &lon_e6))
		return false;
	*in_range = lat_e6 >= -GEO_LAT_MAX_E6 && lat_e6 <= GEO_LAT_MAX_E6 &&
		    lon_e6 >= -GEO_LON_MAX_E6 && lon_e6 <= GEO_LON_MAX_E6;
	*point = (struct geo_point){ (int32_t)lat_e6, (int32_t)lon_e6 };
	return true;
}

static bool add_point(struct cap_walk *walk, const xmlNode *node, struct slice word,
		      struct geo_point *out)
{
	char *quoted = talloc_strndup(walk->ctx, word.at, word.size);
	bool in_range;

	if (!parse_point(word, out, &in_range)) {
		cap_fault_at(walk, CAP_FAULT_POLYGON_POINTS, node, quoted, NULL);
		return false;
	}
	if (!in_range)
		cap_fault_at(walk, CAP_FAULT_RANGE, node, quoted, NULL);
	return in_range;
}

static bool within(struct cap_walk *walk, const xmlNode *node, size_t *count, size_t max,
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

static bool judge_ring(struct cap_walk *walk, const xmlNode *node,
		       const struct geo_polygon *polygon)
{
	const struct geo_point *first = polygon->points, *last = first + polygon->count - 1;
	char detail[48];

	snprintf(detail, sizeof(detail), "%zu", polygon->count);
	if (polygon->count < 4) {
		cap_fault_at(walk, CAP_FAULT_POLYGON_FEW, node, detail, NULL);
		return false;
	}
	if (first->lat_e6 != last->lat_e6 || first->lon_e6 != last->lon_e6) {
		snprintf(detail, sizeof(detail), "%.6f,%.6f", first->lat_e6 / 1e6,
			 first->lon_e6 / 1e6);
		cap_fault_at(walk, CAP_FAULT_POLYGON_OPEN, node, detail, NULL);
		return false;
	}
	if (geo_ring_check_polygon(walk->ctx, polygon, NULL) == ERR_OK)
		return true;
	cap_fault_at(walk, CAP_FAULT_POLYGON_CROSSED, node, NULL, NULL);
	return false;
}

static void read_polygon(struct cap_walk *walk, const struct cap_element *element,
			 const xmlNode *node, void *out)
{
	struct slice text = cap_value_text(walk, node), rest = text, word;
	struct geo_polygon polygon = { 0 };
	struct geo_point *points;
	bool good = true;

	if (text.size == 0) {
		cap_fault_at(walk, CAP_FAULT_POLYGON_EMPTY, node, "polygon", NULL);
		return;
	}
	if (strpbrk(text.at, "\t\r\n"))
		cap_fault_at(walk, CAP_FAULT_POLYGON_SPACES, node, "polygon", NULL);
	/* A point takes at least four octets, "0,0 ". */
	points = talloc_array(walk->ctx, struct geo_point, (unsigned int)(text.size / 4 + 2));
	while (good && slice_word(&rest, BLANKS, &word)) {
		if (!within(walk, node, &walk->points, walk->limits->points_max, "points"))
			return;
		good = add_point(walk, node, word, &points[polygon.count++]);
	}
	polygon.points = points;
	if (good && judge_ring(walk, node, &polygon))
		*(struct geo_polygon *)cap_value_append(walk, element, out,
							sizeof(polygon)) = polygon;
}

static void read_circle(struct cap_walk *walk, const struct cap_element *element,
			const xmlNode *node, void *out)
{
	struct slice text = cap_value_text(walk, node), rest = text, point, radius, more;
	struct geo_circle circle;
	bool in_range = false;
	int64_t metres;

	if (text.size == 0) {
		cap_fault_at(walk, CAP_FAULT_POLYGON_EMPTY, node, "circle", NULL);
		return;
	}
	if (!slice_word(&rest, BLANKS, &point) || !slice_word(&rest, BLANKS, &radius) ||
	    slice_word(&rest, BLANKS, &more) || !parse_point(point, &circle.centre, &in_range) ||
	    !slice_to_fixed(radius, 3, 20040000, &metres) || metres < 0) {
		cap_fault_at(walk, CAP_FAULT_CIRCLE, node, text.at, NULL);
		return;
	}
	if (!in_range) {
		cap_fault_at(walk, CAP_FAULT_RANGE, node, text.at, NULL);
		return;
	}
	circle.radius_m = (uint32_t)metres;
	*(struct geo_circle *)cap_value_append(walk, element, out, sizeof(circle)) = circle;
}

/* ---- references ------------------------------------------------------------------------- */

static bool parse_reference(struct slice word, struct alert_key *key)
{
	const char *first = memchr(word.at, ',', word.size);
	const char *last = memrchr(word.at, ',', word.size);

	if (!first || first == last)
		return false;
	key->sender = (struct slice){ word.at, (size_t)(first - word.at) };
	key->identifier = (struct slice){ first + 1, (size_t)(last - first - 1) };
	return key->sender.size > 0 && key->identifier.size > 0 &&
	       utc_parse(&key->sent, NULL,
			 (struct slice){ last + 1, (size_t)(word.at + word.size - last - 1) },
			 NULL) == ERR_OK;
}

static void read_references(struct cap_walk *walk, const struct cap_element *element,
			    const xmlNode *node, void *out)
{
	struct slice rest = cap_value_text(walk, node), word;

	while (slice_word(&rest, BLANKS, &word)) {
		struct alert_key key;

		if (!parse_reference(word, &key)) {
			cap_fault_at(walk, CAP_FAULT_REFERENCES_FORM, node,
				     talloc_strndup(walk->ctx, word.at, word.size), NULL);
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

static void read_complex(struct cap_walk *walk, const struct cap_element *element,
			 const xmlNode *node, void *out)
{
	void *item;

	if (strcmp(element->name, "info") == 0 &&
	    !within(walk, node, &walk->infos, walk->limits->infos_max, "infos"))
		return;
	if (strcmp(element->name, "area") == 0 &&
	    !within(walk, node, &walk->areas, walk->limits->areas_max, "areas"))
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
	struct alert_value *value;
	struct area_code *code;

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
		*(struct slice *)cap_value_append(
			walk, element, out, sizeof(struct slice)) = cap_value_text(walk, node);
		break;
	case CAP_VALUES:
		value = cap_value_append(walk, element, out, sizeof(*value));
		read_pair(walk, node, &value->value_name, &value->value);
		break;
	case CAP_CODES:
		code = cap_value_append(walk, element, out, sizeof(*code));
		read_pair(walk, node, &code->value_name, &code->value);
		break;
	case CAP_COMPLEXES:
		read_complex(walk, element, node, out);
		break;
	case CAP_POLYGONS:
		read_polygon(walk, element, node, out);
		break;
	case CAP_CIRCLES:
		read_circle(walk, element, node, out);
		break;
	case CAP_REFERENCES:
		read_references(walk, element, node, out);
		break;
	case CAP_NUMBER:
	case CAP_SIZE:
		read_number(walk, element, node, out);
		break;
	case CAP_OTHER:
		break;
	}
}
