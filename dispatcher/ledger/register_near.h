/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Near: the polygons and circles of some areas, and what of them concerns the tile at hand: a cell
 * is asked of the few edges near it, not of the whole coast. The answers are those of
 * cells_reach(); codes are for the query.
 */
#ifndef LEDGER_REGISTER_NEAR_H
#define LEDGER_REGISTER_NEAR_H

#include "base/geo_grid.h"
#include "base/geo_sketch.h"
#include "notice/area.h"

/* A ring whose edges run through the tile at hand, in one of the turns in which they do. */
struct register_near_ring {
	const struct geo_grid *grid;
	int turn;
};

struct register_near {
	void *ctx; /* all that is below */
	struct geo_ring *rings;
	struct geo_grid **grids; /* of the rings */
	const struct geo_circle **circles;
	size_t ring_count, circle_count;

	/* Of the tile at hand. */
	struct register_near_ring *near;
	const struct geo_circle **near_circles;
	size_t near_count, near_circle_count;
	struct geo_sketch_scale scale;
	double high_e6_of_m, wide_e6_of_m; /* at least, of its cells */

	uint32_t *edges; /* room for the numbers of those near a cell */
};

/* ERR_INPUT: a polygon of fewer than 4 points. ERR_MEMORY. Freed in any case. */
enum err MUST_USE register_near_open(struct register_near *out, const struct area *areas,
				     size_t count, struct fault *why);
void register_near_free(struct register_near *near);

/* Goes to the tile with that box. Apart: none of its cells is reached; inside: all of them. */
enum geo_ring_side register_near_tile(struct register_near *near, const struct geo_box *box);
/* Whether a cell of that tile is reached. */
bool register_near_reaches(const struct register_near *near, const struct geo_sector *coverage);

#endif
