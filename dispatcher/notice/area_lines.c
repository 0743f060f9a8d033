/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "notice/area_lines.h"

#include <stdlib.h>
#include <talloc.h>

#include "notice/cells.h"

struct reading {
	struct geo_polygon *polygons;
	struct geo_circle *circles;
	struct area_code *codes;
	struct area area;
};

static size_t count_of(struct slice text, char wanted)
{
	size_t count = 0;

	for (size_t i = 0; i < text.size; i++)
		count += text.at[i] == wanted;
	return count;
}

static bool read_number(int32_t *out, struct slice *rest, int64_t limit)
{
	struct slice word;
	int64_t value;

	if (!slice_word(rest, ", ", &word) || !slice_to_fixed(word, 0, limit, &value))
		return false;
	*out = (int32_t)value;
	return true;
}

/* "30200000,120200000": latitude first. */
static bool read_point(struct geo_point *out, struct slice *rest)
{
	return read_number(&out->lat_e6, rest, GEO_LAT_MAX_E6) &&
	       read_number(&out->lon_e6, rest, GEO_LON_MAX_E6);
}

static bool read_polygon(void *ctx, struct geo_polygon *out, struct slice rest)
{
	size_t count = count_of(rest, ',');
	struct geo_point *points = talloc_array(ctx, struct geo_point, (unsigned int)count + 1);

	if (!points)
		abort();
	*out = (struct geo_polygon){ points, count };
	for (size_t i = 0; i < count; i++)
		if (!read_point(&points[i], &rest))
			return false;
	return count >= 4 && rest.size == 0;
}

static bool read_circle(struct geo_circle *out, struct slice rest)
{
	struct slice word;
	uint64_t radius;

	if (!read_point(&out->centre, &rest) || !slice_word(&rest, " ", &word) ||
	    !slice_to_u64(word, UINT32_MAX, &radius) || rest.size > 0)
		return false;
	out->radius_m = (uint32_t)radius;
	return true;
}

/* Other names reach nothing, and nobody knows where they end. */
static bool read_code(struct area_code *out, struct slice rest)
{
	if (!cells_code_read(out, rest))
		*out = (struct area_code){ SLICE_LITERAL(""), rest };
	return true;
}

static struct slice behind(struct slice line, const char *prefix)
{
	size_t size = strlen(prefix);

	return (struct slice){ line.at + size, line.size - size };
}

static bool read_line(void *ctx, struct reading *reading, struct slice line)
{
	struct area *area = &reading->area;

	if (slice_starts(line, "polygon "))
		return read_polygon(ctx, &reading->polygons[area->polygon_count++],
				    behind(line, "polygon "));
	if (slice_starts(line, "circle "))
		return read_circle(&reading->circles[area->circle_count++],
				   behind(line, "circle "));
	return slice_starts(line, "code ") &&
	       read_code(&reading->codes[area->code_count++], behind(line, "code "));
}

enum err area_lines_read(void *ctx, struct area *out, struct slice lines, struct fault *why)
{
	unsigned int room = (unsigned int)count_of(lines, '\n') + 1;
	struct reading reading = {
		.polygons = talloc_zero_array(ctx, struct geo_polygon, room),
		.circles = talloc_zero_array(ctx, struct geo_circle, room),
		.codes = talloc_zero_array(ctx, struct area_code, room),
	};
	struct slice line;

	if (!reading.polygons || !reading.circles || !reading.codes)
		abort();
	while (slice_word(&lines, "\n", &line))
		if (!read_line(ctx, &reading, line))
			return err_set(why, ERR_INPUT, NULL, "\"%.*s\" is no line of an area",
				       (int)(line.size < 40 ? line.size : 40), line.at);
	reading.area.polygons = reading.polygons;
	reading.area.circles = reading.circles;
	reading.area.codes = reading.codes;
	*out = reading.area;
	return ERR_OK;
}
