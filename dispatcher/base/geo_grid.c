/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "base/geo_grid.h"

#include <math.h>
#include <talloc.h>

#include "base/geo_ring_edge.h"

enum {
	SQUARES_AN_EDGE = 64,
	SQUARES_MIN = 256,
	SQUARES_MAX = 1 << 16,
	SQUARES_LEAST = 16,
	COPIES_MAX = 16, /* an edge in squares, and in rows, on average */
};
_Static_assert(SQUARES_LEAST <= COPIES_MAX, "no edge is in more squares than there are");

/* Columns that an edge has in a row. */
struct stretch {
	uint32_t first, last;
};

typedef void stretch_fn(struct geo_grid *grid, uint32_t edge, uint32_t row,
			const struct stretch *stretch);

/* ---- laying it ------------------------------------------------------------------------- */

static unsigned int bits_for(int64_t length, uint32_t parts)
{
	unsigned int bits = 0;

	while (length >> bits >= parts)
		bits++;
	return bits;
}

static uint32_t parts_of(int64_t length, unsigned int bits)
{
	return (uint32_t)(length >> bits) + 1;
}

static void set_size(struct geo_grid *grid, uint32_t squares)
{
	const struct geo_box *box = &grid->ring->box;
	int64_t high = (int64_t)box->north_e6 - box->south_e6;
	int64_t wide = (int64_t)box->east_e6 - box->west_e6;
	uint32_t side = (uint32_t)sqrt(squares);

	grid->row_bits = bits_for(high, side);
	grid->column_bits = bits_for(wide, side);
	grid->rows = parts_of(high, grid->row_bits);
	grid->columns = parts_of(wide, grid->column_bits);
}

static uint32_t row_at(const struct geo_grid *grid, int64_t lat_e6)
{
	int64_t from = lat_e6 - grid->ring->box.south_e6;
	uint32_t row = from < 0 ? 0 : (uint32_t)(from >> grid->row_bits);

	return row < grid->rows ? row : grid->rows - 1;
}

static uint32_t column_at(const struct geo_grid *grid, int64_t lon_e6)
{
	int64_t from = lon_e6 - grid->ring->box.west_e6;
	uint32_t column = from < 0 ? 0 : (uint32_t)(from >> grid->column_bits);

	return column < grid->columns ? column : grid->columns - 1;
}

static size_t square_at(const struct geo_grid *grid, uint32_t row, uint32_t column)
{
	return (size_t)row * grid->columns + column;
}

static int32_t south_of(const struct geo_grid *grid, uint32_t row)
{
	return grid->ring->box.south_e6 + (int32_t)(row << grid->row_bits);
}

/* A little too wide rather than too narrow: what touches the side of a square is in both. */
static struct stretch stretch_in(const struct geo_grid *grid, const struct geo_ring_edge *edge,
				 const struct geo_box *own, double east_a_north, uint32_t row)
{
	double south = (double)south_of(grid, row) - 1;
	double north = south + (double)(INT64_C(1) << grid->row_bits) + 2;
	double one = own->west_e6, other = own->east_e6;

	if (own->south_e6 < own->north_e6) {
		south = south > own->south_e6 ? south : own->south_e6;
		north = north < own->north_e6 ? north : own->north_e6;
		one = edge->a_lon_e6 + (south - edge->a_lat_e6) * east_a_north;
		other = edge->a_lon_e6 + (north - edge->a_lat_e6) * east_a_north;
	}
	return (struct stretch){
		column_at(grid, (int64_t)(one < other ? one : other) - 2),
		column_at(grid, (int64_t)(one < other ? other : one) + 2),
	};
}

static void each_stretch(struct geo_grid *grid, stretch_fn *fn)
{
	for (uint32_t i = 0; i < grid->ring->count; i++) {
		const struct geo_ring_edge *edge = &grid->ring->edges[i];
		struct geo_box own = geo_ring_edge_box(edge);
		double high = (double)edge->b_lat_e6 - edge->a_lat_e6;
		double wide = (double)edge->b_lon_e6 - edge->a_lon_e6;
		double east_a_north = high == 0 ? 0 : wide / high;
		uint32_t last = row_at(grid, (int64_t)own.north_e6 + 1);

		for (uint32_t row = row_at(grid, (int64_t)own.south_e6 - 1); row <= last; row++) {
			struct stretch stretch = stretch_in(grid, edge, &own, east_a_north, row);

			fn(grid, i, row, &stretch);
		}
	}
}

/* Whether it is crossed at each latitude of the row. */
static bool spans(const struct geo_grid *grid, uint32_t edge, uint32_t row)
{
	struct geo_box own = geo_ring_edge_box(&grid->ring->edges[edge]);
	int64_t south = south_of(grid, row);

	return own.south_e6 <= south && own.north_e6 >= south + (INT64_C(1) << grid->row_bits);
}

static void count(struct geo_grid *grid, uint32_t edge, uint32_t row, const struct stretch *stretch)
{
	grid->row_starts[row] += !spans(grid, edge, row);
	for (uint32_t c = stretch->first; c <= stretch->last; c++)
		grid->starts[square_at(grid, row, c)]++;
}

/* Each list is filled from its end downward, to its start. */
static void enter(struct geo_grid *grid, uint32_t edge, uint32_t row, const struct stretch *stretch)
{
	if (spans(grid, edge, row))
		grid->odd_beyond[square_at(grid, row, stretch->first)] ^= 1;
	else
		grid->row_edges[--grid->row_starts[row]] = edge;
	for (uint32_t c = stretch->first; c <= stretch->last; c++)
		grid->edges[--grid->starts[square_at(grid, row, c)]] = edge;
}

/* From counts to ends. */
static uint32_t add_up(uint32_t *counts, size_t lists)
{
	uint32_t total = 0;

	for (size_t i = 0; i < lists; i++) {
		total += counts[i];
		counts[i] = total;
	}
	counts[lists] = total;
	return total;
}

/* ---- sides ----------------------------------------------------------------------------- */

/* From where edges begin to what lies east of each square. */
static void add_up_beyond(struct geo_grid *grid, uint32_t row)
{
	uint8_t *odd = &grid->odd_beyond[square_at(grid, row, 0)], beyond = 0;

	for (uint32_t c = grid->columns; c > 0; c--) {
		uint8_t here = odd[c - 1];

		odd[c - 1] = beyond;
		beyond ^= here;
	}
}

static bool square_holds(const struct geo_grid *grid, uint32_t row, uint32_t column,
			 struct geo_point at)
{
	const struct geo_ring_edge *edges = grid->ring->edges;
	size_t square = square_at(grid, row, column);
	struct geo_ring_parity parity = { .is_inside = grid->odd_beyond[square] };

	for (uint32_t i = grid->starts[square]; i < grid->starts[square + 1]; i++)
		if (spans(grid, grid->edges[i], row))
			geo_ring_edge_count(&parity, &edges[grid->edges[i]], at.lat_e6, at.lon_e6);
	for (uint32_t i = grid->row_starts[row]; i < grid->row_starts[row + 1]; i++)
		geo_ring_edge_count(&parity, &edges[grid->row_edges[i]], at.lat_e6, at.lon_e6);
	return parity.on_boundary || parity.is_inside;
}

/* Squares side by side without edges are all on one side: one of their points is asked. */
static void set_sides_of_row(struct geo_grid *grid, uint32_t row)
{
	const uint32_t *starts = &grid->starts[square_at(grid, row, 0)];
	uint8_t *sides = &grid->sides[square_at(grid, row, 0)];
	int32_t west = grid->ring->box.west_e6, lat = south_of(grid, row);

	for (uint32_t c = 0; c < grid->columns; c++) {
		struct geo_point corner = { lat, west + (int32_t)(c << grid->column_bits) };

		if (starts[c] < starts[c + 1])
			sides[c] = GEO_RING_MIXED;
		else if (c > 0 && sides[c - 1] != GEO_RING_MIXED)
			sides[c] = sides[c - 1];
		else
			sides[c] = square_holds(grid, row, c, corner) ? GEO_RING_INSIDE
								      : GEO_RING_APART;
	}
}

static void add_up_mixed(struct geo_grid *grid, uint32_t row)
{
	const uint8_t *sides = &grid->sides[square_at(grid, row, 0)];
	size_t wide = (size_t)grid->columns + 1;
	const uint32_t *south = &grid->mixed[row * wide];
	uint32_t *north = &grid->mixed[(row + 1) * wide];
	uint32_t in_row = 0;

	for (uint32_t c = 0; c < grid->columns; c++) {
		in_row += sides[c] == GEO_RING_MIXED;
		north[c + 1] = south[c + 1] + in_row;
	}
}

/* ---- making it ------------------------------------------------------------------------- */

static uint32_t squares_for(const struct geo_ring *ring)
{
	size_t squares = ring->count * SQUARES_AN_EDGE;

	return squares < SQUARES_MIN   ? SQUARES_MIN
	       : squares > SQUARES_MAX ? SQUARES_MAX
				       : (uint32_t)squares;
}

static bool make_lists(struct geo_grid *grid, uint32_t squares)
{
	unsigned int count;

	set_size(grid, squares);
	count = grid->rows * grid->columns;
	grid->starts = talloc_zero_array(grid, uint32_t, count + 1);
	grid->row_starts = talloc_zero_array(grid, uint32_t, grid->rows + 1);
	return grid->starts && grid->row_starts;
}

static bool make_squares(struct geo_grid *grid)
{
	unsigned int squares = grid->rows * grid->columns;

	grid->sides = talloc_array(grid, uint8_t, squares);
	grid->mixed = talloc_zero_array(grid, uint32_t, (grid->rows + 1) * (grid->columns + 1));
	if (!grid->sides || !grid->mixed)
		return false;
	for (uint32_t row = 0; row < grid->rows; row++) {
		add_up_beyond(grid, row);
		set_sides_of_row(grid, row);
		add_up_mixed(grid, row);
	}
	return true;
}

/*
 * A comb whose teeth run through all the rows has fewer of them. Of the least each edge may be in
 * all; a quarter of that would be squares without a side, for which bits_for() has no end.
 */
static bool lay(struct geo_grid *grid)
{
	uint32_t squares = squares_for(grid->ring), in_squares, in_rows;
	uint64_t most = (uint64_t)grid->ring->count * COPIES_MAX + SQUARES_MIN;

	for (;; squares /= 4) {
		if (!make_lists(grid, squares))
			return false;
		each_stretch(grid, count);
		in_squares = add_up(grid->starts, (size_t)grid->rows * grid->columns);
		in_rows = add_up(grid->row_starts, grid->rows);
		if ((in_squares <= most && in_rows <= most) || squares <= SQUARES_LEAST)
			break;
		talloc_free(grid->starts);
		talloc_free(grid->row_starts);
	}
	grid->edges = talloc_array(grid, uint32_t, in_squares + 1);
	grid->row_edges = talloc_array(grid, uint32_t, in_rows + 1);
	grid->odd_beyond = talloc_zero_array(grid, uint8_t, grid->rows * grid->columns);
	if (!grid->edges || !grid->row_edges || !grid->odd_beyond)
		return false;
	each_stretch(grid, enter);
	return make_squares(grid);
}

struct geo_grid *geo_grid_new(void *ctx, const struct geo_ring *ring)
{
	struct geo_grid *grid = talloc_zero(ctx, struct geo_grid);

	if (!grid)
		return NULL;
	grid->ring = ring;
	if (lay(grid))
		return grid;
	talloc_free(grid);
	return NULL;
}

/* ---- asking it ------------------------------------------------------------------------- */

bool geo_grid_holds(const struct geo_grid *grid, int32_t lat_e6, int32_t lon_e6)
{
	const struct geo_box *box = &grid->ring->box;
	uint32_t row, column;
	uint8_t side;

	if (lat_e6 < box->south_e6 || lat_e6 > box->north_e6 || lon_e6 < box->west_e6 ||
	    lon_e6 > box->east_e6)
		return false;
	row = (uint32_t)(lat_e6 - box->south_e6) >> grid->row_bits;
	column = (uint32_t)(lon_e6 - box->west_e6) >> grid->column_bits;
	side = grid->sides[square_at(grid, row, column)];
	return side == GEO_RING_INSIDE ||
	       (side == GEO_RING_MIXED &&
		square_holds(grid, row, column, (struct geo_point){ lat_e6, lon_e6 }));
}

static bool overlaps(const struct geo_ring *ring, const struct geo_box *box, int32_t shift_e6)
{
	return box->south_e6 <= ring->box.north_e6 && box->north_e6 >= ring->box.south_e6 &&
	       box->west_e6 + shift_e6 <= ring->box.east_e6 &&
	       box->east_e6 + shift_e6 >= ring->box.west_e6;
}

size_t geo_grid_turns(int turns[GEO_GRID_TURNS_MAX], const struct geo_grid *grid,
		      const struct geo_box *box)
{
	size_t count = 0;

	for (int turn = -2; turn <= 2; turn++)
		if (overlaps(grid->ring, box, turn * GEO_WORLD_E6))
			turns[count++] = turn;
	return count;
}

/* The squares that a box touches. */
struct patch {
	uint32_t south, north, west, east; /* the first and last row, the first and last column */
};

static struct patch patch_of(const struct geo_grid *grid, const struct geo_box *box,
			     int32_t shift_e6)
{
	return (struct patch){ row_at(grid, box->south_e6), row_at(grid, box->north_e6),
			       column_at(grid, box->west_e6 + shift_e6),
			       column_at(grid, box->east_e6 + shift_e6) };
}

static bool has_mixed(const struct geo_grid *grid, const struct patch *patch)
{
	size_t wide = (size_t)grid->columns + 1;
	const uint32_t *south = &grid->mixed[patch->south * wide];
	const uint32_t *north = &grid->mixed[(patch->north + 1) * wide];

	return north[patch->east + 1] - north[patch->west] - south[patch->east + 1] +
		       south[patch->west] >
	       0;
}

/* Where no edge runs through it, what reaches beyond the ring's box is altogether outside. */
enum geo_ring_side geo_grid_side_of_box(const struct geo_grid *grid, const struct geo_box *box)
{
	enum geo_ring_side side = GEO_RING_APART;
	int turns[GEO_GRID_TURNS_MAX];
	size_t count = geo_grid_turns(turns, grid, box);

	for (size_t i = 0; i < count; i++) {
		struct patch patch = patch_of(grid, box, turns[i] * GEO_WORLD_E6);

		if (has_mixed(grid, &patch))
			return GEO_RING_MIXED;
		if (grid->sides[square_at(grid, patch.south, patch.west)] == GEO_RING_INSIDE)
			side = GEO_RING_INSIDE;
	}
	return side;
}

static bool is_beside(const struct geo_ring_edge *edge, const struct geo_box *box)
{
	return ((edge->a_lat_e6 > box->north_e6) & (edge->b_lat_e6 > box->north_e6)) |
	       ((edge->a_lat_e6 < box->south_e6) & (edge->b_lat_e6 < box->south_e6)) |
	       ((edge->a_lon_e6 > box->east_e6) & (edge->b_lon_e6 > box->east_e6)) |
	       ((edge->a_lon_e6 < box->west_e6) & (edge->b_lon_e6 < box->west_e6));
}

static size_t all_edges(uint32_t *room, const struct geo_grid *grid)
{
	for (uint32_t i = 0; i < grid->ring->count; i++)
		room[i] = i;
	return grid->ring->count;
}

size_t geo_grid_near(uint32_t *room, const struct geo_grid *grid, const struct geo_box *box)
{
	struct patch patch;
	uint32_t last = UINT32_MAX;
	size_t used = 0;

	if (!overlaps(grid->ring, box, 0))
		return 0;
	patch = patch_of(grid, box, 0);
	if (!has_mixed(grid, &patch))
		return 0;
	for (uint32_t row = patch.south; row <= patch.north; row++) {
		const uint32_t *starts = &grid->starts[square_at(grid, row, 0)];

		for (uint32_t i = starts[patch.west]; i < starts[patch.east + 1]; i++) {
			uint32_t edge = grid->edges[i];

			if (edge == last || is_beside(&grid->ring->edges[edge], box))
				continue;
			if (used == grid->ring->count) /* some were named too often */
				return all_edges(room, grid);
			room[used++] = last = edge;
		}
	}
	return used;
}
