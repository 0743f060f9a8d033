/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * GeoJSON (RFC 7946) geometries: longitude, latitude, six decimals, within +-180 and +-90. Rings
 * run counter-clockwise (3.1.6). What crosses the antimeridian is a MultiPolygon of its pieces
 * (3.1.9). Circles and sectors are polygons with a corner every 10 degrees, on the circle; wide
 * circles and those in high latitudes have one every degree, and one that holds a pole is a band
 * that ends there.
 */
#ifndef WIRE_GEOJSON_H
#define WIRE_GEOJSON_H

#include "base/geo.h"
#include "wire/text.h"

/* Each writes one geometry object: {"type":"Point","coordinates":[120.1,30.2]} */
void geojson_put_point(struct text *out, struct geo_point point);
/* It must have passed geo_ring_check_polygon(). */
void geojson_put_polygon(struct text *out, const struct geo_polygon *polygon);
/* A radius of 0: a point. */
void geojson_put_circle(struct text *out, const struct geo_circle *circle);
void geojson_put_sector(struct text *out, const struct geo_sector *sector);

#endif
