/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "notice/area_lines.h"

#include <stdlib.h>
#include <talloc.h>

#include "notice/cells.h"

static void *must(void *memory)
{
	if (!memory)
		abort();
	return memory;
}

static enum err malformed(struct fault *why, struct slice line)
{
	return err_set(why, ERR_INPUT, NULL, "\"%.*s\" is no line of an area",
		       line.size > 40 ? 40 : (int)line.size, line.at);
}

/* "30200000,120200000" */
static bool read_point(struct geo_point *out, struct slice text)
{
	struct slice rest = text, lat, lon;
	int64_t lat_e6, lon_e6;

	if (!slice_word(&rest, ",", &lat) || !slice_word(&rest, ",", &lon) ||
	    !slice_to_fixed(lat, 0, GEO_LAT_MAX_E6, &lat_e6) ||
	    !slice_to_fixed(lon, 0, GEO_LON_MAX_E6, &lon_e6))
		return false;
	*out = (struct geo_point){ (int32_t)lat_e6, (int32_t)lon_e6 };
	return true;
}

static bool read_polygon(void *ctx, struct geo_polygon *out, struct slice rest)
{
	struct geo_point *points = must(
		talloc_array(ctx, struct geo_point, (unsigned int)(rest.size / 3 + 1)));
	struct slice word;

	*out = (struct geo_polygon){ points, 0 };
	while (slice_word(&rest, " ", &word))
		if (!read_point(&points[out->count++], word))
			return false;
	return out->count >= 4;
}

static bool read_circle(struct geo_circle *out, struct slice rest)
{
	struct slice centre, radius;
	uint64_t metres;

	if (!slice_word(&rest, " ", &centre) || !slice_word(&rest, " ", &radius) ||
	    !read_point(&out->centre, centre) || !slice_to_u64(radius, UINT32_MAX, &metres))
		return false;
	out->radius_m = (uint32_t)metres;
	return true;
}

/* Both parts may hold blanks: where a name that we know ends, else before the last word. */
static bool read_code(struct area_code *out, struct slice line)
{
	size_t last = 0;

	for (size_t i = 1; i + 1 < line.size; i++) {
		if (line.at[i] != ' ')
			continue;
		last = i;
		if (cells_names_regions((struct slice){ line.at, i }))
			break;
	}
	*out = (struct area_code){ { line.at, last },
				   { line.at + last + 1, line.size - last - 1 } };
	return last > 0;
}

/* ---- lines ------------------------------------------------------------------------------ */

struct reading {
	void *ctx;
	struct area *area;
	struct geo_polygon *polygons;
	struct geo_circle *circles;
	struct area_code *codes;
};

static struct slice behind(struct slice line, size_t size)
{
	return (struct slice){ line.at + size, line.size - size };
}

static bool read_line(struct reading *reading, struct slice line)
{
	struct area *area = reading->area;

	if (slice_starts(line, "polygon "))
		return read_polygon(reading->ctx, &reading->polygons[area->polygon_count++],
				    behind(line, 8));
	if (slice_starts(line, "circle "))
		return read_circle(&reading->circles[area->circle_count++], behind(line, 7));
	if (slice_starts(line, "code "))
		return read_code(&reading->codes[area->code_count++], behind(line, 5));
	return false;
}

static size_t lines_in(struct slice lines)
{
	struct slice line;
	size_t count = 0;

	while (slice_word(&lines, "\n", &line))
		count++;
	return count;
}

enum err area_lines_read(void *ctx, struct area *out, struct slice lines, struct fault *why)
{
	unsigned int room = (unsigned int)lines_in(lines) + 1;
	struct reading reading = {
		ctx,
		out,
		must(talloc_array(ctx, struct geo_polygon, room)),
		must(talloc_array(ctx, struct geo_circle, room)),
		must(talloc_array(ctx, struct area_code, room)),
	};
	struct slice line;

	*out = (struct area){ .polygons = reading.polygons,
			      .circles = reading.circles,
			      .codes = reading.codes };
	while (slice_word(&lines, "\n", &line))
		if (!read_line(&reading, line))
			return malformed(why, line);
	return ERR_OK;
}
