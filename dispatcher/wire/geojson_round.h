/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* The rings of what is round, in one piece round its middle, before it is cut. */
#ifndef WIRE_GEOJSON_ROUND_H
#define WIRE_GEOJSON_ROUND_H

#include "base/geo.h"
#include "wire/geojson_cut.h"

/* What a cell covers by the register: on a plane that touches the ground at its antenna. */
void geojson_round_sector(struct geojson_rings *out, const struct geo_sector *sector);
/* By distance along the ground. One that holds a pole is a band that ends at it. */
void geojson_round_circle(struct geojson_rings *out, const struct geo_circle *circle);

#endif
