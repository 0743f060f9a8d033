/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * The grid against the polygon itself, asked without any grid: random rings, tame and wild, tiny
 * and huge, across the antimeridian and near a pole, with as many corners as a coast; points on
 * their corners and edges too.
 */
#include "base/geo_grid.h"
#include "test.h"

#include <math.h>
#include <stdlib.h>
#include <talloc.h>

#include "base/geo_ring_edge.h"

enum { RINGS = 40, POINTS = 400, BOXES = 200, CORNERS_MAX = 900 };

static double uniform(unsigned short seed[3], double least, double greatest)
{
	return least + (greatest - least) * erand48(seed);
}

static int32_t fold(double lon_e6)
{
	while (lon_e6 > GEO_LON_MAX_E6)
		lon_e6 -= GEO_WORLD_E6;
	while (lon_e6 < -GEO_LON_MAX_E6)
		lon_e6 += GEO_WORLD_E6;
	return (int32_t)lon_e6;
}

static struct geo_point beside(struct geo_point at, double north_e6, double east_e6)
{
	return (struct geo_point){
		(int32_t)fmax(-GEO_LAT_MAX_E6, fmin(GEO_LAT_MAX_E6, at.lat_e6 + north_e6)),
		fold(at.lon_e6 + east_e6),
	};
}

/* A star, a comb, or a tangle. */
static void make_polygon(struct geo_point *points, size_t corners, struct geo_point centre,
			 double size_e6, unsigned short seed[3])
{
	int kind = (int)(nrand48(seed) % 4);

	for (size_t i = 0; i + 1 < corners; i++) {
		double angle = kind == 0 ? uniform(seed, 0, 6.28)
					 : 2 * M_PI * (double)i / (double)(corners - 1);
		double reach = size_e6 * uniform(seed, kind == 1 ? 0.02 : 0.7, 1);

		points[i] = beside(centre, reach * sin(angle), reach * cos(angle));
		if (kind == 2)
			points[i] = beside(centre, i % 2 ? size_e6 : -size_e6 * (i > 1),
					   size_e6 * (double)i / (double)corners);
	}
	points[corners - 1] = points[0];
}

/* Anywhere, on a corner, on the middle of an edge, or level with a corner. */
static struct geo_point choose_point(const struct geo_polygon *polygon, struct geo_point centre,
				     double size_e6, unsigned short seed[3])
{
	size_t i = (size_t)nrand48(seed) % (polygon->count - 1);
	struct geo_point a = polygon->points[i], b = polygon->points[i + 1];

	switch (nrand48(seed) % 6) {
	case 0:
		return a;
	case 1:
		return beside(a, (b.lat_e6 - a.lat_e6) / 2.0,
			      fold(b.lon_e6 - (double)a.lon_e6) / 2.0);
	case 2:
		return beside(a, 0, uniform(seed, -size_e6, size_e6));
	default:
		return beside(centre, uniform(seed, -1.2, 1.2) * size_e6,
			      uniform(seed, -1.2, 1.2) * size_e6);
	}
}

static bool grid_holds(const struct geo_grid *grid, struct geo_point point)
{
	bool holds = false;

	for (int turn = -1; turn <= 1; turn++)
		holds = holds ||
			geo_grid_holds(grid, point.lat_e6, point.lon_e6 + turn * GEO_WORLD_E6);
	return holds;
}

static bool meets(const struct geo_grid *grid, struct geo_view *view, const uint32_t *edges,
		  size_t count)
{
	for (size_t i = 0; i < count; i++)
		if (geo_ring_edge_meets(&grid->ring->edges[edges[i]], view))
			return true;
	return false;
}

static bool grid_meets(const struct geo_grid *grid, const struct geo_box *box,
		       struct geo_view *view)
{
	uint32_t room[CORNERS_MAX];
	int turns[GEO_GRID_TURNS_MAX];
	size_t count = geo_grid_turns(turns, grid, box);

	for (size_t i = 0; i < count; i++) {
		struct geo_box turned = *box;

		turned.west_e6 += turns[i] * GEO_WORLD_E6;
		turned.east_e6 += turns[i] * GEO_WORLD_E6;
		if (meets(grid, view, room, geo_grid_near(room, grid, &turned)))
			return true;
	}
	return false;
}

static void compare_points(const struct geo_grid *grid, const struct geo_polygon *polygon,
			   struct geo_point centre, double size_e6, unsigned short seed[3])
{
	for (int i = 0; i < POINTS; i++) {
		struct geo_point point = choose_point(polygon, centre, size_e6, seed);

		assert_int_equal(grid_holds(grid, point), geo_ring_polygon_holds(polygon, point));
	}
}

/* What meets a sector must be named for its box. */
static void compare_sector(const struct geo_grid *grid, const struct geo_sector *sector)
{
	struct geo_box box = geo_box_of_sector(sector);
	struct geo_view view = geo_view_of(sector);
	enum geo_ring_side side = geo_grid_side_of_box(grid, &box);
	bool is_met = false;

	for (uint32_t i = 0; i < grid->ring->count; i++)
		is_met = is_met || meets(grid, &view, &i, 1);
	assert_int_equal(grid_meets(grid, &box, &view), is_met);
	if (side == GEO_RING_MIXED)
		return;
	assert_false(is_met);
	assert_int_equal(grid_holds(grid, sector->at), side == GEO_RING_INSIDE);
}

static void compare_sectors(const struct geo_grid *grid, const struct geo_polygon *polygon,
			    struct geo_point centre, double size_e6, unsigned short seed[3])
{
	for (int i = 0; i < BOXES; i++) {
		struct geo_sector sector = {
			.at = choose_point(polygon, centre, size_e6, seed),
			.radius_m = (uint32_t)exp(uniform(seed, -1, 12)),
			.azimuth_tenths = (uint16_t)(nrand48(seed) % 3600),
			.beamwidth_tenths = (uint16_t)(nrand48(seed) % 3600),
		};

		compare_sector(grid, &sector);
	}
}

static void a_grid_answers_as_its_polygon(void **state)
{
	static const struct geo_point centres[] = {
		{ 30000000, 120500000 },
		{ -17000000, 179990000 },
		{ -17000000, -179990000 },
		{ 89000000, 20000000 },
		{ 0, 0 },
	};
	unsigned short seed[3] = { 11, 25, 2026 };

	(void)state;
	for (size_t c = 0; c < COUNT_OF(centres); c++)
		for (int i = 0; i < RINGS; i++) {
			struct geo_point points[CORNERS_MAX];
			struct geo_ring_edge edges[CORNERS_MAX];
			size_t corners = 4 + (size_t)exp(uniform(seed, 0, 6.79));
			double size_e6 = exp(uniform(seed, 3, 17.8));
			struct geo_polygon polygon = { points, corners };
			struct geo_ring ring;
			struct geo_grid *grid;

			make_polygon(points, corners, centres[c], size_e6, seed);
			geo_ring_open(&ring, edges, &polygon);
			grid = geo_grid_new(NULL, &ring);
			assert_non_null(grid);
			compare_points(grid, &polygon, centres[c], size_e6, seed);
			compare_sectors(grid, &polygon, centres[c], size_e6, seed);
			talloc_free(grid);
		}
}

/* Its teeth run through every row: the lists stay a multiple of its edges. */
static void a_comb_does_not_fill_the_memory(void **state)
{
	enum { TEETH = 20000 };
	struct geo_point *points = calloc(TEETH, sizeof(*points));
	struct geo_ring_edge *edges = calloc(TEETH, sizeof(*edges));
	struct geo_polygon polygon = { points, TEETH };
	struct geo_ring ring;
	struct geo_grid *grid;

	(void)state;
	for (int i = 0; i + 1 < TEETH; i++)
		points[i] = (struct geo_point){ i % 2 ? 5000000 : 0, 100 * i };
	points[TEETH - 1] = points[0];
	geo_ring_open(&ring, edges, &polygon);
	grid = geo_grid_new(NULL, &ring);
	assert_non_null(grid);
	assert_true(talloc_total_size(grid) < (size_t)TEETH * 200);
	assert_true(geo_grid_holds(grid, 10, 1000100));
	assert_false(geo_grid_holds(grid, 4999990, 1000000));
	talloc_free(grid);
	free(edges);
	free(points);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_grid_answers_as_its_polygon),
		cmocka_unit_test(a_comb_does_not_fill_the_memory),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
