/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "ctl/cells_area.h"

#include <stdio.h>
#include <talloc.h>

#include "base/geo_ring.h"
#include "ctl/ctl.h"
#include "wire/cap.h"
#include "wire/xml.h"

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

	if (area->area.polygon_count == AREA_POLYGONS_MAX ||
	    rest.size > (size_t)40 * AREA_POINTS_MAX)
		return err_set(why, ERR_LIMIT, NULL, "more than %d polygons or %d points",
			       AREA_POLYGONS_MAX, AREA_POINTS_MAX);
	while (err == ERR_OK && slice_word(&rest, blanks, &word))
		err = read_point(&points[polygon.count++], word, why);
	polygon.points = points;
	if (err == ERR_OK)
		err = geo_ring_check_polygon(area, &polygon, &(uint64_t){ GEO_RING_COMPARISONS },
					     why);
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

/* ---- CAP ------------------------------------------------------------------------------ */

static enum err add_area(struct ctl_cells_area *area, const struct area *more, struct fault *why)
{
	struct area *own = &area->area;

	if (more->polygon_count > AREA_POLYGONS_MAX - own->polygon_count ||
	    more->circle_count > AREA_CIRCLES_MAX - own->circle_count ||
	    more->code_count > AREA_CODES_MAX - own->code_count)
		return err_set(why, ERR_LIMIT, NULL,
			       "more than %d polygons, %d circles or %d codes", AREA_POLYGONS_MAX,
			       AREA_CIRCLES_MAX, AREA_CODES_MAX);
	for (size_t i = 0; i < more->polygon_count; i++)
		area->polygons[own->polygon_count++] = more->polygons[i];
	for (size_t i = 0; i < more->circle_count; i++)
		area->circles[own->circle_count++] = more->circles[i];
	for (size_t i = 0; i < more->code_count; i++)
		area->codes[own->code_count++] = more->codes[i];
	return ERR_OK;
}

static enum err add_alert(struct ctl_cells_area *area, const struct alert *alert, struct fault *why)
{
	enum err err = ERR_OK;

	for (size_t i = 0; i < alert->info_count; i++)
		for (size_t k = 0; err == ERR_OK && k < alert->infos[i].area_count; k++)
			err = add_area(area, &alert->infos[i].areas[k], why);
	return err;
}

static enum err check_findings(const struct findings *findings, const char *path, struct fault *why)
{
	for (size_t i = 0; i < findings->count; i++)
		if (findings->items[i].effect == EFFECT_REFUSE)
			fprintf(stderr, "%s:%u: %s: %s\n", path,
				(unsigned int)findings->items[i].where.line,
				findings->items[i].rule, findings->items[i].en);
	if (findings->strongest == EFFECT_REFUSE)
		return err_set(why, ERR_DENIED, NULL, "%s: refused", path);
	return ERR_OK;
}

enum err ctl_cells_area_cap(struct ctl_cells_area *area, const char *path, struct fault *why)
{
	struct cap_reading_limits limits = cap_default_limits();
	struct findings findings;
	struct alert alert;
	struct cap_result result = { .alert = &alert, .findings = &findings };
	struct slice document;
	char *octets;
	enum err err = ctl_read_file(area, path, XML_OCTETS_MAX, &octets, &document.size, why);

	if (err != ERR_OK)
		return err;
	document.at = octets;
	findings_init(&findings, area);
	err = cap_read(area, document, &limits, &result, why);
	if (err == ERR_OK)
		err = check_findings(&findings, path, why);
	return err == ERR_OK ? add_alert(area, &alert, why) : err;
}
