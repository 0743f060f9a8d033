/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "ctl/cells_area.h"

#include <talloc.h>

#include "base/geo_ring.h"

static const char blanks[] = " \t\r\n";
static const char clause[] = "CAP 1.2 3.2.4";

struct ctl_cells_area *ctl_cells_area_new(void *ctx)
{
	struct ctl_cells_area *area = talloc_zero(ctx, struct ctl_cells_area);

	if (area) {
		area->area.polygons = area->polygons;
		area->area.circles = area->circles;
		area->area.codes = area->codes;
	}
	return area;
}

static enum err read_point(struct geo_point *out, struct slice text, struct fault *why)
{
	const char *comma = memchr(text.at, ',', text.size);
	size_t size = comma ? (size_t)(comma - text.at) : 0;
	int64_t lat, lon;

	if (!comma || !slice_to_fixed((struct slice){ text.at, size }, 6, GEO_LAT_MAX_E6, &lat) ||
	    !slice_to_fixed((struct slice){ comma + 1, text.size - size - 1 }, 6, GEO_LON_MAX_E6,
			    &lon))
		return err_set(why, ERR_INPUT, clause, "\"%.*s\" is not LAT,LON",
			       SLICE_PRINT(text));
	*out = (struct geo_point){ (int32_t)lat, (int32_t)lon };
	return ERR_OK;
}

enum err ctl_cells_area_polygon(struct ctl_cells_area *area, const char *text, struct fault *why)
{
	struct slice rest = slice_of(text), word;
	struct geo_polygon polygon = { 0 };
	struct geo_point *points = talloc_array(area, struct geo_point,
						(unsigned int)(rest.size / 2 + 1));
	enum err err = points ? ERR_OK : err_set(why, ERR_MEMORY, NULL, "no memory");

	if (area->area.polygon_count == AREA_POLYGONS_MAX || rest.size > 40 * AREA_POINTS_MAX)
		return err_set(why, ERR_LIMIT, NULL, "more than %d polygons or %d points",
			       AREA_POLYGONS_MAX, AREA_POINTS_MAX);
	while (err == ERR_OK && slice_word(&rest, blanks, &word))
		err = read_point(&points[polygon.count++], word, why);
	polygon.points = points;
	if (err == ERR_OK)
		err = geo_ring_check_polygon(area, &polygon, why);
	if (err == ERR_OK)
		area->polygons[area->area.polygon_count++] = polygon;
	return err;
}

enum err ctl_cells_area_circle(struct ctl_cells_area *area, const char *text, struct fault *why)
{
	struct slice rest = slice_of(text), centre, radius;
	struct geo_circle circle;
	int64_t metres;
	enum err err;

	if (area->area.circle_count == AREA_CIRCLES_MAX)
		return err_set(why, ERR_LIMIT, NULL, "more than %d circles", AREA_CIRCLES_MAX);
	if (!slice_word(&rest, blanks, &centre) || !slice_word(&rest, blanks, &radius) ||
	    !slice_to_fixed(radius, 3, INT32_MAX, &metres) || metres < 0 ||
	    slice_trim(rest).size > 0)
		return err_set(why, ERR_INPUT, clause, "\"%s\" is not LAT,LON KM", text);
	err = read_point(&circle.centre, centre, why);
	if (err != ERR_OK)
		return err;
	circle.radius_m = (uint32_t)metres;
	area->circles[area->area.circle_count++] = circle;
	return ERR_OK;
}

enum err ctl_cells_area_adcode(struct ctl_cells_area *area, const char *text, struct fault *why)
{
	if (area->area.code_count == AREA_CODES_MAX)
		return err_set(why, ERR_LIMIT, NULL, "more than %d codes", AREA_CODES_MAX);
	area->codes[area->area.code_count++] = (struct area_code){ SLICE_LITERAL("adcode"),
								   slice_of(text) };
	return ERR_OK;
}
