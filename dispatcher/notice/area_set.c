/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "notice/area_set.h"

#include <stdlib.h>
#include <talloc.h>

/* ---- one line each ---------------------------------------------------------------------- */

static char *polygon_line(void *ctx, const struct geo_polygon *polygon)
{
	char *out = talloc_strdup(ctx, "polygon");

	for (size_t i = 0; i < polygon->count; i++)
		out = talloc_asprintf_append_buffer(out, " %d,%d", polygon->points[i].lat_e6,
						    polygon->points[i].lon_e6);
	return talloc_strdup_append_buffer(out, "\n");
}

static char **put_area(void *ctx, char **line, const struct area *area)
{
	for (size_t i = 0; i < area->polygon_count; i++)
		*line++ = polygon_line(ctx, &area->polygons[i]);
	for (size_t i = 0; i < area->circle_count; i++)
		*line++ = talloc_asprintf(ctx, "circle %d,%d %u\n", area->circles[i].centre.lat_e6,
					  area->circles[i].centre.lon_e6,
					  area->circles[i].radius_m);
	for (size_t i = 0; i < area->code_count; i++)
		*line++ = talloc_asprintf(ctx, "code %.*s %.*s\n",
					  SLICE_PRINT(area->codes[i].value_name),
					  SLICE_PRINT(area->codes[i].value));
	return line;
}

static size_t lines_of(const struct area_set *set)
{
	size_t lines = 0;

	for (size_t i = 0; i < set->count; i++)
		lines += set->areas[i].polygon_count + set->areas[i].circle_count +
			 set->areas[i].code_count;
	return lines;
}

/* ---- all of them ------------------------------------------------------------------------ */

static int by_octets(const void *a, const void *b)
{
	return strcmp(*(char *const *)a, *(char *const *)b);
}

struct slice area_set_canonical(void *ctx, const struct area_set *set)
{
	size_t count = lines_of(set);
	char **lines = talloc_array(ctx, char *, (unsigned int)count + 1), **end = lines;
	char *out = talloc_strdup(ctx, "");

	for (size_t i = 0; i < set->count; i++)
		end = put_area(lines, end, &set->areas[i]);
	qsort(lines, count, sizeof(*lines), by_octets);
	for (size_t i = 0; i < count; i++)
		if (i == 0 || strcmp(lines[i - 1], lines[i]) != 0)
			out = talloc_strdup_append_buffer(out, lines[i]);
	talloc_free(lines);
	return slice_of(out);
}

struct digest area_set_digest(const struct area_set *set)
{
	struct slice canonical = area_set_canonical(NULL, set);
	struct digest digest = digest_of_text(canonical);

	talloc_free((void *)(uintptr_t)canonical.at);
	return digest;
}
