/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Report GeoJSON (RFC 7946): one FeatureCollection: first the approved area, then each cell once,
 * with its coverage where the register of now has it and without a geometry otherwise. A cell that
 * several messages went to has the best that was said of it, and `partly` where they differ.
 * Foreign members say whether there is more, and from which cursor.
 */
#ifndef WIRE_REPORT_GEOJSON_H
#define WIRE_REPORT_GEOJSON_H

#include "wire/report_rows.h"

void report_geojson_write(struct text *out, const struct report_answer *answer);

#endif
