/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Polygons and circles (CAP 1.2 3.2.4): latitude first, millionths of a degree. */
#include <stdio.h>
#include <talloc.h>

#include "base/geo_ring.h"
#include "wire/cap_walk.h"

#define BLANKS " \t\r\n"

enum { METRES_LIKELY = 100 }; /* a radius below is perhaps one in kilometres */

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
	char *quoted = slice_string(walk->ctx, word);
	bool in_range;

	if (!parse_point(word, out, &in_range)) {
		cap_fault_at(walk, CAP_FAULT_POLYGON_POINTS, node, quoted, NULL);
		return false;
	}
	if (!in_range)
		cap_fault_at(walk, CAP_FAULT_RANGE, node, quoted, NULL);
	return in_range;
}

static bool judge_ring(struct cap_walk *walk, const xmlNode *node,
		       const struct geo_polygon *polygon)
{
	const struct geo_point *first = polygon->points, *last = first + polygon->count - 1;
	char detail[48];
	struct fault why;

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
	switch (geo_ring_check_polygon(walk->ctx, polygon, &walk->comparisons, &why)) {
	case ERR_OK:
		return true;
	case ERR_UNDETERMINED:
		/* Kept: a profile may know that its senders mean the even-odd rule. */
		cap_fault_at(walk, CAP_FAULT_POLYGON_CROSSED, node, why.text, NULL);
		return true;
	default:
		cap_fault_at(walk, CAP_FAULT_POLYGON_VOID, node, NULL, NULL);
		return false;
	}
}

void cap_area_read_polygon(struct cap_walk *walk, const struct cap_element *element,
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
		cap_fault_at(walk, CAP_FAULT_SPACES, node, "polygon", NULL);
	/* A point takes at least four octets, "0,0 ". */
	points = talloc_array(walk->ctx, struct geo_point, (unsigned int)(text.size / 4 + 2));
	while (good && slice_word(&rest, BLANKS, &word)) {
		if (!cap_value_within(walk, node, &walk->points, walk->limits->points_max,
				      "points"))
			return;
		good = add_point(walk, node, word, &points[polygon.count++]);
	}
	polygon.points = points;
	if (good && judge_ring(walk, node, &polygon) &&
	    cap_value_has_room(walk, element, node, out))
		*(struct geo_polygon *)cap_value_append(walk, element, out,
							sizeof(polygon)) = polygon;
}

void cap_area_read_circle(struct cap_walk *walk, const struct cap_element *element,
			  const xmlNode *node, void *out)
{
	struct slice text = cap_value_text(walk, node), rest = text, point, radius, more;
	/* CAP's radius is in kilometres, the national message's in metres. */
	unsigned int scale = walk->version == CAP_NATIONAL ? 0 : 3;
	struct geo_circle circle;
	bool in_range = false;
	int64_t metres;

	if (text.size == 0) {
		cap_fault_at(walk, CAP_FAULT_POLYGON_EMPTY, node, "circle", NULL);
		return;
	}
	if (!slice_word(&rest, BLANKS, &point) || !slice_word(&rest, BLANKS, &radius) ||
	    slice_word(&rest, BLANKS, &more) || !parse_point(point, &circle.centre, &in_range) ||
	    !slice_to_fixed(radius, scale, 20040000, &metres) || metres < 0) {
		cap_fault_at(walk, CAP_FAULT_CIRCLE, node, text.at, NULL);
		return;
	}
	if (!in_range) {
		cap_fault_at(walk, CAP_FAULT_RANGE, node, text.at, NULL);
		return;
	}
	if (walk->version == CAP_NATIONAL && metres > 0 && metres < METRES_LIKELY)
		cap_fault_at(walk, CAP_FAULT_NATIONAL_METRES, node, text.at, NULL);
	if (!cap_value_has_room(walk, element, node, out))
		return;
	circle.radius_m = (uint32_t)metres;
	*(struct geo_circle *)cap_value_append(walk, element, out, sizeof(circle)) = circle;
}
