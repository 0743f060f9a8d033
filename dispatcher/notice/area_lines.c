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

/* ---- numbers, octet by octet: what was approved is written in one way only --------------- */

static bool take(struct slice *rest, char octet)
{
	if (rest->size == 0 || rest->at[0] != octet)
		return false;
	rest->at++;
	rest->size--;
	return true;
}

/* As it was written: no sign but a needed minus, no zero in front, no fraction. */
static bool take_number(struct slice *rest, uint64_t most, int64_t *out)
{
	bool is_negative = take(rest, '-');
	struct slice digits = { rest->at, 0 };
	uint64_t value;

	while (rest->size > 0 && rest->at[0] >= '0' && rest->at[0] <= '9') {
		take(rest, rest->at[0]);
		digits.size++;
	}
	if (!slice_to_u64(digits, most, &value) || (digits.at[0] == '0' && digits.size > 1) ||
	    (is_negative && value == 0))
		return false;
	*out = is_negative ? -(int64_t)value : (int64_t)value;
	return true;
}

/* "30200000,120200000" */
static bool take_point(struct slice *rest, struct geo_point *out)
{
	int64_t lat_e6, lon_e6;

	if (!take_number(rest, GEO_LAT_MAX_E6, &lat_e6) || !take(rest, ',') ||
	    !take_number(rest, GEO_LON_MAX_E6, &lon_e6))
		return false;
	*out = (struct geo_point){ (int32_t)lat_e6, (int32_t)lon_e6 };
	return true;
}

static bool read_polygon(void *ctx, struct geo_polygon *out, struct slice rest)
{
	struct geo_point *points = must(
		talloc_array(ctx, struct geo_point, (unsigned int)(rest.size / 3 + 1)));

	*out = (struct geo_polygon){ points, 0 };
	do {
		if (!take_point(&rest, &points[out->count]))
			return false;
		out->count++;
	} while (take(&rest, ' '));
	return rest.size == 0 && out->count >= 4;
}

static bool read_circle(struct geo_circle *out, struct slice rest)
{
	int64_t metres;

	if (!take_point(&rest, &out->centre) || !take(&rest, ' ') ||
	    !take_number(&rest, UINT32_MAX, &metres) || rest.size > 0 || metres < 0)
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
