/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * An area as it is typed or read: CAP 1.2's polygons and circles, adcodes, the areas of a whole
 * CAP document; one union of them all.
 */
#ifndef CTL_CELLS_AREA_H
#define CTL_CELLS_AREA_H

#include "base/err.h"
#include "notice/area.h"

struct ctl_cells_area {
	struct area area;
	struct geo_polygon polygons[AREA_POLYGONS_MAX];
	struct geo_circle circles[AREA_CIRCLES_MAX];
	struct area_code codes[AREA_CODES_MAX];
};

/* talloc'd on ctx; NULL without memory. */
struct ctl_cells_area *ctl_cells_area_new(void *ctx);
/* "30.1,120.1 30.2,120.1 30.2,120.3 30.1,120.1". ERR_INPUT, ERR_LIMIT. */
enum err MUST_USE ctl_cells_area_polygon(struct ctl_cells_area *area, const char *text,
					 struct fault *why);
/* "30.2,120.2 5": the radius in kilometres. */
enum err MUST_USE ctl_cells_area_circle(struct ctl_cells_area *area, const char *text,
					struct fault *why);
enum err MUST_USE ctl_cells_area_adcode(struct ctl_cells_area *area, const char *text,
					struct fault *why);
/*
 * All areas of all infos of a CAP file. ERR_DENIED: it was read, but has findings that refuse it,
 * printed on standard error; ERR_INPUT, ERR_LIMIT, ERR_IO.
 */
enum err MUST_USE ctl_cells_area_cap(struct ctl_cells_area *area, const char *path,
				     struct fault *why);

#endif
