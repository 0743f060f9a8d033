/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "desk/fan_out.h"

#include <math.h>
#include <stdlib.h>

/* Squared, in degrees of latitude: which of two is nearer is all that is asked, of many cells. */
static double distance(struct geo_point a, struct geo_point middle, double shrink)
{
	double lat = ((double)a.lat_e6 - middle.lat_e6) / GEO_E6;
	double lon = fabs((double)a.lon_e6 - middle.lon_e6) / GEO_E6;

	lon = (lon > 180 ? 360 - lon : lon) * shrink;
	return lat * lat + lon * lon;
}

static int compare(const void *a, const void *b)
{
	const struct fan_out_run *x = a, *y = b;

	if (x->distance < y->distance || x->distance > y->distance)
		return x->distance < y->distance ? -1 : 1;
	return (x->cells > y->cells) - (x->cells < y->cells);
}

void fan_out_sort(struct fan_out_run *runs, size_t count, const struct area *areas,
		  size_t area_count)
{
	struct geo_point middle;
	double shrink;

	if (!area_middle(&middle, areas, area_count))
		return;
	shrink = cos(middle.lat_e6 * (M_PI / 180 / GEO_E6));
	for (size_t r = 0; r < count; r++) {
		runs[r].distance = INFINITY;
		for (size_t i = 0; i < runs[r].count; i++)
			runs[r].distance = fmin(
				runs[r].distance,
				distance(runs[r].cells[i].coverage.at, middle, shrink));
	}
	qsort(runs, count, sizeof(*runs), compare);
}
