/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * A reach as a map: a FeatureCollection (RFC 7946) of the areas as they were approved and of each
 * cell's coverage. A feature's properties say which it is:
 *	"kind":"area": "shape" polygon, circle (with "radius_m") or code (with "value_name" and
 *	"value", and no geometry: where its border runs is not known here)
 *	"kind":"cell": "cell", "rat", "node", "people", "adcode", and "status" where it is known;
 *	its geometry is the disc or sector that it covers, a point where that has no radius
 */
#ifndef WIRE_CELLS_GEOJSON_H
#define WIRE_CELLS_GEOJSON_H

#include "notice/audience.h"
#include "wire/text.h"

#define CELLS_GEOJSON_MEDIA_TYPE "application/geo+json"

struct cells_geojson {
	const struct area *areas;
	size_t area_count;
	const struct cell *cells;
	const enum audience_status *statuses; /* one each; NULL: not known */
	size_t count;
	size_t most;	     /* cells; of more those that are not reached come first */
	const char *members; /* of the collection, each ending with a comma; NULL: none */
};

/* {"type":"FeatureCollection",..,"cells":N,"truncated":false,"features":[..]} */
void cells_geojson_write(struct text *out, const struct cells_geojson *map);

#endif
