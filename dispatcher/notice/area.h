/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Area (发送范围): where a notice is meant to be heard. It is the union of its polygons, circles
 * and codes (CAP 1.2 3.2.4); nothing in this program ever widens one.
 */
#ifndef NOTICE_AREA_H
#define NOTICE_AREA_H

#include "base/digest.h"
#include "base/geo.h"
#include "base/slice.h"

enum {
	AREA_POLYGONS_MAX = 256,
	AREA_CIRCLES_MAX = 256,
	AREA_CODES_MAX = 4096,
	AREA_POINTS_MAX = 100000, /* over all polygons */
};

/* A named code for a region: "adcode" "330100", CAP's geocode valueName and value. */
struct area_code {
	struct slice value_name, value;
};

struct area {
	struct slice description; /* CAP areaDesc; may be empty */
	const struct geo_polygon *polygons;
	size_t polygon_count;
	const struct geo_circle *circles;
	size_t circle_count;
	const struct area_code *codes;
	size_t code_count;
};

/*
 * Somewhere in the middle of them: of the corners of the polygons and the centres of the circles.
 * False where there are codes only.
 */
bool area_middle(struct geo_point *out, const struct area *areas, size_t count);

/* With everything in them, on ctx; an allocation that fails aborts. */
const struct area *area_copy(void *ctx, const struct area *areas, size_t count);

#endif
