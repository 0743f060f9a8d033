/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Fan-out: in which order the nodes of a notice are told. The nearest to the middle of its area
 * first, where the need is greatest; where the area is named by codes alone, by name.
 */
#ifndef DESK_FAN_OUT_H
#define DESK_FAN_OUT_H

#include "notice/area.h"
#include "notice/cells.h"

/* Cells of one node and one PLMN, one after the other. */
struct fan_out_run {
	const struct cell *cells;
	size_t count;
	double distance; /* for fan_out_sort(); in no unit */
};

void fan_out_sort(struct fan_out_run *runs, size_t count, const struct area *areas,
		  size_t area_count);

#endif
