/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Fit: how well the cells that an area reaches fit it, for whoever approves it. Over-reach is the
 * ground outside the area that they cover, and the people there: of each cell the share of its
 * coverage that lies outside, times who usually are in it. Under-reach is the part of the area that
 * none of them covers; silent is the part where there are some, and none that can be told now.
 *
 * All of it is estimated from some FIT_POINTS points, spread by low-discrepancy sequences: nothing
 * depends on chance, and the same question has the same answer. Each `error` is three times the
 * standard error of as many random points, which these keep within (tests/unit/test_fit.c), and
 * 1 % for the size of an area itself. Coverage is the register's: a disc or sector on the plane
 * that touches the ground at the antenna (base/geo.h).
 *
 * Codes are left out on both sides: the border of a region is not known here, so what a cell that
 * is reached by its region's code covers beyond it cannot be told. Such cells are counted, and
 * cover the shapes of the area as others do.
 */
#ifndef NOTICE_FIT_H
#define NOTICE_FIT_H

#include "notice/cells.h"

enum {
	FIT_POINTS = 4096,	  /* on each side */
	FIT_POINTS_OF_CELL = 256, /* at most */
	FIT_CELLS_MAX = 2000000,
};

struct fit_number {
	double value, error;
};

struct fit {
	bool is_measured; /* false: codes alone, or more than FIT_CELLS_MAX cells */
	struct fit_number area_km2;
	struct fit_number over_km2, over_people;
	struct fit_number under_km2, silent_km2;
	double under_share; /* of the area; of its points where it has no ground */
	size_t cells_by_code;
};

struct fit_question {
	const struct cell *cells; /* all that the areas reach */
	size_t count;
	const struct area *areas;
	size_t area_count;
	const bool *can_be_told; /* of each cell; NULL: all can */
};

/* Scratch hangs on ctx and is given back; an allocation that fails aborts. */
void fit_measure(struct fit *out, void *ctx, const struct fit_question *question);

#endif
