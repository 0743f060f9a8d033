/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Footprint: where a notice reaches, small enough to be kept for every notice and compared with
 * thousands: for each city (the first four digits of the adcode) a box round the sites of the
 * cells reached there, and which of its counties they are in.
 *
 * Two notices that reach a common cell always meet. The reverse does not hold: two that meet
 * share a county and their boxes touch, but they may lie beside each other in it. A cell without
 * an adcode stands in city 0, where only the box tells places apart.
 */
#ifndef NOTICE_FOOTPRINT_H
#define NOTICE_FOOTPRINT_H

#include "base/geo.h"
#include "notice/cells.h"

enum { FOOTPRINT_PLACES_MAX = 512 }; /* the country has about 400; more are left out */

struct footprint_place {
	uint32_t city;	      /* 330100; 0: not known */
	uint64_t counties[2]; /* bit n: county n of the city; bit 0: not known which */
	struct geo_box box;   /* of the cells' sites */
	uint32_t cells;
	uint64_t people;
};

struct footprint {
	struct footprint_place places[FOOTPRINT_PLACES_MAX]; /* ascending by city */
	size_t count;
};

void footprint_of_cells(struct footprint *out, const struct cell *cells, size_t count);

/* May these two reach a common cell? */
bool footprint_meets(const struct footprint_place *a, const struct footprint_place *b);

#endif
