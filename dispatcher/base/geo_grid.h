/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Grid: a ring with squares laid over it, each known to be inside, outside or crossed by edges.
 * What is asked of many points is then asked of the ring's edges in few of them, and of few edges.
 * The answers are those of the ring itself.
 *
 * The sides of a square are powers of two, in millionths of a degree. Its squares, their edges and
 * the lists of both are bounded by a multiple of the ring's edges.
 */
#ifndef BASE_GEO_GRID_H
#define BASE_GEO_GRID_H

#include "base/geo_ring.h"

struct geo_grid {
	const struct geo_ring *ring;
	uint32_t rows, columns;		    /* from the south-west corner of the ring's box */
	unsigned int row_bits, column_bits; /* how high and how wide a square is: 1 << bits */
	uint8_t *sides;		  /* enum geo_ring_side, row by row; mixed: edges run through it */
	uint32_t *mixed;	  /* how many mixed ones lie south-west of each corner */
	uint32_t *starts, *edges; /* of each square: which edges run through it, or nearly */
	/* A ray to the east crosses those that span the row and lie beyond the square: odd or even.
	 */
	uint8_t *odd_beyond;
	uint32_t *row_starts, *row_edges; /* of each row: which edges end in it */
};

/* On ctx, as is the grid's room; NULL without memory. The ring must live as long. */
struct geo_grid *geo_grid_new(void *ctx, const struct geo_ring *ring);

/* As geo_ring_side_of_box(), though a box that comes near an edge may be called mixed. */
enum geo_ring_side geo_grid_side_of_box(const struct geo_grid *grid, const struct geo_box *box);

/*
 * What is asked below is asked in the ring's own longitudes: whole turns are added to a box or a
 * point first, those of `turns`, where the box meets the ring's. Returns how many there are; one,
 * except for what goes round the world. A ring holds what it holds in a turn of -1, 0 or 1.
 */
enum { GEO_GRID_TURNS_MAX = 5 };
size_t geo_grid_turns(int turns[GEO_GRID_TURNS_MAX], const struct geo_grid *grid,
		      const struct geo_box *box);

bool geo_grid_holds(const struct geo_grid *grid, int32_t lat_e6, int32_t lon_e6);
/*
 * The edges, by number, that run near the box; now and then one more, or one twice. `room` has
 * ring->count numbers.
 */
size_t geo_grid_near(uint32_t *room, const struct geo_grid *grid, const struct geo_box *box);

#endif
